/* A sliding window, exact to the millisecond: the instants of the requests that were let in, and what
 * they leave for the next one. Not thread-safe; knows no clock. */
#ifndef CONTROL_RATE_LOG_H
#define CONTROL_RATE_LOG_H

#include "control/rate_table.h"

/* Zeroed: empty. Holds as many of the newest instants as the largest limit of its windows, no more; the
 * windows must stay the same from one call to the next until rate_log_clear(). */
struct rate_log {
	int64_t *at; /* a ring, oldest first */
	size_t first, count, cap;
};

/* What the next request meets: the window that makes it wait longest or, when none does, the one with
 * the fewest requests left. */
struct rate_state {
	struct rate_window window;
	int64_t wait_ms; /* 0: it may come at once */
	int64_t left;    /* requests that may come at once; 0 exactly when it has to wait */
};

/* Empties the log and gives its memory back. */
void rate_log_clear(struct rate_log *log);

/* True, and the request counts, when every window has room for it at `now`; a refused one does not count.
 * `*next` is about the request after this one (let in) or about this one again (refused). Needs at least
 * one window. Instants after `now` are of a clock that was set back since: they are forgotten. */
bool rate_log_admit(struct rate_log *log, const struct rate_windows *windows, int64_t now,
	struct rate_state *next);

#endif
