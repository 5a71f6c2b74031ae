/* Fair turns where places are few: readers of images and videos are lent one request each. Among those who
 * wait, the account that holds the fewest places comes first, then who has waited longest. One place beyond the
 * number is kept for accounts that hold none, so that the slow files of one never keep another waiting. */
#ifndef RENDER_TURNS_H
#define RENDER_TURNS_H

#include "base/base.h"

struct turns;

/* `places` of 1 and more. */
struct turns *turns_new(int places);
void turns_free(struct turns *t); /* NULL is fine; nobody may hold a place or wait for one */

/* Waits for a place until clock_monotonic_us() is at the deadline; false when none became free. What was taken is
 * given back by turns_leave() with the same account. Thread-safe, as are all of these. */
NODISCARD bool turns_take(struct turns *t, int64_t account, int64_t deadline_us);
void turns_leave(struct turns *t, int64_t account);

/* How many wait now. */
int turns_waiting(struct turns *t);

#endif
