/* Bytes as files named by their SHA-256: `blobs/ab/abcdef…`. What is being written lies in `staging/`
 * and is renamed when it is complete, so a file under blobs/ is always whole. Thread-safe.
 *
 * A blob is published before the row that names it commits; until then a pin keeps it from the sweep. */
#ifndef BLOB_BLOB_STORE_H
#define BLOB_BLOB_STORE_H

#include "base/scope.h"
#include "blob/blob_name.h"

struct blob_store;

/* Uses (and creates) dir/blobs, dir/staging and dir/suspects; empties staging. `durable`: what is published is on disk
 * before the call returns. False: ERR_UNAVAILABLE. */
NODISCARD bool blob_store_open(
	struct scope *s, const char *dir, bool durable, struct blob_store **out);
void blob_store_close(struct blob_store *b); /* NULL is fine */

/* Opens a blob for reading; the descriptor is the caller's. -1 with ERR_INTERNAL when it is not there. */
int blob_store_read(struct blob_store *b, struct scope *s, const char *name);

/* Puts on disk whatever was published without that (blob_stage_sync_later); without `durable` nothing. */
NODISCARD bool blob_store_sync(struct blob_store *b, struct scope *s);

bool blob_store_has(struct blob_store *b, const char *name);

/* Between the two nothing is deleted: for whoever names blobs in a database that is not live yet. They nest.
 * Whoever releases rings for the sweep, which has to ask again. */
void blob_store_hold(struct blob_store *b);
void blob_store_release(struct blob_store *b);

/* Calls `each` for the name of every stored blob, in no order, until it returns false. */
void blob_store_each(struct blob_store *b, bool (*each)(void *ctx, const char *name), void *ctx);

#endif
