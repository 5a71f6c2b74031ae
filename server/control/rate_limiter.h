/* The rate limits of every account: rules for all, rules for one, and who has asked when. Instants are of
 * each account's own clock. Thread-safe. */
#ifndef CONTROL_RATE_LIMITER_H
#define CONTROL_RATE_LIMITER_H

#include "base/clock.h"
#include "control/rate_log.h"

struct rate_limiter;

enum { RATE_LIMITER_ALL = 0 }; /* the account number that means "all without rules of their own" */

/* What to tell a client about its request. */
struct rate_verdict {
	bool limited; /* refused */
	bool shown;   /* the state goes into the answer's headers */
	bool retry_after;
	struct rate_state next; /* when shown or limited */
};

/* `start` are the rules of all accounts at first and after a reset. The clock must outlive the limiter. */
struct rate_limiter *rate_limiter_new(struct clock *clock, const struct rate_rules *start);
void rate_limiter_free(struct rate_limiter *l);

/* Counts one request of the account, unless it is refused. */
struct rate_verdict rate_limiter_admit(
	struct rate_limiter *l, int64_t account, enum rate_group group);

/* The rules that hold for the account: its own, or those of all. */
struct rate_rules rate_limiter_rules(struct rate_limiter *l, int64_t account);

/* Whether rules were given to just this account (or to all) since the start or the last reset. */
bool rate_limiter_is_set(struct rate_limiter *l, int64_t account);

/* Gives the account, or all that have none of their own, these rules; what they asked before no longer
 * counts. */
void rate_limiter_set(struct rate_limiter *l, int64_t account, const struct rate_rules *rules);

/* Forgets what the account has asked, and its rules; for all: everything, back to the start. */
void rate_limiter_reset(struct rate_limiter *l, int64_t account);

#endif
