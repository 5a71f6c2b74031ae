/* One flag, and everybody who waits for it. */
#include "http/halt.h"

#include "base/clock.h"
#include "base/cond.h"

void halt_init(struct halt *h)
{
	*h = (struct halt){ 0 };
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->begun, NULL);
}

void halt_destroy(struct halt *h)
{
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->begun);
}

void halt_begin(struct halt *h)
{
	pthread_mutex_lock(&h->lock);
	h->is_begun = true;
	pthread_cond_broadcast(&h->begun);
	pthread_mutex_unlock(&h->lock);
}

bool halt_begun(struct halt *h)
{
	pthread_mutex_lock(&h->lock);
	bool begun = h->is_begun;
	pthread_mutex_unlock(&h->lock);
	return begun;
}

bool halt_pause(struct halt *h, int64_t ms)
{
	int64_t until_us = clock_monotonic_us() + ms * 1000;

	pthread_mutex_lock(&h->lock);
	while (!h->is_begun && cond_wait_until(&h->begun, &h->lock, until_us))
		continue;
	bool begun = h->is_begun;
	pthread_mutex_unlock(&h->lock);
	return !begun;
}
