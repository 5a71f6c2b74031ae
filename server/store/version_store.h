/* Versions of files and their tags. */
#ifndef STORE_VERSION_STORE_H
#define STORE_VERSION_STORE_H

#include "db/db.h"
#include "model/file.h"

/* SQL: how many rows a version makes, its own, its tags' and its values': what turns of work are measured by. */
#define VERSION_STORE_ROWS(version)                                      \
	"1 + (SELECT count(*) FROM tag WHERE version_id = " version ") " \
	"+ (SELECT count(*) FROM field_value WHERE version_id = " version ")"

/* Inserts the version that `f` describes (f->row names the file, tags from f->attributes.tags_json);
 * fills f->version_row. */
NODISCARD bool version_store_insert(struct db *db, struct scope *s, struct file *f);

NODISCARD bool version_store_count(struct db *db, struct scope *s, int64_t file, int64_t *out);

/* Those that were made after `from` and not after `to`. */
NODISCARD bool version_store_count_made(
	struct db *db, struct scope *s, int64_t file, int64_t from, int64_t to, int64_t *out);

/* The version of that file with this delivery key, or with this id. True when there is one; false
 * without an error in the scope when there is none. */
bool version_store_by_delivery_key(
	struct db *db, struct scope *s, int64_t file, const char *key, struct file *out);

/* The version with this id. True when there is one; false without an error when there is none. */
bool version_store_by_id(
	struct db *db, struct scope *s, int64_t file, const char *id, struct file *out);

/* The versions with these rows, a JSON array, in its order: one version_store_next() each. The caller ends
 * the query with db_end(); the text must live until then. */
struct db_query version_store_begin(struct db *db, const char *rows_json);
bool version_store_next(struct db_query *q, struct scope *s, struct file *out);

/* The rows of all versions in the order of version_store_all(), one each; the caller ends it with db_end(). */
struct db_query version_store_begin_rows(struct db *db, int64_t file);

/* All versions: the current one first, then the highest number first. */
NODISCARD bool version_store_all(
	struct db *db, struct scope *s, int64_t file, struct file **out, size_t *count);

/* What people may change; each sets updated_at. */
NODISCARD bool version_store_set_tags(
	struct db *db, struct scope *s, int64_t version, const char *tags_json, int64_t now_ms);
NODISCARD bool version_store_set_attributes(struct db *db, struct scope *s, int64_t version,
	const struct file_attributes *attributes, int64_t now_ms);

/* Publishing changes the delivery key, so old version URLs end. */
NODISCARD bool version_store_set_published(struct db *db, struct scope *s,
	const struct file *version, bool is_published, const char *delivery_key, int64_t now_ms);

NODISCARD bool version_store_touch(struct db *db, struct scope *s, int64_t version, int64_t now_ms);

NODISCARD bool version_store_delete(struct db *db, struct scope *s, int64_t version);

#endif
