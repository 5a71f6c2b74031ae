/* A file goes to another folder, or to another name. */
#include "ops/transfer_ops.h"

#include "base/encode.h"
#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "ops/near_miss.h"
#include "ops/purge_ops.h"
#include "ops/refusal.h"
#include "ops/version_ops.h"
#include "store/field_value_store.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <string.h>

/* Inside the transaction of a copy or a move. */
struct transfer {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct account *account;
	bool copies;
	const struct transfer_request *request;
	struct file source;
	struct folder folder; /* destination */
	struct file there;    /* the file that is in the way */
	bool is_taken;
	struct file *versions; /* of the source: those that go, the last one becomes current */
	size_t count;
	int64_t now;
};

static bool find_source(struct transfer *t)
{
	struct arena *a = t->s->arena;
	const char *path = t->request->source;
	const char *normal = path_rules_normal(a, path);

	if (file_store_by_path(t->db, t->s, t->account->row, path_rules_parent(a, normal),
		    path_rules_name(normal), &t->source))
		return true;
	err_reason(t->s, ERR_NOT_FOUND, "SOURCE_FILE_MISSING", "No file found with filePath %s%s",
		path[0] == '/' ? "" : "/", path);
	return near_miss_note(t->s, NEAR_MISS_FILE_PATH, t->account->row, path);
}

static bool find_destination(struct transfer *t)
{
	const char *path;

	if (!folder_ops_destination(t->db, t->s, t->account, &t->request->destination, &path))
		return false;
	if (strcmp(path, t->source.folder_path) == 0)
		return refusal_parameters(t->s, "SAME_SOURCE_AND_DESTINATION");
	if (!folder_ops_ensure(t->e, t->db, t->s, t->account, path, &t->folder))
		return false;
	t->is_taken =
		file_store_by_path(t->db, t->s, t->account->row, path, t->source.name, &t->there);
	return t->s->err.code == ERR_NONE;
}

/* Oldest first, the current one last: it shall be the newest where they go. */
static bool load_versions(struct transfer *t)
{
	int64_t there = 0;

	t->versions = &t->source;
	t->count = 1;
	if (t->request->all_versions || !t->copies) {
		if (!version_store_all(t->db, t->s, t->source.row, &t->versions, &t->count))
			return false;
		for (size_t i = 0, j = t->count - 1; i < j; i++, j--) {
			struct file f = t->versions[i];
			t->versions[i] = t->versions[j];
			t->versions[j] = f;
		}
	}
	if (!t->is_taken)
		return true;
	if (!version_store_count(t->db, t->s, t->there.row, &there))
		return false;
	return there + (int64_t)t->count <= VERSION_OPS_MAX ||
	       refusal_parameters(t->s, "VERSION_LIMIT_EXCEEDED");
}

static bool prepare(struct transfer *t)
{
	t->now = clock_now(t->e->clock, t->account->row);
	return find_source(t) && find_destination(t) && load_versions(t);
}

/* The file row that the versions will belong to. */
static bool make_target(struct transfer *t, struct file *target)
{
	if (t->is_taken) {
		*target = t->there;
		return true;
	}
	*target = (struct file){ .name = t->source.name, .created_at = t->now };
	target->id = ident_object(t->e->ident, t->s->arena, t->now);
	return file_store_insert(t->db, t->s, t->account->row, t->folder.row, target);
}

static bool copy_version(
	struct transfer *t, const struct file *target, const struct file *version, int64_t *row)
{
	struct file copy = *version;

	copy.row = target->row;
	copy.updated_at = t->now;
	copy.stored_at = t->now;
	copy.delivery_key = ident_version_key(t->e->ident, t->s->arena);
	if (t->is_taken)
		copy.attributes.is_private = target->attributes.is_private;
	if (!file_store_next_number(t->db, t->s, target->row, &copy.version_no))
		return false;
	copy.version_id =
		copy.version_no == 1 ? target->id : ident_object(t->e->ident, t->s->arena, t->now);
	if (!version_store_insert(t->db, t->s, &copy) ||
		!field_value_store_copy(t->db, t->s, version->version_row, copy.version_row))
		return false;
	*row = copy.version_row;
	return true;
}

static bool copy_all(struct transfer *t)
{
	struct file target;
	int64_t last = 0;

	if (!make_target(t, &target))
		return false;
	for (size_t i = 0; i < t->count; i++)
		if (!copy_version(t, &target, &t->versions[i], &last))
			return false;
	return file_store_set_current(t->db, t->s, target.row, last);
}

static bool give_all(struct transfer *t)
{
	const struct file *to = &t->there;
	int64_t last = 0, number;

	for (size_t i = 0; i < t->count; i++) {
		last = t->versions[i].version_row;
		if (!file_store_next_number(t->db, t->s, to->row, &number) ||
			!version_store_give(
				t->db, t->s, last, to->row, number, to->attributes.is_private))
			return false;
	}
	return file_store_set_current(t->db, t->s, to->row, last) &&
	       file_store_delete(t->db, t->s, t->source.row);
}

static bool move_all(struct transfer *t)
{
	if (t->is_taken)
		return give_all(t);
	return file_store_set_folder(t->db, t->s, t->source.row, t->folder.row);
}

static bool run(struct transfer *t)
{
	if (!db_pool_write(t->e->db, t->s, &t->db))
		return false;
	return db_pool_finish(
		t->e->db, t->s, prepare(t) && (t->copies ? copy_all(t) : move_all(t)));
}

bool transfer_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_request *request)
{
	struct transfer t = { .e = e, .s = s, .account = a, .copies = true, .request = request };

	return run(&t);
}

bool transfer_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_request *request)
{
	struct transfer t = { .e = e, .s = s, .account = a, .request = request };

	return run(&t);
}

/* Inside the transaction: the file at the path may take the name. */
static bool may_rename(struct db *db, struct scope *s, const struct account *a, const char *path,
	const char *name, struct file *f)
{
	const char *normal = path_rules_normal(s->arena, path);
	struct file other;

	if (!file_store_by_path(db, s, a->row, path_rules_parent(s->arena, normal),
		    path_rules_name(normal), f)) {
		err_reason(s, ERR_NOT_FOUND, "FILE_MISSING",
			"No file found in media library at filePath %s", normal);
		return near_miss_note(s, NEAR_MISS_FILE_PATH, a->row, normal);
	}
	if (strcmp(f->name, name) == 0)
		return err_reason(s, ERR_INVALID, "SAME_OLD_AND_NEW_NAME",
			"newFileName cannot be the same as its existing name.");
	if (file_store_by_path(db, s, a->row, f->folder_path, name, &other))
		return err_reason(s, ERR_CONFLICT, "FILE_ALREADY_EXISTS",
			"File with name %s already exists at the same location.", name);
	return s->err.code == ERR_NONE;
}

/* What the old URL has in caches, with every query. */
static const char *old_urls(struct scope *s, const struct file *f, const char *base)
{
	const char *path = name_rules_join(s->arena, f->folder_path, f->name);

	return arena_printf(s->arena, "%s%s*", base, encode_percent(s->arena, path, "/"));
}

bool transfer_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_rename *request, const char **purge_id)
{
	const char *name = name_rules_file(s->arena, request->names, request->new_name);
	struct file f;
	struct db *db;

	*purge_id = NULL;
	if (!name_rules_is_file(name))
		return refusal_parameters(s, "INVALID_PARAMETER");
	if (!db_pool_write(e->db, s, &db))
		return false;
	bool ok = may_rename(db, s, a, request->path, name, &f) &&
		  file_store_rename(db, s, f.row, name);
	if (ok && request->purges)
		ok = purge_ops_along(e, db, s, a, old_urls(s, &f, request->purge_base), purge_id);
	return db_pool_finish(e->db, s, ok);
}
