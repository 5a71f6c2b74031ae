/* A window of limit L is full at t when the L-th newest instant is younger than its interval, so the
 * newest instants, as many as the largest limit, decide about every window. */
#include "control/rate_log.h"

#include <assert.h>
#include <stdlib.h>

enum { FIRST_CAP = 8 };

void rate_log_clear(struct rate_log *log)
{
	free(log->at);
	*log = (struct rate_log){ 0 };
}

/* The i-th instant, oldest first. */
static int64_t instant(const struct rate_log *log, size_t i)
{
	return log->at[(log->first + i) % log->cap];
}

static void forget_future(struct rate_log *log, int64_t now)
{
	while (log->count > 0 && instant(log, log->count - 1) > now)
		log->count--;
}

/* How many instants are still in the window: a binary search for the oldest of them. */
static int64_t used(const struct rate_log *log, const struct rate_window *window, int64_t now)
{
	size_t low = 0, high = log->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (now - instant(log, middle) < window->interval_ms)
			high = middle;
		else
			low = middle + 1;
	}
	return (int64_t)(log->count - low);
}

static struct rate_state meet(
	const struct rate_log *log, const struct rate_window *window, int64_t now)
{
	int64_t in = used(log, window, now);

	if (in < window->limit)
		return (struct rate_state){ *window, 0, window->limit - in };
	int64_t blocking = instant(log, log->count - (size_t)window->limit);
	return (struct rate_state){ *window, blocking + window->interval_ms - now, 0 };
}

static bool is_worse(const struct rate_state *a, const struct rate_state *b)
{
	return a->wait_ms != b->wait_ms ? a->wait_ms > b->wait_ms : a->left < b->left;
}

static struct rate_state meet_all(
	const struct rate_log *log, const struct rate_windows *windows, int64_t now)
{
	struct rate_state worst = meet(log, &windows->at[0], now);

	for (size_t i = 1; i < windows->count; i++) {
		struct rate_state state = meet(log, &windows->at[i], now);
		if (is_worse(&state, &worst))
			worst = state;
	}
	return worst;
}

/* The log grows by doubling up to `most`; from then on the newest instant takes the oldest one's place.
 * Only a log that cannot grow any more starts elsewhere than at 0, so growing never has to unroll it. */
static void add(struct rate_log *log, size_t most, int64_t now)
{
	assert(most > 0);
	if (log->count == log->cap && log->cap < most) {
		size_t cap = log->cap ? log->cap * 2 : FIRST_CAP;
		log->cap = cap < most ? cap : most;
		log->at = xreallocarray(log->at, log->cap, sizeof(*log->at));
	}
	if (log->count == log->cap)
		log->first = (log->first + 1) % log->cap;
	else
		log->count++;
	log->at[(log->first + log->count - 1) % log->cap] = now;
}

bool rate_log_admit(struct rate_log *log, const struct rate_windows *windows, int64_t now,
	struct rate_state *next)
{
	assert(windows->count > 0);
	forget_future(log, now);
	*next = meet_all(log, windows, now);
	if (next->wait_ms > 0)
		return false;
	add(log, (size_t)rate_table_largest(windows), now);
	*next = meet_all(log, windows, now);
	return true;
}
