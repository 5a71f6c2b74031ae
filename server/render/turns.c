/* Whoever leaves hands the place on at once, so that nobody who may have one ever waits, and a newcomer never
 * overtakes. */
#include "render/turns.h"

#include "base/cond.h"

#include <stdlib.h>

struct waiter {
	int64_t account;
	bool granted;
	pthread_cond_t changed;
	struct waiter *next; /* who came later */
};

struct turns {
	pthread_mutex_t lock;
	int places, taken;
	int64_t *holders; /* places + 1; the first `taken` are accounts */
	struct waiter *first;
};

struct turns *turns_new(int places)
{
	struct turns *t = xcalloc(1, sizeof(*t));

	pthread_mutex_init(&t->lock, NULL);
	t->places = places;
	t->holders = xcalloc((size_t)places + 1, sizeof(*t->holders));
	return t;
}

void turns_free(struct turns *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t->holders);
	free(t);
}

static int held_by(const struct turns *t, int64_t account)
{
	int n = 0;

	for (int i = 0; i < t->taken; i++)
		n += t->holders[i] == account;
	return n;
}

static bool may_take(const struct turns *t, int64_t account)
{
	return t->taken < t->places || (t->taken == t->places && held_by(t, account) == 0);
}

static struct waiter *next_waiter(const struct turns *t)
{
	struct waiter *best = NULL;

	for (struct waiter *w = t->first; w; w = w->next)
		if (may_take(t, w->account) &&
			(!best || held_by(t, w->account) < held_by(t, best->account)))
			best = w;
	return best;
}

static void add(struct turns *t, struct waiter *w)
{
	struct waiter **end = &t->first;

	while (*end)
		end = &(*end)->next;
	*end = w;
}

static void drop(struct turns *t, const struct waiter *w)
{
	struct waiter **at = &t->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

static void hand_on(struct turns *t)
{
	for (struct waiter *w; (w = next_waiter(t));) {
		drop(t, w);
		t->holders[t->taken++] = w->account;
		w->granted = true;
		pthread_cond_signal(&w->changed);
	}
}

static void wait_for_turn(struct turns *t, struct waiter *w, int64_t deadline_us)
{
	bool early = true;

	pthread_cond_init(&w->changed, NULL);
	add(t, w);
	while (!w->granted && early)
		early = cond_wait_until(&w->changed, &t->lock, deadline_us);
	if (!w->granted)
		drop(t, w);
	pthread_cond_destroy(&w->changed);
}

bool turns_take(struct turns *t, int64_t account, int64_t deadline_us)
{
	struct waiter w = { .account = account };

	pthread_mutex_lock(&t->lock);
	if (may_take(t, account)) {
		t->holders[t->taken++] = account;
		w.granted = true;
	} else {
		wait_for_turn(t, &w, deadline_us);
	}
	pthread_mutex_unlock(&t->lock);
	return w.granted;
}

void turns_leave(struct turns *t, int64_t account)
{
	int i = 0;

	pthread_mutex_lock(&t->lock);
	while (t->holders[i] != account)
		i++;
	t->holders[i] = t->holders[--t->taken];
	hand_on(t);
	pthread_mutex_unlock(&t->lock);
}

int turns_waiting(struct turns *t)
{
	int n = 0;

	pthread_mutex_lock(&t->lock);
	for (const struct waiter *w = t->first; w; w = w->next)
		n++;
	pthread_mutex_unlock(&t->lock);
	return n;
}
