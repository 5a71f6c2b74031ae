/* One lock over all accounts. */
#include "control/rate_limiter.h"

#include "base/account_table.h"

#include <pthread.h>
#include <stdlib.h>

/* Also what holds for all. */
struct client {
	struct rate_rules *rules; /* NULL: none of its own */
	struct rate_log logs[RATE_GROUP_COUNT];
};

struct rate_limiter {
	pthread_mutex_t lock;
	struct clock *clock;
	struct rate_rules start;
	struct account_table clients;
};

static void forget_requests(struct client *c)
{
	for (size_t i = 0; i < RATE_GROUP_COUNT; i++)
		rate_log_clear(&c->logs[i]);
}

static void drop_client(void *item)
{
	struct client *c = item;

	forget_requests(c);
	free(c->rules);
}

struct rate_limiter *rate_limiter_new(struct clock *clock, const struct rate_rules *start)
{
	struct rate_limiter *l = xcalloc(1, sizeof(*l));

	pthread_mutex_init(&l->lock, NULL);
	l->clock = clock;
	l->start = *start;
	l->clients = account_table_init(sizeof(struct client), drop_client);
	return l;
}

void rate_limiter_free(struct rate_limiter *l)
{
	if (!l)
		return;
	account_table_deinit(&l->clients);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* An account may be known for its requests alone. */
static const struct rate_rules *own_rules(const struct rate_limiter *l, int64_t account)
{
	const struct client *c = account_table_own(&l->clients, account);

	return c ? c->rules : NULL;
}

static const struct rate_rules *rules_of(const struct rate_limiter *l, int64_t account)
{
	const struct rate_rules *own = own_rules(l, account);
	const struct rate_rules *all = own_rules(l, RATE_LIMITER_ALL);

	if (own)
		return own;
	return all ? all : &l->start;
}

static bool is_shown(const struct rate_rules *rules, bool limited)
{
	return rules->headers == RATE_HEADERS_ALWAYS ||
	       (rules->headers == RATE_HEADERS_LIMITED && limited);
}

static struct rate_verdict admit_locked(
	struct rate_limiter *l, int64_t account, enum rate_group group)
{
	const struct rate_rules *rules = rules_of(l, account);
	struct rate_verdict v = { 0 };

	if (!rules->enabled || rules->groups[group].count == 0)
		return v;
	struct client *c = account_table_make(&l->clients, account);
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
	struct rate_rules rules = *rules_of(l, account);
	pthread_mutex_unlock(&l->lock);
	return rules;
}

bool rate_limiter_is_set(struct rate_limiter *l, int64_t account)
{
	pthread_mutex_lock(&l->lock);
	bool is_set = own_rules(l, account) != NULL;
	pthread_mutex_unlock(&l->lock);
	return is_set;
}

static void set_locked(struct rate_limiter *l, int64_t account, const struct rate_rules *rules)
{
	struct client *own = account_table_make(&l->clients, account);

	forget_requests(own);
	if (!own->rules)
		own->rules = xmalloc(sizeof(*own->rules));
	*own->rules = *rules;
	for (size_t i = 0; account == RATE_LIMITER_ALL && i < l->clients.count; i++) {
		struct client *c = account_table_at(&l->clients, i);
		if (!c->rules)
			forget_requests(c);
	}
}

void rate_limiter_set(struct rate_limiter *l, int64_t account, const struct rate_rules *rules)
{
	pthread_mutex_lock(&l->lock);
	set_locked(l, account, rules);
	pthread_mutex_unlock(&l->lock);
}

void rate_limiter_reset(struct rate_limiter *l, int64_t account)
{
	pthread_mutex_lock(&l->lock);
	account_table_reset(&l->clients, account);
	pthread_mutex_unlock(&l->lock);
}
