/* What clients sent and what they got, the latest of it: a ring that is bounded by entries and by bytes.
 * Thread-safe. */
#ifndef CONTROL_JOURNAL_H
#define CONTROL_JOURNAL_H

#include "base/arena.h"
#include "control/journal_entry.h"
#include "control/journal_filter.h"

struct journal;

struct journal_limits {
	int64_t entries, bytes; /* either 0: nothing is kept */
	int64_t waiters;        /* threads that may sit in journal_wait() at once */
};

/* The bytes are asked of the kernel at once and take memory as they fill. */
struct journal *journal_new(const struct journal_limits *limits);
void journal_free(struct journal *j); /* nobody may be waiting; NULL is fine */

/* False when the limits leave room for nothing. */
bool journal_on(const struct journal *j);
const struct journal_limits *journal_limits_of(const struct journal *j);

/* Copies the entry, numbers it and drops the oldest ones that it needs the room of. An entry that is
 * larger than the whole journal is counted and not kept. */
void journal_add(struct journal *j, const struct journal_entry *entry);

struct journal_page {
	int64_t last;    /* number of the latest entry that was ever made */
	int64_t matched; /* entries that the filter fits */
	size_t count;    /* … the newest of them, oldest first */
	struct journal_entry *entries;
};

/* At most `limit` entries, with their texts in the arena. */
void journal_read(struct journal *j, struct arena *a, const struct journal_filter *filter,
	size_t limit, struct journal_page *page);

/* Forgets what the filter fits; returns how many those were. Memory goes back to the system. */
int64_t journal_delete(struct journal *j, const struct journal_filter *filter);

/* Forgets what belongs to one account; 0: everything. Without a journal (NULL) nothing. */
void journal_reset(struct journal *j, int64_t account);

enum journal_wait_end {
	JOURNAL_REACHED,
	JOURNAL_TIMED_OUT,
	JOURNAL_CROWDED, /* too many wait already */
	JOURNAL_CLOSED,
};

/* Waits until `count` entries fit the filter, those that are there included, at most `ms` milliseconds.
 * An entry counts even when the ring has dropped it since; one that was deleted does not. */
enum journal_wait_end journal_wait(
	struct journal *j, const struct journal_filter *filter, int64_t count, int64_t ms);

/* Ends every wait, now and from now on. */
void journal_close(struct journal *j);

#endif
