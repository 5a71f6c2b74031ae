/* Accounts in a sorted array behind one lock. */
#include "control/rate_limiter.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct client {
	int64_t account;
	struct rate_rules *rules; /* NULL: those of all */
	struct rate_log logs[RATE_GROUP_COUNT];
};

struct rate_limiter {
	pthread_mutex_t lock;
	struct clock *clock;
	struct rate_rules start, all;
	bool all_is_set;
	struct client *clients; /* ascending accounts */
	size_t count, cap;
};

struct rate_limiter *rate_limiter_new(struct clock *clock, const struct rate_rules *start)
{
	struct rate_limiter *l = xcalloc(1, sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	l->clock = clock;
	l->start = *start;
	l->all = *start;
	return l;
}

static void forget_requests(struct client *c)
{
	for (size_t i = 0; i < RATE_GROUP_COUNT; i++)
		rate_log_clear(&c->logs[i]);
}

static void forget_client(struct client *c)
{
	forget_requests(c);
	free(c->rules);
}

static void forget_all(struct rate_limiter *l)
{
	for (size_t i = 0; i < l->count; i++)
		forget_client(&l->clients[i]);
	l->count = 0;
	l->all = l->start;
	l->all_is_set = false;
}

void rate_limiter_free(struct rate_limiter *l)
{
	if (!l)
		return;
	forget_all(l);
	free(l->clients);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* Where the account is, or would be put. */
static size_t place(const struct rate_limiter *l, int64_t account)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->clients[middle].account < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* NULL when nothing is known of the account. */
static struct client *find(const struct rate_limiter *l, int64_t account)
{
	size_t at = place(l, account);

	return at < l->count && l->clients[at].account == account ? &l->clients[at] : NULL;
}

static struct client *find_or_add(struct rate_limiter *l, int64_t account)
{
	size_t at = place(l, account);

	if (at < l->count && l->clients[at].account == account)
		return &l->clients[at];
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 8;
		l->clients = xreallocarray(l->clients, l->cap, sizeof(*l->clients));
	}
	memmove(l->clients + at + 1, l->clients + at, (l->count - at) * sizeof(*l->clients));
	l->count++;
	l->clients[at] = (struct client){ .account = account };
	return &l->clients[at];
}

static const struct rate_rules *rules_of(const struct rate_limiter *l, const struct client *c)
{
	return c && c->rules ? c->rules : &l->all;
}

static bool is_shown(const struct rate_rules *rules, bool limited)
{
	return rules->headers == RATE_HEADERS_ALWAYS ||
	       (rules->headers == RATE_HEADERS_LIMITED && limited);
}

static struct rate_verdict admit_locked(
	struct rate_limiter *l, int64_t account, enum rate_group group)
{
	const struct rate_rules *rules = rules_of(l, find(l, account));
	struct rate_verdict v = { 0 };

	if (!rules->enabled || rules->groups[group].count == 0)
		return v;
	struct client *c = find_or_add(l, account);
	/* Asked for under the lock: instants never run backwards unless the clock was set. */
	int64_t now = clock_now(l->clock, account);
	v.limited = !rate_log_admit(&c->logs[group], &rules->groups[group], now, &v.next);
	v.shown = is_shown(rules, v.limited);
	v.retry_after = v.limited && rules->retry_after;
	return v;
}

struct rate_verdict rate_limiter_admit(
	struct rate_limiter *l, int64_t account, enum rate_group group)
{
	pthread_mutex_lock(&l->lock);
	struct rate_verdict v = admit_locked(l, account, group);
	pthread_mutex_unlock(&l->lock);
	return v;
}

struct rate_rules rate_limiter_rules(struct rate_limiter *l, int64_t account)
{
	pthread_mutex_lock(&l->lock);
	struct rate_rules rules = *rules_of(l, find(l, account));
	pthread_mutex_unlock(&l->lock);
	return rules;
}

bool rate_limiter_is_set(struct rate_limiter *l, int64_t account)
{
	pthread_mutex_lock(&l->lock);
	const struct client *c = find(l, account);
	bool is_set = account == RATE_LIMITER_ALL ? l->all_is_set : c && c->rules;
	pthread_mutex_unlock(&l->lock);
	return is_set;
}

static void set_all(struct rate_limiter *l, const struct rate_rules *rules)
{
	l->all = *rules;
	l->all_is_set = true;
	for (size_t i = 0; i < l->count; i++)
		if (!l->clients[i].rules)
			forget_requests(&l->clients[i]);
}

static void set_one(struct rate_limiter *l, int64_t account, const struct rate_rules *rules)
{
	struct client *c = find_or_add(l, account);

	forget_requests(c);
	if (!c->rules)
		c->rules = xmalloc(sizeof(*c->rules));
	*c->rules = *rules;
}

void rate_limiter_set(struct rate_limiter *l, int64_t account, const struct rate_rules *rules)
{
	pthread_mutex_lock(&l->lock);
	if (account == RATE_LIMITER_ALL)
		set_all(l, rules);
	else
		set_one(l, account, rules);
	pthread_mutex_unlock(&l->lock);
}

static void reset_one(struct rate_limiter *l, int64_t account)
{
	size_t at = place(l, account);

	if (at == l->count || l->clients[at].account != account)
		return;
	forget_client(&l->clients[at]);
	l->count--;
	memmove(l->clients + at, l->clients + at + 1, (l->count - at) * sizeof(*l->clients));
}

void rate_limiter_reset(struct rate_limiter *l, int64_t account)
{
	pthread_mutex_lock(&l->lock);
	if (account == RATE_LIMITER_ALL)
		forget_all(l);
	else
		reset_one(l, account);
	pthread_mutex_unlock(&l->lock);
}
