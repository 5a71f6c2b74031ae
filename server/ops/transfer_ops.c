/* A file goes to another folder, or to another name. */
#include "ops/transfer_ops.h"

#include "base/encode.h"
#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "ops/job_walk.h"
#include "ops/near_miss.h"
#include "ops/purge_ops.h"
#include "ops/refusal.h"
#include "ops/version_ops.h"
#include "store/file_store.h"
#include "store/tree_copy.h"
#include "store/tree_move.h"
#include "store/tree_plan.h"
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
	struct job_walk walk; /* holds what a copy has to come back for */
	int64_t now;
};

static bool carries_all(const struct transfer *t)
{
	return t->request->all_versions || !t->copies;
}

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

static bool check_versions(struct transfer *t)
{
	int64_t there = 0, come = 1;

	if (!t->is_taken)
		return true;
	if (!version_store_count(t->db, t->s, t->there.row, &there) ||
		(carries_all(t) && !version_store_count(t->db, t->s, t->source.row, &come)))
		return false;
	return there + come <= VERSION_OPS_MAX ||
	       refusal_parameters(t->s, "VERSION_LIMIT_EXCEEDED");
}

static bool prepare(struct transfer *t)
{
	t->now = clock_now(t->e->clock, t->account->row);
	return find_source(t) && find_destination(t) && check_versions(t);
}

static struct tree_copy copy_of(const struct transfer *t)
{
	return (struct tree_copy){ .account = t->account->row,
		.all_versions = t->request->all_versions,
		.rows = JOB_WALK_ROWS,
		.now_ms = t->now };
}

static bool carry(struct transfer *t)
{
	const struct tree_copy copy = copy_of(t);

	return tree_plan_file(t->db, t->s, t->source.row, t->folder.row) &&
	       (t->copies ? tree_copy_picked(t->db, t->s, &copy, &t->walk)
			  : tree_move_picked(t->db, t->s));
}

/* The older versions of a file that has very many values: its copy is there, and they join it. */
static bool copy_rest(struct transfer *t)
{
	const struct tree_copy copy = copy_of(t);
	bool ok = true;

	while (ok && t->walk.held.source) {
		db_pool_let_others(t->e->db);
		ok = db_pool_write(t->e->db, t->s, &t->db) &&
		     db_pool_finish(t->e->db, t->s, tree_copy_held(t->db, t->s, &copy, &t->walk));
	}
	return ok;
}

static bool run(struct transfer *t)
{
	t->walk.max_version = INT64_MAX;
	if (!db_pool_write(t->e->db, t->s, &t->db))
		return false;
	return db_pool_finish(t->e->db, t->s, prepare(t) && carry(t)) && copy_rest(t);
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
