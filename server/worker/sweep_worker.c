/* One thread, asleep most of the time. A blob is deleted under the blob store's lock after a look at
 * the database, so a commit that names it is either seen or comes after its bytes were put back. */
#include "worker/sweep_worker.h"

#include "base/bell.h"
#include "base/log.h"
#include "blob/blob_collect.h"
#include "blob/blob_store.h"
#include "blob/blob_suspects.h"
#include "ops/blob_keep.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_file.h"
#include "store/checkpoint_shelf.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	BATCH = 256,
	LAST_MS = 500, /* for what is left when it is to stop */
};

struct sweep_worker {
	struct emulator *e;
	pthread_t thread;
	atomic_int_least64_t end_us; /* of clock_monotonic_us() */
};

static bool has_time(struct sweep_worker *w)
{
	return clock_monotonic_us() < atomic_load(&w->end_us);
}

static bool goes_on(void *ctx)
{
	return has_time(ctx);
}

static enum blob_use use_of(void *ctx, const char *name)
{
	struct sweep_worker *w = ctx;

	return blob_keep_use(w->e, name);
}

static enum blob_fate collect(struct sweep_worker *w, const char *name)
{
	return blob_collect(w->e->blobs, name, use_of, w);
}

struct batch {
	const char *names[BATCH];
	enum blob_fate fates[BATCH];
	size_t count;
};

/* Whether it is no candidate any more, nor has become one again since it was looked at. In the transaction, so that
 * nothing commits meanwhile. Whoever pinned it sees to it. */
static bool is_settled(struct sweep_worker *w, const char *name, enum blob_fate fate)
{
	if (fate == BLOB_GONE)
		return !blob_store_has(w->e->blobs, name);
	return fate == BLOB_PINNED || (fate == BLOB_KEPT && blob_keep_use(w->e, name) == BLOB_USED);
}

static bool forget(struct sweep_worker *w, struct scope *s, const struct batch *b)
{
	struct db *db;
	bool ok = true;

	if (!db_pool_write_freeing(w->e->db, s, &db))
		return false;
	for (size_t i = 0; ok && i < b->count; i++)
		if (is_settled(w, b->names[i], b->fates[i]))
			ok = blob_ref_store_forget(db, s, b->names[i]);
	return db_pool_finish(w->e->db, s, ok);
}

static bool read_batch(struct sweep_worker *w, struct scope *s, const char *after, struct batch *b)
{
	struct db *db;

	if (!db_pool_take(w->e->db, s, &db))
		return false;
	bool ok = blob_ref_store_garbage(db, s, after, BATCH, b->names, &b->count);
	db_pool_give(w->e->db, db);
	return ok;
}

/* The candidates of the library after `after`; false when there is nothing left to do for now. Bytes go before the
 * row that tells of them, so that a crash, or a disk that is too full to write, leaves nothing that nobody knows. */
static bool sweep_batch(struct sweep_worker *w, char after[BLOB_NAME_LENGTH + 1])
{
	struct scope s = scope_open();
	struct batch b = { .count = 0 };
	bool ok = read_batch(w, &s, after, &b);

	for (size_t i = 0; ok && i < b.count; i++)
		b.fates[i] = has_time(w) ? collect(w, b.names[i]) : BLOB_UNDECIDED;
	if (ok && b.count > 0) {
		(void)snprintf(after, BLOB_NAME_LENGTH + 1, "%s", b.names[b.count - 1]);
		ok = forget(w, &s, &b);
	}
	if (s.err.msg)
		log_message(LOG_ERROR, "sweep", "%s", s.err.msg);
	scope_close(&s);
	return ok && b.count > 0;
}

struct copy_sweep {
	struct sweep_worker *w;
	bool undecided;
};

static bool collect_of_copy(void *ctx, const char *name)
{
	struct copy_sweep *c = ctx;

	c->undecided |= !has_time(c->w) || collect(c->w, name) == BLOB_UNDECIDED;
	return !c->undecided;
}

/* One that has gone from the shelf. False when it has to be come back to. */
static bool sweep_copy(struct sweep_worker *w, const char *path)
{
	static const struct db_options options = { .read_only = true };
	struct copy_sweep c = { .w = w };
	struct scope s = scope_open();
	struct db *db = NULL;

	if (checkpoint_file_look(&s, path) == CHECKPOINT_FILE_WHOLE &&
		db_open(&s, path, &options, &db))
		(void)!blob_ref_store_each_known(db, &s, collect_of_copy, &c);
	db_close(db);
	if (s.err.msg)
		log_message(
			LOG_WARN, "sweep", "The bytes of a copy that is gone stay: %s", s.err.msg);
	scope_close(&s);
	return !c.undecided && unlink(path) == 0;
}

static void sweep_copies(struct sweep_worker *w)
{
	struct scope s = scope_open();

	for (const char *path; has_time(w) && (path = checkpoint_shelf_gone(w->e->shelf, s.arena));)
		if (!sweep_copy(w, path))
			break;
	scope_close(&s);
}

static void sweep_all(struct sweep_worker *w)
{
	char after[BLOB_NAME_LENGTH + 1] = "";

	blob_suspects_sweep(w->e->blobs, use_of, goes_on, w);
	sweep_copies(w);
	while (has_time(w) && sweep_batch(w, after))
		continue;
	db_pool_keep_room(w->e->db); /* which may have been used up to get here */
}

struct census {
	struct sweep_worker *w;
	int64_t unknown;
};

static bool count_unknown(void *ctx, const char *name)
{
	struct census *c = ctx;

	c->unknown += blob_collect_judge(c->w->e->blobs, name, use_of, c->w) == BLOB_GONE;
	return !bell_closed(c->w->e->garbage);
}

/* Once, after what is known to be garbage has gone. What is left without a name is kept: it may belong to another
 * state of this library than the one that is there. */
static void take_census(struct sweep_worker *w)
{
	struct census c = { .w = w };

	blob_store_each(w->e->blobs, count_unknown, &c);
	atomic_store(&w->e->unknown_blobs, c.unknown);
	if (c.unknown > 0)
		log_message(LOG_WARN, "sweep",
			"%" PRId64 " files in blobs/ are of nothing that this library knows of. "
			"They are kept.",
			c.unknown);
}

static void *run(void *arg)
{
	struct sweep_worker *w = arg;

	sweep_all(w);
	take_census(w);
	while (bell_wait(w->e->garbage))
		sweep_all(w);
	sweep_all(w);
	return NULL;
}

struct sweep_worker *sweep_worker_start(struct emulator *e)
{
	struct sweep_worker *w = xcalloc(1, sizeof(*w));

	w->e = e;
	atomic_init(&w->end_us, INT64_MAX);
	if (pthread_create(&w->thread, NULL, run, w) != 0) {
		free(w);
		return NULL;
	}
	return w;
}

void sweep_worker_stop(struct sweep_worker *w)
{
	if (!w)
		return;
	atomic_store(&w->end_us, clock_monotonic_us() + INT64_C(1000) * LAST_MS);
	bell_close(w->e->garbage);
	pthread_join(w->thread, NULL);
	free(w);
}
