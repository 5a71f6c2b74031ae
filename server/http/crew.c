/* A thread costs memory and the time to make it, so there are no more than were ever busy at once, and those
 * that found nothing to do for a while end. The kernel wakes the one that waited last. */
#include "http/crew.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	MOST_ASIDE = 512, /* beyond them the next one that is slow keeps its place */
	REST_MS = 500,    /* without work, until the stack is given back */
	LEAVE_MS = 10000, /* then, until a thread that is to spare ends */
	CROWD = 16,       /* threads at once, whose heaps are worth a look when they have gone */
};

struct crew {
	struct crew_work work;
	pthread_mutex_t lock; /* all below */
	pthread_cond_t gone;  /* `all` became 0 */
	int most, all, waiting, aside;
	int crowd; /* most threads at once since the heaps were last looked at */
	bool ending;
	bool has_left;
	pthread_t
		left; /* the last one that left: the next one, or crew_free(), waits for its very end */
};

static void *run(void *arg);

/* The new thread counts as waiting from now on, so that nobody makes a second one for the same need. */
static bool add_one(struct crew *c)
{
	pthread_t id;

	c->all++;
	c->waiting++;
	bool ok = pthread_create(&id, NULL, run, c) == 0;
	if (!ok) {
		c->all--;
		c->waiting--;
	}
	if (c->all > c->crowd)
		c->crowd = c->all;
	return ok;
}

/* The lock is held. When the system gives no more threads, those that are there go on. */
static void add_if_needed(struct crew *c)
{
	int working = c->all - c->aside;

	if (!c->ending && c->waiting == 0 && working < c->most && c->all < c->most + MOST_ASIDE)
		(void)!add_one(c);
}

/* A request takes its thread's stack to depths that the wait for the next one does not need. */
static void give_stack_back(void)
{
	enum { KEPT = 4096 }; /* for the calls from here */
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE),
		  here = (uintptr_t)__builtin_frame_address(0);
	pthread_attr_t attr;
	void *lowest;
	size_t size;

	if (pthread_getattr_np(pthread_self(), &attr) != 0)
		return;
	if (pthread_attr_getstack(&attr, &lowest, &size) == 0) {
		uintptr_t end = (here - KEPT) / page * page;
		if (end > (uintptr_t)lowest && end - (uintptr_t)lowest < size)
			madvise(lowest, end - (uintptr_t)lowest, MADV_DONTNEED);
	}
	pthread_attr_destroy(&attr);
}

/* True with the lock held when the calling thread has been taken off the lists and must end. */
static bool may_leave(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	if (c->ending || c->waiting > 1) {
		c->waiting--;
		c->all--;
		return true;
	}
	pthread_mutex_unlock(&c->lock);
	return false;
}

/* False when the thread has nothing more to do; then the lock is held. */
static bool await(struct crew *c, uint64_t *what)
{
	if (c->work.wait(c->work.ctx, REST_MS, what))
		return true;
	give_stack_back();
	while (!c->work.wait(c->work.ctx, LEAVE_MS, what))
		if (may_leave(c))
			return false;
	return true;
}

static void *run(void *arg)
{
	struct crew *c = arg;
	uint64_t what = 0;

	while (await(c, &what)) {
		pthread_mutex_lock(&c->lock);
		c->waiting--;
		add_if_needed(c);
		pthread_mutex_unlock(&c->lock);
		c->work.serve(c->work.ctx, what);
		pthread_mutex_lock(&c->lock);
		c->waiting++;
		pthread_mutex_unlock(&c->lock);
	}
	bool crowd_left = c->all == 1 && c->crowd >= CROWD;
	if (crowd_left)
		c->crowd = c->all;
	bool joins = c->has_left;
	pthread_t before = c->left;
	c->left = pthread_self();
	c->has_left = true;
	if (c->all == 0)
		pthread_cond_signal(&c->gone);
	pthread_mutex_unlock(&c->lock);
	if (joins)
		pthread_join(before, NULL);
	if (crowd_left)
		malloc_trim(0);
	return NULL;
}

struct crew *crew_new(int most, const struct crew_work *work)
{
	struct crew *c = xcalloc(1, sizeof(*c));

	c->work = *work;
	c->most = most;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->gone, NULL);
	pthread_mutex_lock(&c->lock);
	bool ok = add_one(c);
	pthread_mutex_unlock(&c->lock);
	if (ok)
		return c;
	crew_free(c);
	return NULL;
}

void crew_aside(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->aside++;
	add_if_needed(c);
	pthread_mutex_unlock(&c->lock);
}

void crew_back(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->aside--;
	pthread_mutex_unlock(&c->lock);
}

static int at_least(int a, int b)
{
	return a > b ? a : b;
}

int crew_spare(struct crew *c, bool pressing)
{
	pthread_mutex_lock(&c->lock);
	int busy = c->all - c->waiting;
	int spare = pressing ? MOST_ASIDE / 4 - c->aside : at_least(c->most / 4, 1) - busy;
	pthread_mutex_unlock(&c->lock);
	return spare;
}

void crew_free(struct crew *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->ending = true;
	while (c->all > 0)
		pthread_cond_wait(&c->gone, &c->lock);
	pthread_mutex_unlock(&c->lock);
	if (c->has_left)
		pthread_join(c->left, NULL);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->gone);
	free(c);
}
