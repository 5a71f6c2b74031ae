/* Bytes as files named by their SHA-256: `blobs/ab/abcdef…`. What is being written lies in `staging/`
 * and is renamed when it is complete, so a file under blobs/ is always whole. Thread-safe.
 *
 * A blob is published before the row that names it commits; until then a pin keeps it from the sweep. */
#ifndef BLOB_BLOB_STORE_H
#define BLOB_BLOB_STORE_H

#include "base/scope.h"

enum { BLOB_NAME_LENGTH = 64 };

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

/* Whether something names a blob. */
enum blob_use { BLOB_FREE, BLOB_USED, BLOB_UNKNOWN };
typedef enum blob_use blob_use_fn(void *ctx, const char *name);

enum blob_fate {
	BLOB_GONE,
	BLOB_KEPT,     /* something names it */
	BLOB_PINNED,   /* whoever pinned it sees to it */
	BLOB_UNDECIDED /* nobody knows, or blobs are held: to be asked again */
};

/* Deletes the blob when it is neither pinned nor named, which `use` is asked under the store's lock, so no
 * commit can come between question and deletion. Only for blobs of which is known that they lost a name or
 * may have never got one: see blob_suspects.h. */
enum blob_fate blob_store_collect(
	struct blob_store *b, const char *name, blob_use_fn *use, void *ctx);

/* The same question without the deletion: BLOB_GONE is one that nothing names. */
enum blob_fate blob_store_judge(
	struct blob_store *b, const char *name, blob_use_fn *use, void *ctx);
bool blob_store_has(struct blob_store *b, const char *name);

/* Between the two nothing is deleted: for whoever names blobs in a database that is not live yet. They nest.
 * Whoever releases rings for the sweep, which has to ask again. */
void blob_store_hold(struct blob_store *b);
void blob_store_release(struct blob_store *b);

/* Calls `each` for the name of every stored blob, in no order, until it returns false. */
void blob_store_each(struct blob_store *b, bool (*each)(void *ctx, const char *name), void *ctx);

#endif
