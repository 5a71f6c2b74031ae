/* Small trees change their paths. Doing so first takes the whole source out of the name space, so that a target path
 * that lies inside the source (moving /x/x to /x) is never mistaken for a folder that is in the way. Large trees are
 * emptied instead, file by file, into folders that were made for them. */
#include "store/tree_move.h"

#include "db/db_rows.h"
#include "store/tree_plan.h"
#include "store/tree_versions.h"

static bool run1(struct db *db, struct scope *s, const char *sql, int64_t a)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, a);
	return db_run(&q, s);
}

/* Files whose name is free in the folder that is there simply change folders. The others give their
 * versions away and end. */
bool tree_move_picked(struct db *db, struct scope *s)
{
	static const char move[] = "UPDATE file SET folder_id = j.folder_id FROM temp.tree_file j "
				   "WHERE j.source_id = file.id AND j.is_new";
	static const char keep[] = "DELETE FROM temp.tree_file WHERE is_new";
	static const char give[] =
		"UPDATE file_version SET file_id = t.file_id, number = t.number, "
		"is_private = coalesce(j.is_private, file_version.is_private) "
		"FROM temp.tree_version t, temp.tree_file j "
		"WHERE t.source_id = file_version.id AND j.source_id = file_version.file_id";
	static const char end[] =
		"DELETE FROM file WHERE id IN (SELECT source_id FROM temp.tree_file)";

	return tree_versions_plan_files(db, s) && db_run_sql(db, s, move) &&
	       db_run_sql(db, s, keep) && tree_versions_number_all(db, s, INT64_MAX, true) &&
	       db_run_sql(db, s, give) && tree_versions_extend_files(db, s) &&
	       db_run_sql(db, s, end);
}

/* No path of a folder starts with this character: all start with a slash. */
#define ASIDE "char(1) || "

static bool take_aside(struct db *db, struct scope *s)
{
	static const char sql[] = "UPDATE folder SET path = " ASIDE "path "
				  "WHERE id IN (SELECT source_id FROM temp.tree_folder)";

	return db_run_sql(db, s, sql);
}

/* Folders that take their target path: below one that is merged, or at the top, they get a new parent;
 * the name changes at the top alone. */
static bool place_folders(
	struct db *db, struct scope *s, int64_t parent, const char *name, int64_t now_ms)
{
	static const char parents[] =
		"UPDATE folder SET parent_id = p.target_id FROM temp.tree_folder m, "
		"temp.tree_folder p "
		"WHERE m.source_id = folder.id AND m.target_id IS NULL "
		"AND p.source_id = folder.parent_id AND p.target_id IS NOT NULL";
	static const char top[] =
		"UPDATE folder SET parent_id = ?1, updated_at = ?2, name = ?3 "
		"FROM temp.tree_folder m WHERE m.source_id = folder.id AND m.target_id IS NULL "
		"AND NOT EXISTS (SELECT 1 FROM temp.tree_folder p WHERE p.source_id = "
		"folder.parent_id)";
	static const char paths[] =
		"UPDATE folder SET path = m.target_path FROM temp.tree_folder m "
		"WHERE m.source_id = folder.id AND m.target_id IS NULL";

	struct db_query q = db_begin(db, top);
	db_bind_int(&q, 1, parent);
	db_bind_int(&q, 2, now_ms);
	db_bind_text(&q, 3, name);
	return db_run(&q, s) && db_run_sql(db, s, parents) && db_run_sql(db, s, paths);
}

static bool remove_merged(struct db *db, struct scope *s)
{
	static const char sql[] = "DELETE FROM folder WHERE id IN (SELECT source_id FROM "
				  "temp.tree_folder WHERE target_id IS NOT NULL)";

	return db_run_sql(db, s, sql);
}

/* Most moves meet nothing that is in the way, and then no file need be looked at. */
static bool merge(struct db *db, struct scope *s, const struct job_walk *walk)
{
	static const struct tree_wish wish = { TREE_WEIGHT_MOVED, INT64_MAX, true };
	struct tree_picked picked;

	return tree_plan_pick(db, s, walk, &wish, &picked) &&
	       (picked.files == 0 || tree_move_picked(db, s));
}

bool tree_move_whole(struct db *db, struct scope *s, const struct tree_move *how)
{
	return take_aside(db, s) && tree_plan_find_targets(db, s, how->account) &&
	       merge(db, s, how->walk) &&
	       place_folders(db, s, how->parent->row, how->name, how->now_ms) &&
	       remove_merged(db, s);
}

bool tree_move_renew_ids(struct db *db, struct scope *s, int64_t now_ms)
{
	static const char sql[] = "UPDATE folder SET public_id = object_id(?1) "
				  "WHERE id IN (SELECT source_id FROM temp.tree_folder)";

	return run1(db, s, sql, now_ms);
}

bool tree_move_inherit(struct db *db, struct scope *s, const struct job_walk *walk, int64_t now_ms)
{
	static const char times[] =
		"UPDATE folder SET created_at = o.created_at, "
		"updated_at = iif(m.source_path = ?1, ?2, o.updated_at) "
		"FROM temp.tree_folder m, folder o WHERE m.is_missing AND m.target_id = folder.id "
		"AND o.id = m.source_id";

	struct db_query q = db_begin(db, times);
	db_bind_text(&q, 1, walk->source_path);
	db_bind_int(&q, 2, now_ms);
	return db_run(&q, s);
}

/* No two folders have one id at any time. */
bool tree_move_keep_ids(struct db *db, struct scope *s, int64_t now_ms)
{
	static const char note[] =
		"UPDATE temp.tree_folder SET public_id = (SELECT public_id FROM folder "
		"WHERE id = source_id) WHERE is_missing";
	static const char renew[] =
		"UPDATE folder SET public_id = object_id(?1) "
		"WHERE id IN (SELECT source_id FROM temp.tree_folder WHERE is_missing)";
	static const char give[] =
		"UPDATE folder SET public_id = m.public_id "
		"FROM temp.tree_folder m WHERE m.is_missing AND m.target_id = folder.id";

	return db_run_sql(db, s, note) && run1(db, s, renew, now_ms) && db_run_sql(db, s, give);
}

bool tree_move_is_left(
	struct db *db, struct scope *s, int64_t account, const struct job_walk *walk, bool *out)
{
	static const char sql[] =
		"SELECT 1 FROM folder o CROSS JOIN file f ON f.folder_id = o.id "
		"WHERE o.account_id = ?1 AND (o.path = ?2 OR (o.path > ?2 || '/' AND o.path < ?2 "
		"|| '0')) AND o.id <= ?3 AND f.id <= ?4 LIMIT 1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, walk->source_path);
	db_bind_int(&q, 3, walk->max_folder);
	db_bind_int(&q, 4, walk->max_file);
	*out = db_row(&q);
	return db_end(&q, s);
}

struct place {
	int64_t row;
	const char *path;
};

struct places {
	struct place *rows;
	size_t count;
};

static void read_place(struct db_query *q, struct scope *s, void *item)
{
	struct place *place = item;

	*place = (struct place){ db_int(q, 0), db_text(q, 1, s) };
}

static bool last_places(struct db *db, struct scope *s, int64_t account,
	const struct job_walk *walk, int64_t most, struct places *out)
{
	static const char sql[] =
		"SELECT id, path FROM ("
		"SELECT id, path FROM folder WHERE account_id = ?1 AND path = ?2 AND ?2 < ?3 "
		"UNION ALL "
		"SELECT id, path FROM folder WHERE account_id = ?1 AND path > ?2 || '/' "
		"AND path < ?3) WHERE id <= ?4 ORDER BY path DESC LIMIT ?5";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, walk->source_path);
	db_bind_text(&q, 3, walk->at_path);
	db_bind_int(&q, 4, walk->max_folder);
	db_bind_int(&q, 5, most);
	return db_rows_all(&q, s, sizeof(*out->rows), read_place, &out->rows, &out->count);
}

/* What holds something is not gone: it came while the job was under way. */
static bool remove_empty(struct db *db, struct scope *s, int64_t folder)
{
	static const char sql[] = "DELETE FROM folder WHERE id = ?1 "
				  "AND NOT EXISTS (SELECT 1 FROM folder WHERE parent_id = ?1) "
				  "AND NOT EXISTS (SELECT 1 FROM file WHERE folder_id = ?1)";

	return run1(db, s, sql, folder);
}

void tree_move_begin_clearing(struct scope *s, struct job_walk *walk)
{
	walk->is_walked = true;
	walk->at_path = arena_printf(s->arena, "%s0", walk->source_path);
	walk->at_name = "";
}

/* One by one: each is empty only once those below it are gone, which come before it in this order. */
bool tree_move_clear(struct db *db, struct scope *s, int64_t account, struct job_walk *walk,
	int64_t most, int64_t *seen)
{
	struct places last = { 0 };

	if (!last_places(db, s, account, walk, most, &last))
		return false;
	for (size_t i = 0; i < last.count; i++) {
		if (!remove_empty(db, s, last.rows[i].row))
			return false;
		walk->at_path = last.rows[i].path;
	}
	*seen = (int64_t)last.count;
	return true;
}
