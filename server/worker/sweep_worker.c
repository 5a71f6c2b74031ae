/* One thread, asleep most of the time. A blob is deleted under the blob store's lock after a look at
 * the database, so a commit that names it is either seen or comes after its bytes were put back. */
#include "worker/sweep_worker.h"

#include "base/bell.h"
#include "base/log.h"
#include "ops/blob_keep.h"
#include "store/blob_ref_store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

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

static bool check_blob(void *ctx, const char *name)
{
	struct sweep_worker *w = ctx;

	blob_store_collect(w->e->blobs, name, blob_keep_is_named, w->e);
	return !bell_closed(w->e->garbage);
}

/* A pinned blob is forgotten here as well: its upload either commits, or collects it itself. */
static bool forget(struct sweep_worker *w, struct scope *s, const char **names, size_t count)
{
	struct db *db;
	bool ok = true;

	if (!db_pool_write(w->e->db, s, &db))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = blob_ref_store_forget(db, s, names[i]);
	return db_pool_finish(w->e->db, s, ok);
}

/* One batch of candidates; false when there is nothing left to do for now. */
static bool sweep_batch(struct sweep_worker *w)
{
	struct scope s = scope_open();
	const char *names[BATCH];
	size_t count = 0;
	struct db *db;

	bool ok = db_pool_take(w->e->db, &s, &db);
	if (ok) {
		ok = blob_ref_store_garbage(db, &s, BATCH, names, &count);
		db_pool_give(w->e->db, db);
	}
	/* Forgotten first: a blob that loses its last row from here on is a candidate again. What a crash
	 * leaves between the two is found by the look at every blob at the next start. */
	if (ok && count > 0)
		ok = forget(w, &s, names, count);
	for (size_t i = 0; ok && i < count && has_time(w); i++)
		check_blob(w, names[i]);
	if (s.err.msg)
		log_message(LOG_ERROR, "sweep", "%s", s.err.msg);
	scope_close(&s);
	return ok && count > 0;
}

static void sweep_all(struct sweep_worker *w)
{
	while (has_time(w) && sweep_batch(w))
		continue;
}

static void *run(void *arg)
{
	struct sweep_worker *w = arg;

	blob_store_doubt(w->e->blobs); /* a crash may have left some */
	do {
		if (blob_store_take_doubt(w->e->blobs))
			blob_store_each(w->e->blobs, check_blob, w);
		sweep_all(w);
	} while (bell_wait(w->e->garbage));
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
