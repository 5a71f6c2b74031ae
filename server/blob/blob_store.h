/* Bytes as files named by their SHA-256: `blobs/ab/abcdef…`. What is being written lies in `staging/`
 * and is renamed when it is complete, so a file under blobs/ is always whole. Thread-safe.
 *
 * A blob is published before the row that names it commits; until then a pin keeps it from the sweep. */
#ifndef BLOB_BLOB_STORE_H
#define BLOB_BLOB_STORE_H

#include "base/scope.h"

enum { BLOB_NAME_LENGTH = 64 };

struct blob_store;

/* Uses (and creates) dir/blobs and dir/staging; empties staging. `durable`: what is published is on disk
 * before the call returns. False: ERR_UNAVAILABLE. */
NODISCARD bool blob_store_open(
	struct scope *s, const char *dir, bool durable, struct blob_store **out);
void blob_store_close(struct blob_store *b); /* NULL is fine */

/* Opens a blob for reading; the descriptor is the caller's. -1 with ERR_INTERNAL when it is not there. */
int blob_store_read(struct blob_store *b, struct scope *s, const char *name);

/* Puts on disk whatever was published without that (blob_stage_sync_later); without `durable` nothing. */
NODISCARD bool blob_store_sync(struct blob_store *b, struct scope *s);

/* Deletes the blob unless it is pinned or `is_named` (asked under the store's lock, so no commit can come
 * between question and deletion) says that it has a row or that nobody knows. */
void blob_store_collect(struct blob_store *b, const char *name,
	bool (*is_named)(void *ctx, const char *name), void *ctx);

/* Between the two nothing is deleted: for whoever names blobs in a database that is not live yet. They nest.
 * Whoever releases rings for a look at every blob (blob_store_doubt), as candidates are passed over. */
void blob_store_hold(struct blob_store *b);
void blob_store_release(struct blob_store *b);

/* Notes that blobs may have lost their names unseen, as when the whole library was replaced: the sweep, which
 * takes the note away, then looks at every one of them. */
void blob_store_doubt(struct blob_store *b);
bool blob_store_take_doubt(struct blob_store *b);

/* Calls `each` for the name of every stored blob, in no order, until it returns false. */
void blob_store_each(struct blob_store *b, bool (*each)(void *ctx, const char *name), void *ctx);

#endif
