/* Which blobs are named by a version, and which may have lost their last name. */
#ifndef STORE_BLOB_REF_STORE_H
#define STORE_BLOB_REF_STORE_H

#include "db/db_pool.h"

/* True when a version names the blob; false with an error in the scope when that is unknown. */
bool blob_ref_store_is_named(struct db *db, struct scope *s, const char *blob);

/* The question that blob_store_collect() asks, with a connection of its own; `pool` is a struct db_pool. A
 * blob counts as named as long as nobody knows better. */
bool blob_ref_store_keeps(void *pool, const char *blob);

/* Up to `max` candidates for collection. */
NODISCARD bool blob_ref_store_garbage(
	struct db *db, struct scope *s, size_t max, const char **out, size_t *count);
NODISCARD bool blob_ref_store_forget(struct db *db, struct scope *s, const char *blob);

#endif
