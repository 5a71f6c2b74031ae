/* Single files of the media library (REST API: file details, update, delete). */
#ifndef OPS_FILE_OPS_H
#define OPS_FILE_OPS_H

#include "json/json_value.h"
#include "model/account.h"
#include "model/file.h"
#include "ops/emulator.h"

/* What a PATCH asks for; what it does not name stays. */
struct file_patch {
	bool has_tags, has_coordinates, has_description, has_publish;
	const char *tags_json;                    /* NULL clears */
	const char *custom_coordinates;           /* NULL clears */
	const char *description;                  /* NULL clears */
	const struct json_value *custom_metadata; /* an object of values to merge; NULL: none */
	bool is_published, all_versions;
	const char
		*base; /* what the account's delivery URLs start with: unpublishing purges them */
};

/* 24 hex digits, as the service makes them. Seeds may say others, so what has none may have a file all the same. */
bool file_ops_is_id(const char *id);

/* One that no file of the account has: a seeded generator repeats its ids after a restart, and one that is taken is
 * drawn again. An error of the look at it is in the scope. */
const char *file_ops_fresh_id(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, int64_t now_ms);

/* On a connection of the caller's: the current version. ERR_NOT_FOUND, or ERR_INVALID for an
 * id that is not one. */
NODISCARD bool file_ops_find(
	struct db *db, struct scope *s, const struct account *a, const char *id, struct file *out);

NODISCARD bool file_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct file *out);

/* Changes the current version (publishing: or all of them) and returns the file as it is then. */
NODISCARD bool file_ops_update(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, const struct file_patch *patch, struct file *out);

/* Deletes the file with all its versions. Errors as file_ops_get(). */
NODISCARD bool file_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, const char *id);

#endif
