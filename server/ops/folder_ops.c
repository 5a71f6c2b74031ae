/* Making and deleting of folders. */
#include "ops/folder_ops.h"

#include "base/bell.h"
#include "model/path_rules.h"
#include "ops/near_miss.h"
#include "ops/refusal.h"
#include "ops/removal_ops.h"
#include "store/account_store.h"
#include "store/folder_store.h"
#include "store/tree_store.h"

#include <string.h>

/* `path` ends with the new folder's name; created_at is set. */
static bool make(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	int64_t parent, struct folder *f)
{
	f->updated_at = f->created_at;
	/* A seed repeats ids after a restart; an id that is taken is drawn again. */
	do {
		f->id = ident_object(e->ident, s->arena, f->created_at);
	} while (folder_store_has_id(db, s, a->row, f->id));
	return s->err.code == ERR_NONE && folder_store_insert(db, s, a->row, parent, f);
}

bool folder_ops_make_root(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a)
{
	struct folder root = {
		.name = "",
		.path = "/",
		.created_at = clock_now(e->clock, a->row),
	};

	return make(e, db, s, a, 0, &root);
}

/* A reset takes away accounts that were made on first sight; one with a request under way is made again, as
 * if the request had come after it. */
static bool find_root(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	struct folder *root)
{
	struct account again = *a;

	if (folder_store_by_path(db, s, a->row, "/", root))
		return true;
	return s->err.code == ERR_NONE && account_store_insert(db, s, &again) &&
	       folder_ops_make_root(e, db, s, &again) &&
	       folder_store_by_path(db, s, a->row, "/", root);
}

/* Where the making begins: mostly the folder right above is there, else at the root. *end is behind its path. */
static bool find_above(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char **end, struct folder *parent)
{
	const char *above = path_rules_parent(s->arena, *end);

	if (strcmp(above, "/") != 0 && folder_store_by_path(db, s, a->row, above, parent)) {
		*end += strlen(above);
		return true;
	}
	return s->err.code == ERR_NONE && find_root(e, db, s, a, parent);
}

bool folder_ops_ensure(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *path, struct folder *out)
{
	*out = (struct folder){ .created_at = clock_now(e->clock, a->row) };
	return folder_ops_ensure_at(e, db, s, a, path, out);
}

bool folder_ops_ensure_at(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *path, struct folder *out)
{
	const int64_t now = out->created_at;
	struct folder parent;

	if (folder_store_by_path(db, s, a->row, path, out))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	const char *end = path;
	if (!find_above(e, db, s, a, &end, &parent))
		return false;
	/* Top down, so that the depth of the path costs no stack. */
	for (; *end; parent = *out) {
		const char *name = end + 1;
		end = name + strcspn(name, "/");
		const char *prefix = arena_strndup(s->arena, path, (size_t)(end - path));
		if (folder_store_by_path(db, s, a->row, prefix, out))
			continue;
		*out = (struct folder){
			.name = arena_strndup(s->arena, name, (size_t)(end - name)),
			.path = prefix,
			.created_at = now,
		};
		if (s->err.code != ERR_NONE || !make(e, db, s, a, parent.row, out))
			return false;
	}
	return true;
}

bool folder_ops_name(struct scope *s, enum name_rules names, const char *parameter,
	const char *name, const char **out)
{
	const char *path;

	if (strchr(name, '/'))
		return err_set(s, ERR_INVALID, "%s parameter cannot have a slash.", parameter);
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return err_reason(s, ERR_INVALID, "INVALID_FOLDER_PATH",
			"'.' & '..' can not be used as folder-name");
	if (!name_rules_folder(s, names, name, &path))
		return false;
	*out = path_rules_name(path);
	return true;
}

bool folder_ops_check_size(
	struct db *db, struct scope *s, const struct account *a, const char *path)
{
	int64_t items = 0;

	if (!tree_store_count(db, s, a->row, path, &items))
		return false;
	return items <= FOLDER_OPS_MAX_ITEMS || err_reason(s, ERR_INVALID, "TOO_MANY_OBJECTS",
							"Total nested assets (files, folders and "
							"file versions) are more than allowed "
							"limit of %d items.",
							FOLDER_OPS_MAX_ITEMS);
}

bool folder_ops_destination(struct db *db, struct scope *s, const struct account *a,
	const struct folder_ops_place *place, const char **out)
{
	struct folder there;

	*out = path_rules_normal(s->arena, place->path);
	if (folder_store_by_path(db, s, a->row, *out, &there))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	if (name_rules_folder(s, place->names, place->path, out))
		return true;
	err_clear(s);
	return refusal_parameters(s, "INVALID_FOLDER_PATH");
}

static bool create(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *name, const struct folder_ops_place *parent)
{
	struct folder folder;
	const char *path;

	if (!folder_ops_destination(db, s, a, parent, &path))
		return false;
	path = name_rules_join(s->arena, path, name);
	return path_rules_depth(path) <= NAME_RULES_MAX_DEPTH
		       ? folder_ops_ensure(e, db, s, a, path, &folder)
		       : refusal_parameters(s, "INVALID_FOLDER_PATH");
}

bool folder_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const char *name, const struct folder_ops_place *parent)
{
	const char *made = NULL;
	struct db *db;

	if (!folder_ops_name(s, parent->names, "folderName", name, &made) ||
		!db_pool_write(e->db, s, &db))
		return false;
	return db_pool_finish(e->db, s, create(e, db, s, a, made, parent));
}

static bool delete_tree(struct removal *r, struct db *db, const char *sent)
{
	const struct account *a = r->account;
	const char *path = r->folder;
	struct scope *s = r->s;
	struct folder folder;

	if (!folder_store_by_path(db, s, a->row, path, &folder)) {
		err_reason(s, ERR_NOT_FOUND, "FOLDER_NOT_FOUND",
			"No folder found with folderPath %s", sent);
		return near_miss_note(s, NEAR_MISS_FOLDER_PATH, a->row, path);
	}
	r->folder_id = folder.id;
	return folder_ops_check_size(db, s, a, path) && removal_ops_begin(r, db);
}

bool folder_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, const char *path)
{
	const char *normal = path_rules_normal(s->arena, path);
	struct db *db;

	if (strcmp(normal, "/") == 0)
		return refusal_parameters(s, "INVALID_FOLDER_PATH");
	if (!db_pool_write_freeing(e->db, s, &db))
		return false;
	struct removal removal = { .e = e, .s = s, .account = a, .folder = normal };
	bool ok = db_pool_finish(e->db, s, delete_tree(&removal, db, path)) &&
		  removal_ops_rest(&removal);
	bell_ring(e->garbage);
	return ok;
}
