/* Folders; each is named by its path, which only folders store. */
#ifndef STORE_FOLDER_STORE_H
#define STORE_FOLDER_STORE_H

#include "db/db.h"
#include "model/folder.h"

/* True when there is one; false without an error in the scope when there is none. */
bool folder_store_by_path(
	struct db *db, struct scope *s, int64_t account, const char *path, struct folder *out);

/* The same by its row. */
bool folder_store_by_row(struct db *db, struct scope *s, int64_t row, struct folder *out);

/* True when a folder of the account has this public id, as above. */
bool folder_store_has_id(struct db *db, struct scope *s, int64_t account, const char *id);

/* `parent` 0 makes the root. Fills f->row. */
NODISCARD bool folder_store_insert(
	struct db *db, struct scope *s, int64_t account, int64_t parent, struct folder *f);

/* Writes id and times. ERR_CONFLICT when the id is taken. */
NODISCARD bool folder_store_update(struct db *db, struct scope *s, const struct folder *f);

/* By path, the root first. */
NODISCARD bool folder_store_all(
	struct db *db, struct scope *s, int64_t account, struct folder **out, size_t *count);

#endif
