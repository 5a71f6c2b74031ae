/* A script an account that has any; each instruction lives in an arena of its own. */
#include "control/fault_book.h"

#include "base/account_table.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct entry {
	struct arena *arena;
	struct fault fault;
	int64_t number, matched, times_met;
	struct fault_met *met; /* a ring: the next one goes to times_met % FAULT_BOOK_MAX_MET */
	size_t room;
};

struct script {
	struct entry *entries;
	size_t count;
};

struct fault_book {
	pthread_mutex_t lock;
	struct account_table scripts;
	int64_t last_number;
	atomic_bool busy; /* there are scripts; read without the lock */
};

static void drop_script(void *item)
{
	struct script *s = item;

	for (size_t i = 0; i < s->count; i++) {
		arena_free(s->entries[i].arena);
		free(s->entries[i].met);
	}
	free(s->entries);
}

struct fault_book *fault_book_new(void)
{
	struct fault_book *b = xcalloc(1, sizeof(*b));

	pthread_mutex_init(&b->lock, NULL);
	b->scripts = account_table_init(sizeof(struct script), drop_script);
	return b;
}

void fault_book_free(struct fault_book *b)
{
	if (!b)
		return;
	account_table_deinit(&b->scripts);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

void fault_book_reset(struct fault_book *b, int64_t account)
{
	pthread_mutex_lock(&b->lock);
	account_table_reset(&b->scripts, account);
	atomic_store(&b->busy, b->scripts.count > 0);
	pthread_mutex_unlock(&b->lock);
}

void fault_book_clear(struct fault_book *b, int64_t account)
{
	pthread_mutex_lock(&b->lock);
	account_table_forget(&b->scripts, account);
	atomic_store(&b->busy, b->scripts.count > 0);
	pthread_mutex_unlock(&b->lock);
}

static void append(struct fault_book *b, struct script *s, const struct fault *f)
{
	struct arena *arena = arena_new();

	s->entries = xreallocarray(s->entries, s->count + 1, sizeof(*s->entries));
	s->entries[s->count++] = (struct entry){
		.arena = arena,
		.fault = fault_copy(arena, f),
		.number = ++b->last_number,
	};
}

bool fault_book_add(struct fault_book *b, int64_t account, const struct fault *faults, size_t count,
	bool replace)
{
	pthread_mutex_lock(&b->lock);
	const struct script *old = account_table_own(&b->scripts, account);
	size_t there = old && !replace ? old->count : 0;
	bool fits = count <= FAULT_BOOK_MAX - there;
	if (fits && replace)
		account_table_forget(&b->scripts, account);
	if (fits && count > 0) {
		struct script *s = account_table_make(&b->scripts, account);
		for (size_t i = 0; i < count; i++)
			append(b, s, &faults[i]);
	}
	atomic_store(&b->busy, b->scripts.count > 0);
	pthread_mutex_unlock(&b->lock);
	return fits;
}

bool fault_book_idle(struct fault_book *b)
{
	return !atomic_load(&b->busy);
}

static bool is_spent(const struct entry *e)
{
	return e->fault.times > 0 && e->times_met >= e->fault.times;
}

static bool fits(const struct fault *f, const struct fault_request *r)
{
	return fault_pattern_fits(f->operation, r->operation) &&
	       (!f->method || strcmp(f->method, r->method) == 0) &&
	       fault_pattern_fits(f->path, r->path);
}

/* Whether the match that was just counted is one to be met. */
static bool is_due(const struct entry *e)
{
	int64_t index = e->matched - e->fault.after - 1;

	if (index < 0)
		return false;
	return !e->fault.chaos || fault_chance(e->fault.seed, (uint64_t)index) < e->fault.rate;
}

static void remember(struct entry *e, const struct fault_request *r)
{
	size_t at = (size_t)(e->times_met % FAULT_BOOK_MAX_MET);

	if (at >= e->room) {
		e->room = e->room * 2 + 4;
		e->met = xreallocarray(e->met, e->room, sizeof(*e->met));
	}
	e->met[at] = (struct fault_met){ .match = e->matched, .attempt = r->attempt };
	memcpy(e->met[at].id, r->id, strnlen(r->id, sizeof(e->met[at].id) - 1));
	e->times_met++;
}

static void take(
	struct entry *e, struct arena *a, const struct fault_request *r, struct fault_hit *hit)
{
	*hit = (struct fault_hit){
		.instruction = e->number,
		.delay_ms = fault_delay_ms(&e->fault.delay, (uint64_t)e->times_met),
		.action = fault_action_copy(a, &e->fault.action),
	};
	remember(e, r);
}

static bool pick_from(
	struct script *s, struct arena *a, const struct fault_request *r, struct fault_hit *hit)
{
	for (size_t i = 0; s && i < s->count; i++) {
		struct entry *e = &s->entries[i];
		if (is_spent(e) || !fits(&e->fault, r))
			continue;
		e->matched++;
		if (!is_due(e))
			continue;
		take(e, a, r, hit);
		return true;
	}
	return false;
}

bool fault_book_pick(struct fault_book *b, struct arena *a, int64_t account,
	const struct fault_request *request, struct fault_hit *hit)
{
	if (fault_book_idle(b))
		return false;
	pthread_mutex_lock(&b->lock);
	bool hits = account != FAULT_BOOK_ALL &&
		    pick_from(account_table_own(&b->scripts, account), a, request, hit);
	if (!hits)
		hits = pick_from(account_table_own(&b->scripts, FAULT_BOOK_ALL), a, request, hit);
	pthread_mutex_unlock(&b->lock);
	return hits;
}

static void report_met(struct arena *a, const struct entry *e, struct fault_report *out)
{
	int64_t kept = e->times_met < FAULT_BOOK_MAX_MET ? e->times_met : FAULT_BOOK_MAX_MET;

	out->met_count = (size_t)kept;
	out->met = arena_alloc(a, out->met_count * sizeof(*out->met));
	for (int64_t i = 0; i < kept; i++)
		out->met[i] = e->met[(e->times_met - kept + i) % FAULT_BOOK_MAX_MET];
}

static void report(struct arena *a, const struct entry *e, struct fault_report *out)
{
	*out = (struct fault_report){
		.instruction = e->number,
		.matched = e->matched,
		.times_met = e->times_met,
		.counted = e->fault.times > 0,
		.completed = is_spent(e),
		.source = arena_strdup(a, e->fault.source),
	};
	report_met(a, e, out);
}

void fault_book_report(struct fault_book *b, struct arena *a, int64_t account,
	struct fault_report **out, size_t *count)
{
	const struct account_table *scripts = &b->scripts;
	struct fault_report *list = NULL;
	size_t n = 0;

	pthread_mutex_lock(&b->lock);
	for (size_t i = 0; i < scripts->count; i++) {
		const struct script *s = account_table_at(scripts, i);
		if (account != FAULT_BOOK_EVERY && account != scripts->accounts[i])
			continue;
		for (size_t k = 0; k < s->count; k++) {
			list = arena_room(a, list, n, sizeof(*list));
			report(a, &s->entries[k], &list[n++]);
		}
	}
	pthread_mutex_unlock(&b->lock);
	*out = list;
	*count = n;
}
