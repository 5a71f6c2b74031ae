/* Background collection of blobs that no version names any more. */
#ifndef WORKER_SWEEP_WORKER_H
#define WORKER_SWEEP_WORKER_H

#include "base/bell.h"
#include "blob/blob_store.h"
#include "db/db_pool.h"

struct sweep_worker;

/* Starts the thread: first it looks at every blob there is (a crash between bytes and row leaves one
 * without a row), then at what was deleted, each time that the bell rings. */
struct sweep_worker *sweep_worker_start(
	struct db_pool *db, struct blob_store *blobs, struct bell *bell);

/* Closes the bell, lets the thread finish the blob at hand, and waits for it. NULL is fine. */
void sweep_worker_stop(struct sweep_worker *w);

#endif
