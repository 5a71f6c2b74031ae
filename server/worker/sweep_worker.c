/* One thread, asleep most of the time. A blob is deleted under the blob store's lock after a look at
 * the database, so a commit that names it is either seen or comes after its bytes were put back. */
#include "worker/sweep_worker.h"

#include "base/log.h"
#include "store/blob_ref_store.h"

#include <pthread.h>
#include <stdlib.h>

enum { BATCH = 256 };

struct sweep_worker {
	struct db_pool *db;
	struct blob_store *blobs;
	struct bell *bell;
	pthread_t thread;
};

static bool check_blob(void *ctx, const char *name)
{
	struct sweep_worker *w = ctx;

	blob_store_collect(w->blobs, name, blob_ref_store_keeps, w->db);
	return !bell_closed(w->bell);
}

/* A pinned blob is forgotten here as well: its upload either commits, or collects it itself. */
static bool forget(struct sweep_worker *w, struct scope *s, const char **names, size_t count)
{
	struct db *db;
	bool ok = true;

	if (!db_pool_write(w->db, s, &db))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = blob_ref_store_forget(db, s, names[i]);
	return db_pool_finish(w->db, s, ok);
}

/* One batch of candidates; false when there is nothing left to do for now. */
static bool sweep_batch(struct sweep_worker *w)
{
	struct scope s = scope_open();
	const char *names[BATCH];
	size_t count = 0;
	struct db *db;

	bool ok = db_pool_take(w->db, &s, &db);
	if (ok) {
		ok = blob_ref_store_garbage(db, &s, BATCH, names, &count);
		db_pool_give(w->db, db);
	}
	/* Forgotten first: a blob that loses its last row from here on is a candidate again. What a crash
	 * leaves between the two is found by the look at every blob at the next start. */
	if (ok && count > 0)
		ok = forget(w, &s, names, count);
	for (size_t i = 0; ok && i < count; i++)
		ok = check_blob(w, names[i]);
	if (s.err.msg)
		log_message(LOG_ERROR, "sweep", "%s", s.err.msg);
	scope_close(&s);
	return ok && count > 0;
}

static void *run(void *arg)
{
	struct sweep_worker *w = arg;

	blob_store_each(w->blobs, check_blob, w);
	do {
		while (sweep_batch(w))
			continue;
	} while (bell_wait(w->bell));
	return NULL;
}

struct sweep_worker *sweep_worker_start(
	struct db_pool *db, struct blob_store *blobs, struct bell *bell)
{
	struct sweep_worker *w = xcalloc(1, sizeof(*w));

	*w = (struct sweep_worker){ .db = db, .blobs = blobs, .bell = bell };
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
	bell_close(w->bell);
	pthread_join(w->thread, NULL);
	free(w);
}
