/* The only source of time for anything a client can see or wait for. It runs with the machine,
 * at an offset, faster, or stands still; each account may have a clock of its own. Thread-safe. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"
#include "base/text.h"

struct clock;

enum clock_mode { CLOCK_REAL, CLOCK_OFFSET, CLOCK_FROZEN, CLOCK_SPEED };

struct clock_state {
	enum clock_mode mode;
	/* FROZEN: the instant; OFFSET: what is added to the machine's time; SPEED: the first instant. */
	int64_t at_ms;
};

enum { CLOCK_GLOBAL = 0 }; /* the account number that means "all accounts without their own" */
enum { CLOCK_MAX_SPEED = 1000000 };

struct clock *clock_new(void);
void clock_free(struct clock *c);

/* Milliseconds since 1970 for this account (CLOCK_GLOBAL: for nobody in particular); never
 * outside the years 1970 to 9999, whatever was set. */
int64_t clock_now(struct clock *c, int64_t account);

/* The account's own clock, or the global one when it has none. */
struct clock_state clock_get(struct clock *c, int64_t account);
void clock_set(struct clock *c, int64_t account, struct clock_state state);

/* Whether the account has a clock of its own; for CLOCK_GLOBAL: whether it is not the machine's. */
bool clock_is_set(struct clock *c, int64_t account);

/* From now on the clock runs from `at_ms`, and `speed` seconds pass on it in one of ours. clock_set()
 * with CLOCK_SPEED does the same at the speed 1. */
void clock_set_speed(struct clock *c, int64_t account, int64_t at_ms, int64_t speed);

/* How many seconds pass on the account's clock in one of ours: 0 when it is frozen, 1 when real. */
int64_t clock_speed(struct clock *c, int64_t account);

/* Microseconds that passed on the account's clock since `from_us` of clock_monotonic_us(), at the pace that
 * it has now: while a clock stands still nothing takes time. */
int64_t clock_elapsed_us(struct clock *c, int64_t account, int64_t from_us);

/* What a clock shows that has run from `at_ms` for `elapsed_us` of our time. Whole milliseconds, the
 * rest cut off, and never outside the years 1970 to 9999. */
int64_t clock_run_from(int64_t at_ms, int64_t elapsed_us, int64_t speed);

/* Moves the clock forward by ms (frozen stays frozen, real becomes an offset, a speed stays); an account without a
 * clock of its own gets one that starts from the global one. False, and nothing changes, when ms is
 * negative or the result would leave the years 1970 to 9999. */
NODISCARD bool clock_advance(struct clock *c, int64_t account, int64_t ms);

/* Forgets one account's own clock, or all of them and the global one. */
void clock_reset(struct clock *c, int64_t account);

/* The machine's own time, which no setting moves. */
int64_t clock_machine_ms(void);

/* Time that only ever goes forward, in microseconds, for deadlines and durations of our own. */
int64_t clock_monotonic_us(void);

/* Microseconds that the calling thread has had of a processor: what its own work cost, however busy the machine is
 * with that of others. */
int64_t clock_thread_us(void);

#endif
