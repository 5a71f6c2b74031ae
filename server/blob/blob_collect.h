/* Whether a blob may go, and its going. */
#ifndef BLOB_BLOB_COLLECT_H
#define BLOB_BLOB_COLLECT_H

#include "base/scope.h"

struct blob_store;

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
enum blob_fate blob_collect(struct blob_store *b, const char *name, blob_use_fn *use, void *ctx);

/* The same question without the deletion: BLOB_GONE is one that nothing names. */
enum blob_fate blob_collect_judge(
	struct blob_store *b, const char *name, blob_use_fn *use, void *ctx);

#endif
