/* The ring. Entries lie one behind another in one mapping; positions only ever grow, and the place of a
 * position is its remainder. An entry is never split, so the end of the mapping may stay unused for a
 * round. The slots, a ring of their own, say where each entry begins. */
#include "control/journal.h"

#include "base/clock.h"
#include "base/cond.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct waiter {
	const struct journal_filter *filter;
	int64_t matched, wanted;
	struct waiter *next, **link;
};

struct slot {
	uint64_t begin;
	size_t size;
};

struct ring {
	char *bytes;
	struct slot *slots;
	size_t first, count; /* of the slots in use */
	uint64_t end;        /* position behind the latest entry */
};

struct journal {
	struct journal_limits limits;
	pthread_mutex_t lock; /* all below */
	pthread_cond_t moved; /* a waiter has what it wants, or the journal was closed */
	struct ring ring;
	struct waiter *waiters;
	int64_t waiting, last;
	bool closed;
};

static void open_ring(const struct journal_limits *limits, struct ring *r)
{
	*r = (struct ring){ 0 };
	r->slots = xcalloc((size_t)limits->entries, sizeof(*r->slots));
	r->bytes = mmap(NULL, (size_t)limits->bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (r->bytes == MAP_FAILED)
		abort();
}

static void close_ring(const struct journal_limits *limits, struct ring *r)
{
	if (r->bytes)
		munmap(r->bytes, (size_t)limits->bytes);
	free(r->slots);
}

struct journal *journal_new(const struct journal_limits *limits)
{
	enum { ALIGN = 8 };
	struct journal *j = xcalloc(1, sizeof(*j));

	j->limits = *limits;
	j->limits.bytes -= j->limits.bytes % ALIGN;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->moved, NULL);
	if (journal_on(j))
		open_ring(&j->limits, &j->ring);
	return j;
}

void journal_free(struct journal *j)
{
	if (!j)
		return;
	close_ring(&j->limits, &j->ring);
	pthread_cond_destroy(&j->moved);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

bool journal_on(const struct journal *j)
{
	return j->limits.entries > 0 && j->limits.bytes > 0;
}

const struct journal_limits *journal_limits_of(const struct journal *j)
{
	return &j->limits;
}

/* The struct, then each text that there is with a terminator, rounded up to what a struct needs. */
static size_t packed_size(const struct journal_entry *entry)
{
	size_t n = sizeof(*entry);

	for (size_t i = 0; i < JOURNAL_TEXT_COUNT; i++)
		if (entry->text[i].p)
			n += entry->text[i].n + 1;
	return (n + 7) / 8 * 8;
}

static void pack(char *to, const struct journal_entry *entry)
{
	char *p = to + sizeof(*entry);

	memcpy(to, entry, sizeof(*entry));
	for (size_t i = 0; i < JOURNAL_TEXT_COUNT; i++) {
		const struct view *text = &entry->text[i];
		if (!text->p)
			continue;
		memcpy(p, text->p, text->n);
		p[text->n] = '\0';
		p += text->n + 1;
	}
}

/* The texts of the result lie behind the struct at `from`. */
static struct journal_entry unpack(const char *from)
{
	const char *p = from + sizeof(struct journal_entry);
	struct journal_entry entry;

	memcpy(&entry, from, sizeof(entry));
	for (size_t i = 0; i < JOURNAL_TEXT_COUNT; i++) {
		if (!entry.text[i].p)
			continue;
		entry.text[i].p = p;
		p += entry.text[i].n + 1;
	}
	return entry;
}

static const struct slot *slot_at(const struct journal *j, const struct ring *r, size_t i)
{
	return &r->slots[(r->first + i) % (size_t)j->limits.entries];
}

static const char *bytes_at(const struct journal *j, const struct ring *r, size_t i)
{
	return r->bytes + slot_at(j, r, i)->begin % (uint64_t)j->limits.bytes;
}

static void drop_oldest(const struct journal *j, struct ring *r)
{
	r->first = (r->first + 1) % (size_t)j->limits.entries;
	r->count--;
}

/* Room for an entry of so many bytes, which the ring can hold. */
static char *take_room(const struct journal *j, struct ring *r, size_t size)
{
	uint64_t all = (uint64_t)j->limits.bytes, begin = r->end;

	if (begin % all + size > all)
		begin += all - begin % all;
	while (r->count > 0 && (r->count == (size_t)j->limits.entries ||
				       begin + size - slot_at(j, r, 0)->begin > all))
		drop_oldest(j, r);
	r->slots[(r->first + r->count) % (size_t)j->limits.entries] = (struct slot){ begin, size };
	r->count++;
	r->end = begin + size;
	return r->bytes + begin % all;
}

static void tell_waiters(struct journal *j, const struct journal_entry *entry)
{
	for (struct waiter *w = j->waiters; w; w = w->next)
		if (journal_filter_match(w->filter, entry) && ++w->matched == w->wanted)
			pthread_cond_broadcast(&j->moved);
}

void journal_add(struct journal *j, const struct journal_entry *entry)
{
	struct journal_entry numbered = *entry;
	size_t size = packed_size(entry);

	if (!journal_on(j))
		return;
	pthread_mutex_lock(&j->lock);
	numbered.number = ++j->last;
	if (size <= (size_t)j->limits.bytes)
		pack(take_room(j, &j->ring, size), &numbered);
	tell_waiters(j, &numbered);
	pthread_mutex_unlock(&j->lock);
}

/* With the lock held. */
static int64_t count_matches(const struct journal *j, const struct journal_filter *filter)
{
	int64_t n = 0;

	for (size_t i = 0; i < j->ring.count; i++) {
		struct journal_entry entry = unpack(bytes_at(j, &j->ring, i));
		n += journal_filter_match(filter, &entry);
	}
	return n;
}

/* With the lock held: a copy of the bytes in the arena, and the entry in it. */
static struct journal_entry copy_out(const struct journal *j, struct arena *a, size_t i)
{
	size_t size = slot_at(j, &j->ring, i)->size;
	char *copy = arena_alloc(a, size);

	memcpy(copy, bytes_at(j, &j->ring, i), size);
	return unpack(copy);
}

void journal_read(struct journal *j, struct arena *a, const struct journal_filter *filter,
	size_t limit, struct journal_page *page)
{
	*page = (struct journal_page){ 0 };
	pthread_mutex_lock(&j->lock);
	page->last = j->last;
	page->matched = count_matches(j, filter);
	size_t matched = (size_t)page->matched, skip = matched > limit ? matched - limit : 0;
	page->entries = arena_alloc(a, (matched - skip + 1) * sizeof(*page->entries));
	for (size_t i = 0; i < j->ring.count && page->count < matched - skip; i++) {
		struct journal_entry entry = unpack(bytes_at(j, &j->ring, i));
		if (!journal_filter_match(filter, &entry))
			continue;
		if (skip > 0)
			skip--, matched--;
		else
			page->entries[page->count++] = copy_out(j, a, i);
	}
	pthread_mutex_unlock(&j->lock);
}

/* Those that have what they wait for keep it. */
static void untell_waiters(struct journal *j, const struct journal_entry *entry)
{
	for (struct waiter *w = j->waiters; w; w = w->next)
		if (w->matched < w->wanted && journal_filter_match(w->filter, entry))
			w->matched--;
}

/* With the lock held: what stays moves to a fresh ring, and the old one's memory goes back. */
static void rebuild(struct journal *j, const struct journal_filter *without)
{
	struct ring fresh;

	open_ring(&j->limits, &fresh);
	for (size_t i = 0; i < j->ring.count; i++) {
		struct journal_entry entry = unpack(bytes_at(j, &j->ring, i));
		if (journal_filter_match(without, &entry))
			untell_waiters(j, &entry);
		else
			pack(take_room(j, &fresh, slot_at(j, &j->ring, i)->size), &entry);
	}
	close_ring(&j->limits, &j->ring);
	j->ring = fresh;
}

int64_t journal_delete(struct journal *j, const struct journal_filter *filter)
{
	if (!journal_on(j))
		return 0;
	pthread_mutex_lock(&j->lock);
	int64_t n = count_matches(j, filter);
	if (n > 0)
		rebuild(j, filter);
	pthread_mutex_unlock(&j->lock);
	return n;
}

void journal_reset(struct journal *j, int64_t account)
{
	if (j)
		journal_delete(j, &(struct journal_filter){ .account = account });
}

static void join_waiters(struct journal *j, struct waiter *w)
{
	w->matched = count_matches(j, w->filter);
	w->next = j->waiters;
	w->link = &j->waiters;
	if (w->next)
		w->next->link = &w->next;
	j->waiters = w;
	j->waiting++;
}

static void leave_waiters(struct journal *j, struct waiter *w)
{
	*w->link = w->next;
	if (w->next)
		w->next->link = w->link;
	j->waiting--;
}

enum journal_wait_end journal_wait(
	struct journal *j, const struct journal_filter *filter, int64_t count, int64_t ms)
{
	struct waiter w = { .filter = filter, .wanted = count };
	int64_t deadline_us = clock_monotonic_us() + ms * 1000;
	enum journal_wait_end end = JOURNAL_CROWDED;
	bool early = true;

	pthread_mutex_lock(&j->lock);
	if (j->waiting < j->limits.waiters) {
		join_waiters(j, &w);
		while (w.matched < w.wanted && !j->closed && early)
			early = cond_wait_until(&j->moved, &j->lock, deadline_us);
		leave_waiters(j, &w);
		if (w.matched >= w.wanted)
			end = JOURNAL_REACHED;
		else
			end = j->closed ? JOURNAL_CLOSED : JOURNAL_TIMED_OUT;
	}
	pthread_mutex_unlock(&j->lock);
	return end;
}

void journal_close(struct journal *j)
{
	pthread_mutex_lock(&j->lock);
	j->closed = true;
	pthread_cond_broadcast(&j->moved);
	pthread_mutex_unlock(&j->lock);
}
