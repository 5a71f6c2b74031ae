/* A handler that waits for its client cannot be woken to answer, so whoever stops the server answers in its
 * place; `answered` keeps the two apart. */
#include "http/progress.h"

#include "base/clock.h"
#include "base/cond.h"
#include "http/halt.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct progress {
	pthread_mutex_t lock; /* all below */
	pthread_cond_t idle;  /* `active` became empty */
	struct progress_entry *active;
	struct halt halt;
};

struct progress *progress_new(void)
{
	struct progress *p = xcalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->idle, NULL);
	halt_init(&p->halt);
	return p;
}

void progress_free(struct progress *p)
{
	if (!p)
		return;
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->idle);
	halt_destroy(&p->halt);
	free(p);
}

bool progress_enter(struct progress *p, struct progress_entry *e)
{
	pthread_mutex_lock(&p->lock);
	bool open = !halt_begun(&p->halt);
	if (open) {
		e->next = p->active;
		e->link = &p->active;
		if (e->next)
			e->next->link = &e->next;
		p->active = e;
	}
	pthread_mutex_unlock(&p->lock);
	return open;
}

void progress_leave(struct progress *p, struct progress_entry *e)
{
	pthread_mutex_lock(&p->lock);
	*e->link = e->next;
	if (e->next)
		e->next->link = e->link;
	if (!p->active)
		pthread_cond_broadcast(&p->idle);
	pthread_mutex_unlock(&p->lock);
}

bool progress_claim(struct progress *p, struct progress_entry *e)
{
	pthread_mutex_lock(&p->lock);
	bool mine = !e->answered;
	e->answered = true;
	pthread_mutex_unlock(&p->lock);
	return mine;
}

bool progress_is_stopping(struct progress *p)
{
	return halt_begun(&p->halt);
}

bool progress_pause(struct progress *p, struct conn *c, int64_t ms)
{
	crew_aside(c->crew);
	bool whole = halt_pause(&p->halt, ms);
	crew_back(c->crew);
	return whole;
}

void progress_refuse(struct conn *c)
{
	static const char body[] =
		"{\"message\":\"The server is stopping before this request came to its "
		"end.\"}";
	char answer[400];
	int n = snprintf(answer, sizeof(answer),
		"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; "
		"charset=utf-8\r\n"
		"Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		sizeof(body) - 1, body);

	conn_interject(c, answer, (size_t)n);
}

/* The lock is held. */
static void wait_idle(struct progress *p, int ms)
{
	int64_t until_us = clock_monotonic_us() + (int64_t)ms * 1000;

	while (p->active && cond_wait_until(&p->idle, &p->lock, until_us))
		continue;
}

static void refuse_rest(struct progress *p)
{
	for (struct progress_entry *e = p->active; e; e = e->next) {
		if (e->answered)
			continue;
		e->answered = true;
		progress_refuse(e->conn);
	}
}

bool progress_drain(struct progress *p, int ms)
{
	pthread_mutex_lock(&p->lock);
	halt_begin(&p->halt); /* under the lock: who entered before is waited for */
	wait_idle(p, ms);
	bool clean = !p->active;
	if (!clean) {
		refuse_rest(p);
		/* Room for the answers to arrive before the end of the process resets the connections. */
		wait_idle(p, 100);
	}
	pthread_mutex_unlock(&p->lock);
	return clean;
}
