/* Folders of the media library (REST API: create and delete folder). */
#ifndef OPS_FOLDER_OPS_H
#define OPS_FOLDER_OPS_H

#include "model/account.h"
#include "model/folder.h"
#include "model/name_rules.h"
#include "ops/emulator.h"

enum { FOLDER_OPS_MAX_ITEMS = 100000 }; /* folders and file versions that one call may touch */

/* Inside a write transaction: the root folder that every account has. */
NODISCARD bool folder_ops_make_root(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a);

/* Inside a write transaction: the folder of a cleaned path, made with its parents where missing. */
NODISCARD bool folder_ops_ensure(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *path, struct folder *out);

/* The same, made at the time that out->created_at says. */
NODISCARD bool folder_ops_ensure_at(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *path, struct folder *out);

/* A name as clients give it, by the rules. False: it holds a slash, or is '.' or '..'. `parameter` is what the
 * request calls it. */
NODISCARD bool folder_ops_name(struct scope *s, enum name_rules names, const char *parameter,
	const char *name, const char **out);

/* Inside a transaction: refuses a tree of more than FOLDER_OPS_MAX_ITEMS items. */
NODISCARD bool folder_ops_check_size(
	struct db *db, struct scope *s, const struct account *a, const char *path);

/* Where a client wants something, in its own words. */
struct folder_ops_place {
	const char *path;
	enum name_rules names; /* of what has to be made there */
};

/* Inside a transaction: the path of the folder that is there, called just so; of one that is not, what the rules
 * make of the path. False: INVALID_FOLDER_PATH. */
NODISCARD bool folder_ops_destination(struct db *db, struct scope *s, const struct account *a,
	const struct folder_ops_place *place, const char **out);

/* A folder that is there already is fine. */
NODISCARD bool folder_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const char *name, const struct folder_ops_place *parent);

/* Deletes the folder with all that is below it. */
NODISCARD bool folder_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, const char *path);

#endif
