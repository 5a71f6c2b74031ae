/* Files, seen through their current version. */
#ifndef STORE_FILE_STORE_H
#define STORE_FILE_STORE_H

#include "db/db.h"
#include "model/file.h"

/* True when there is one; false without an error in the scope when there is none. */
bool file_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct file *out);
bool file_store_by_path(struct db *db, struct scope *s, int64_t account, const char *folder_path,
	const char *name, struct file *out);

/* Inserts the row of a file that has no version yet; fills f->row. The first version follows in the
 * same transaction. */
NODISCARD bool file_store_insert(
	struct db *db, struct scope *s, int64_t account, int64_t folder, struct file *f);

/* Hands out the file's next version number; a number is never used twice. */
NODISCARD bool file_store_next_number(struct db *db, struct scope *s, int64_t file, int64_t *out);
NODISCARD bool file_store_set_current(
	struct db *db, struct scope *s, int64_t file, int64_t version);

/* From now on versions are numbered from here. */
NODISCARD bool file_store_set_next_number(
	struct db *db, struct scope *s, int64_t file, int64_t number);

/* The rows of all files, by folder path and name, with the number that their next versions get. */
struct file_store_row {
	int64_t file, next_number;
};
NODISCARD bool file_store_rows(struct db *db, struct scope *s, int64_t account,
	struct file_store_row **out, size_t *count);

NODISCARD bool file_store_rename(struct db *db, struct scope *s, int64_t file, const char *name);

/* Deletes the file with all its versions and their tags. */
NODISCARD bool file_store_delete(struct db *db, struct scope *s, int64_t file);

#endif
