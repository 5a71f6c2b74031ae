/* Which blobs are named by a version or stand for a remote URL, and which may have lost their last name. */
#ifndef STORE_BLOB_REF_STORE_H
#define STORE_BLOB_REF_STORE_H

#include "db/db_pool.h"

/* True when a version or a remote URL names the blob; false with an error in the scope when that is unknown. */
bool blob_ref_store_is_named(struct db *db, struct scope *s, const char *blob);

/* Up to `max` candidates for collection that come after `after` in their order. */
NODISCARD bool blob_ref_store_garbage(struct db *db, struct scope *s, const char *after, size_t max,
	const char **out, size_t *count);
NODISCARD bool blob_ref_store_forget(struct db *db, struct scope *s, const char *blob);

struct blob_ref {
	const char *blob;
	int64_t size; /* in bytes, as versions say; -1 when none does, or they differ */
};

/* Calls `each` for every blob that has a name here, ordered by it, until it returns false. It gets a scope
 * that ends with the call; why it failed goes over into `s`. */
typedef bool blob_ref_fn(void *ctx, struct scope *s, const struct blob_ref *ref);
NODISCARD bool blob_ref_store_each(struct db *db, struct scope *s, blob_ref_fn *each, void *ctx);

/* The same for every blob that this database knows of, candidates included, in no order. */
typedef bool blob_ref_name_fn(void *ctx, const char *blob);
NODISCARD bool blob_ref_store_each_known(
	struct db *db, struct scope *s, blob_ref_name_fn *each, void *ctx);

#endif
