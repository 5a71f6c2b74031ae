/* One flag, and everybody who waits for it. */
#include "http/halt.h"

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

struct timespec halt_deadline(int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)(ms / 1000);
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

bool halt_pause(struct halt *h, int64_t ms)
{
	const struct timespec until = halt_deadline(ms);

	pthread_mutex_lock(&h->lock);
	while (!h->is_begun && pthread_cond_timedwait(&h->begun, &h->lock, &until) == 0)
		continue;
	bool begun = h->is_begun;
	pthread_mutex_unlock(&h->lock);
	return !begun;
}
