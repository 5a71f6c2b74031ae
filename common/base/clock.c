/* Time that can be set, per account. */
#include "base/clock.h"

#include "base/account_table.h"
#include "base/date.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A clock's state and, for CLOCK_SPEED, since when and how fast it has been running. */
struct pace {
	struct clock_state state;
	int64_t from_us; /* of clock_monotonic_us() */
	int64_t speed;
};

struct clock {
	/* False while every clock is the machine's, which spares clock_now() the lock. */
	atomic_bool changed;
	pthread_mutex_t lock;
	struct account_table paces;
};

int64_t clock_machine_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_run_from(int64_t at_ms, int64_t elapsed_us, int64_t speed)
{
	int64_t passed, now;

	if (__builtin_mul_overflow(elapsed_us, speed, &passed) ||
		__builtin_add_overflow(date_clamp(at_ms), passed / 1000, &now))
		return DATE_LAST_MS;
	return date_clamp(now);
}

static int64_t offset_now(int64_t by_ms)
{
	int64_t now;

	if (__builtin_add_overflow(clock_machine_ms(), by_ms, &now))
		now = by_ms < 0 ? 0 : DATE_LAST_MS;
	return date_clamp(now);
}

static int64_t pace_now(const struct pace *pace)
{
	int64_t at = pace->state.at_ms;

	switch (pace->state.mode) {
	case CLOCK_FROZEN:
		return date_clamp(at);
	case CLOCK_OFFSET:
		return offset_now(at);
	case CLOCK_SPEED:
		return clock_run_from(at, clock_monotonic_us() - pace->from_us, pace->speed);
	case CLOCK_REAL:
		break;
	}
	return date_clamp(clock_machine_ms());
}

struct clock *clock_new(void)
{
	struct clock *c = xcalloc(1, sizeof(*c));

	pthread_mutex_init(&c->lock, NULL);
	c->paces = account_table_init(sizeof(struct pace), NULL);
	return c;
}

void clock_free(struct clock *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->lock);
	account_table_deinit(&c->paces);
	free(c);
}

static struct pace get_locked(const struct clock *c, int64_t account)
{
	const struct pace *pace = account_table_of(&c->paces, account);

	return pace ? *pace : (struct pace){ .state.mode = CLOCK_REAL };
}

static void set_locked(struct clock *c, int64_t account, struct pace pace)
{
	struct pace *own = account_table_make(&c->paces, account);

	*own = pace;
	atomic_store_explicit(&c->changed, true, memory_order_release);
}

static struct pace get(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	struct pace pace = get_locked(c, account);
	pthread_mutex_unlock(&c->lock);
	return pace;
}

int64_t clock_now(struct clock *c, int64_t account)
{
	if (!atomic_load_explicit(&c->changed, memory_order_acquire))
		return date_clamp(clock_machine_ms());
	struct pace pace = get(c, account);
	return pace_now(&pace);
}

struct clock_state clock_get(struct clock *c, int64_t account)
{
	return get(c, account).state;
}

bool clock_is_set(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	const struct pace *own = account_table_own(&c->paces, account);
	bool is_set = own && (account != CLOCK_GLOBAL || own->state.mode != CLOCK_REAL);
	pthread_mutex_unlock(&c->lock);
	return is_set;
}

int64_t clock_speed(struct clock *c, int64_t account)
{
	struct pace pace = get(c, account);

	if (pace.state.mode == CLOCK_FROZEN)
		return 0;
	return pace.state.mode == CLOCK_SPEED ? pace.speed : 1;
}

int64_t clock_elapsed_us(struct clock *c, int64_t account, int64_t from_us)
{
	int64_t ours = clock_monotonic_us() - from_us, passed;

	if (!atomic_load_explicit(&c->changed, memory_order_acquire))
		return ours;
	return __builtin_mul_overflow(ours, clock_speed(c, account), &passed) ? INT64_MAX : passed;
}

static void set(struct clock *c, int64_t account, struct pace pace)
{
	pthread_mutex_lock(&c->lock);
	set_locked(c, account, pace);
	pthread_mutex_unlock(&c->lock);
}

void clock_set(struct clock *c, int64_t account, struct clock_state state)
{
	set(c, account,
		(struct pace){ .state = state, .from_us = clock_monotonic_us(), .speed = 1 });
}

void clock_set_speed(struct clock *c, int64_t account, int64_t at_ms, int64_t speed)
{
	set(c, account,
		(struct pace){
			.state = { CLOCK_SPEED, date_clamp(at_ms) },
			.from_us = clock_monotonic_us(),
			.speed = speed,
		});
}

bool clock_advance(struct clock *c, int64_t account, int64_t ms)
{
	pthread_mutex_lock(&c->lock);
	struct pace pace = get_locked(c, account);
	bool ok = ms >= 0 && ms <= DATE_LAST_MS - pace_now(&pace);
	if (ok) {
		if (pace.state.mode == CLOCK_REAL)
			pace.state = (struct clock_state){ CLOCK_OFFSET, 0 };
		pace.state.at_ms += ms;
		set_locked(c, account, pace);
	}
	pthread_mutex_unlock(&c->lock);
	return ok;
}

void clock_reset(struct clock *c, int64_t account)
{
	pthread_mutex_lock(&c->lock);
	account_table_reset(&c->paces, account);
	atomic_store_explicit(&c->changed, c->paces.count > 0, memory_order_release);
	pthread_mutex_unlock(&c->lock);
}

static int64_t read_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_monotonic_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
	return read_us(CLOCK_THREAD_CPUTIME_ID);
}
