/* Waiting on a condition variable until an instant that nobody can set. */
#ifndef BASE_COND_H
#define BASE_COND_H

#include "base/base.h"

#include <pthread.h>

/* Waits, the lock held, until the variable is signalled (or for no reason: ask again what is waited for) or
 * clock_monotonic_us() is at the deadline: then false. */
bool cond_wait_until(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t deadline_us);

#endif
