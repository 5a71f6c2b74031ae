/* A condition variable with a memory of one ring. */
#include "base/bell.h"

#include "base/clock.h"
#include "base/cond.h"

#include <stdlib.h>

struct bell {
	pthread_mutex_t lock;
	pthread_cond_t rung;
	bool pending, closed;
};

struct bell *bell_new(void)
{
	struct bell *b = xcalloc(1, sizeof(*b));

	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->rung, NULL);
	return b;
}

void bell_free(struct bell *b)
{
	if (!b)
		return;
	pthread_mutex_destroy(&b->lock);
	pthread_cond_destroy(&b->rung);
	free(b);
}

void bell_ring(struct bell *b)
{
	pthread_mutex_lock(&b->lock);
	b->pending = true;
	pthread_cond_signal(&b->rung);
	pthread_mutex_unlock(&b->lock);
}

bool bell_wait(struct bell *b)
{
	pthread_mutex_lock(&b->lock);
	while (!b->pending && !b->closed)
		pthread_cond_wait(&b->rung, &b->lock);
	b->pending = false;
	bool open = !b->closed;
	pthread_mutex_unlock(&b->lock);
	return open;
}

bool bell_wait_ms(struct bell *b, int ms)
{
	int64_t deadline_us = clock_monotonic_us() + (int64_t)ms * 1000;
	bool early = true;

	pthread_mutex_lock(&b->lock);
	while (!b->pending && !b->closed && early)
		early = cond_wait_until(&b->rung, &b->lock, deadline_us);
	b->pending = false;
	bool open = !b->closed;
	pthread_mutex_unlock(&b->lock);
	return open;
}

void bell_close(struct bell *b)
{
	pthread_mutex_lock(&b->lock);
	b->closed = true;
	pthread_cond_broadcast(&b->rung);
	pthread_mutex_unlock(&b->lock);
}

bool bell_closed(struct bell *b)
{
	pthread_mutex_lock(&b->lock);
	bool closed = b->closed;
	pthread_mutex_unlock(&b->lock);
	return closed;
}
