/* Bytes that stand for remote URLs, so that uploads and metadata by URL work offline. */
#ifndef STORE_REMOTE_STORE_H
#define STORE_REMOTE_STORE_H

#include "db/db.h"

struct remote_file {
	const char *url, *blob;
};

/* The blob that stands for exactly this URL. True when there is one; false without an error in the scope
 * when there is none. */
bool remote_store_get(struct db *db, struct scope *s, const char *url, const char **blob);

/* In the place of what the URL had. */
NODISCARD bool remote_store_put(struct db *db, struct scope *s, const char *url, const char *blob);

/* All of them, by URL. */
NODISCARD bool remote_store_all(
	struct db *db, struct scope *s, struct remote_file **out, size_t *count);

#endif
