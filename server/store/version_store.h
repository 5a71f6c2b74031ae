/* Versions of files and their tags. */
#ifndef STORE_VERSION_STORE_H
#define STORE_VERSION_STORE_H

#include "db/db.h"
#include "model/file.h"

/* Inserts the version that `f` describes (f->row names the file, tags from f->attributes.tags_json);
 * fills f->version_row. */
NODISCARD bool version_store_insert(struct db *db, struct scope *s, struct file *f);

NODISCARD bool version_store_count(struct db *db, struct scope *s, int64_t file, int64_t *out);

/* The version of that file with this delivery key, or with this id. True when there is one; false
 * without an error in the scope when there is none. */
bool version_store_by_delivery_key(
	struct db *db, struct scope *s, int64_t file, const char *key, struct file *out);

#endif
