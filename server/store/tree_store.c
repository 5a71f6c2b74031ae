/* Design. tree_folder holds one row a folder of the source: where it is and where it shall be.
 * tree_file holds one row a file that is copied, or that a merge touches: which file row it becomes and
 * from which number its versions go on. tree_version says the same of versions; its order makes the
 * source's current version the last, because the newest one that is appended becomes current.
 *
 * New rows get their numbers from max(id) on: only one transaction writes at a time. Moving first takes
 * the whole source out of the name space, so that a target path that lies inside the source (moving
 * /x/x to /x) is never mistaken for a folder that is in the way. */
#include "store/tree_store.h"

/* Everything below ?2 sorts between its path with '/' and its path with '0', the next character. */
#define WITHIN "account_id = ?1 AND (path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0'))"

static bool run1(struct db *db, struct scope *s, const char *sql, int64_t a)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, a);
	return db_run(&q, s);
}

static bool run0(struct db *db, struct scope *s, const char *sql)
{
	struct db_query q = db_begin(db, sql);

	return db_run(&q, s);
}

bool tree_store_count(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *out)
{
	static const char sql[] =
		"WITH tree AS MATERIALIZED (SELECT id FROM folder WHERE " WITHIN ") "
		"SELECT (SELECT count(*) - 1 FROM tree) + (SELECT count(*) FROM tree JOIN file f "
		"ON f.folder_id = tree.id JOIN file_version v ON v.file_id = f.id)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	if (db_row(&q))
		*out = db_int(&q, 0);
	return db_end(&q, s);
}

bool tree_store_depth(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *out)
{
	static const char sql[] = "SELECT max(length(path) - length(replace(path, '/', ''))) "
				  "FROM folder WHERE " WITHIN;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	if (db_row(&q))
		*out = db_int(&q, 0);
	return db_end(&q, s);
}

/* The joins are ordered by hand: where nothing is in the way, no file is looked at. */
bool tree_store_fits(struct db *db, struct scope *s, const struct job *job, int64_t max, bool *out)
{
	static const char sql[] =
		"SELECT 1 FROM (SELECT id, path FROM folder WHERE " WITHIN ") AS o "
		"CROSS JOIN folder d ON d.account_id = ?1 AND d.path = ?3 || substr(o.path, "
		"length(?2) + 1) "
		"CROSS JOIN file f ON f.folder_id = o.id "
		"CROSS JOIN file t ON t.folder_id = d.id AND t.name = f.name "
		"WHERE (SELECT count(*) FROM file_version WHERE file_id = t.id) + CASE WHEN ?4 "
		"THEN "
		"(SELECT count(*) FROM file_version WHERE file_id = f.id) ELSE 1 END > ?5 LIMIT 1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job->account);
	db_bind_text(&q, 2, job->source_path);
	db_bind_text(&q, 3, job->target_path);
	db_bind_int(&q, 4, job->include_versions || job->type != JOB_COPY_FOLDER);
	db_bind_int(&q, 5, max);
	*out = !db_row(&q);
	return db_end(&q, s);
}

/* Temporary tables belong to the connection: made once, emptied for each piece of work. */
static bool clear(struct db *db, struct scope *s)
{
	static const char sql[] =
		"CREATE TEMP TABLE IF NOT EXISTS tree_folder (source_id INTEGER PRIMARY KEY, "
		"source_path TEXT, target_path TEXT, target_id INTEGER);"
		"CREATE TEMP TABLE IF NOT EXISTS tree_file (source_id INTEGER PRIMARY KEY, "
		"target_id INTEGER, folder_id INTEGER, is_new INTEGER, base INTEGER, is_private "
		"INTEGER, "
		"last_number INTEGER, last_version INTEGER);"
		"CREATE TEMP TABLE IF NOT EXISTS tree_version (source_id INTEGER PRIMARY KEY, "
		"target_id INTEGER, file_id INTEGER, number INTEGER);"
		"DELETE FROM temp.tree_folder; DELETE FROM temp.tree_file; DELETE FROM "
		"temp.tree_version;";

	return db_exec(db, s, sql);
}

bool tree_store_plan(
	struct db *db, struct scope *s, int64_t account, const char *source, const char *target)
{
	static const char sql[] =
		"INSERT INTO temp.tree_folder (source_id, source_path, target_path) "
		"SELECT id, path, ?3 || substr(path, length(?2) + 1) FROM folder WHERE " WITHIN;

	if (!clear(db, s))
		return false;
	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, source);
	db_bind_text(&q, 3, target);
	return db_run(&q, s);
}

static bool count_folders(struct db *db, struct scope *s, size_t *out)
{
	struct db_query q = db_begin(db, "SELECT count(*) FROM temp.tree_folder");

	if (db_row(&q))
		*out = (size_t)db_int(&q, 0);
	return db_end(&q, s);
}

bool tree_store_targets(struct db *db, struct scope *s, const char ***out, size_t *count)
{
	static const char sql[] = "SELECT target_path FROM temp.tree_folder ORDER BY "
				  "length(target_path), target_path";
	size_t all = 0, n = 0;

	if (!count_folders(db, s, &all))
		return false;
	*out = arena_alloc(s->arena, all * sizeof(**out));
	struct db_query q = db_begin(db, sql);
	while (n < all && db_row(&q))
		(*out)[n++] = db_text(&q, 0, s);
	*count = n;
	return db_end(&q, s);
}

/* Which folder stands at the target path, if any. */
static bool find_targets(struct db *db, struct scope *s, int64_t account)
{
	static const char sql[] = "UPDATE temp.tree_folder SET target_id = (SELECT id FROM folder "
				  "WHERE account_id = ?1 AND path = target_path)";

	return run1(db, s, sql, account);
}

/* Files of folders that have a target, and what they become there. */
static bool plan_files(struct db *db, struct scope *s)
{
	static const char sql[] =
		"INSERT INTO temp.tree_file (source_id, target_id, folder_id, is_new, base, "
		"is_private) "
		"SELECT f.id, coalesce(t.id, (SELECT coalesce(max(id), 0) FROM file) + "
		"row_number() OVER ()), "
		"m.target_id, t.id IS NULL, coalesce(t.next_version_no, 1) - 1, tv.is_private "
		"FROM temp.tree_folder m CROSS JOIN file f ON f.folder_id = m.source_id "
		"LEFT JOIN file t ON t.folder_id = m.target_id AND t.name = f.name "
		"LEFT JOIN file_version tv ON tv.id = t.current_version_id "
		"WHERE m.target_id IS NOT NULL";

	return run0(db, s, sql);
}

/* One version a file, the usual copy, needs no sorting: file and version are numbered side by side. */
static bool number_current(struct db *db, struct scope *s)
{
	static const char number[] =
		"UPDATE temp.tree_file SET last_number = base + 1, last_version = x.row FROM "
		"(SELECT source_id, (SELECT coalesce(max(id), 0) FROM file_version) "
		"+ row_number() OVER () AS row FROM temp.tree_file) AS x "
		"WHERE x.source_id = tree_file.source_id";
	static const char sql[] =
		"INSERT INTO temp.tree_version (source_id, target_id, file_id, number) "
		"SELECT f.current_version_id, j.last_version, j.target_id, j.last_number "
		"FROM temp.tree_file j JOIN file f ON f.id = j.source_id";

	return run0(db, s, number) && run0(db, s, sql);
}

/* Each version's number in its new file, and its row there: a new one, or its own when it moves. The
 * last one is noted with the file. */
static bool number_versions(struct db *db, struct scope *s, bool all_versions, bool moves)
{
	static const char sql[] =
		"INSERT INTO temp.tree_version (source_id, target_id, file_id, number) "
		"SELECT v.id, CASE WHEN ?1 THEN v.id ELSE "
		"(SELECT coalesce(max(id), 0) FROM file_version) + row_number() OVER () END, "
		"j.target_id, j.base + row_number() OVER "
		"(PARTITION BY j.target_id ORDER BY v.id = f.current_version_id, v.number) "
		"FROM temp.tree_file j JOIN file f ON f.id = j.source_id "
		"JOIN file_version v ON v.file_id = f.id";
	static const char note[] =
		"UPDATE temp.tree_file SET (last_number, last_version) = (x.number, x.target_id) "
		"FROM (SELECT file_id, max(number) AS number, target_id FROM temp.tree_version "
		"GROUP BY file_id) AS x WHERE x.file_id = tree_file.target_id";

	if (!all_versions)
		return number_current(db, s);
	return run1(db, s, sql, moves) && run0(db, s, note);
}

static bool copy_files(struct db *db, struct scope *s, int64_t account, int64_t now_ms)
{
	static const char sql[] =
		"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
		"next_version_no, created_at) "
		"SELECT j.target_id, ?1, object_id(?2), j.folder_id, f.name, j.last_version, "
		"j.last_number + 1, ?2 FROM temp.tree_file j JOIN file f ON f.id = j.source_id "
		"WHERE j.is_new";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, now_ms);
	return db_run(&q, s);
}

/* The first version of a new file has the file's own id, as after an upload. */
static bool copy_versions(struct db *db, struct scope *s, int64_t now_ms)
{
	static const char sql[] =
		"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, "
		"size, mime, "
		"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, "
		"custom_coordinates, description, is_private, is_published, created_at, "
		"updated_at) "
		"SELECT t.target_id, t.file_id, CASE WHEN t.number = 1 THEN n.public_id ELSE "
		"object_id(?1) END, "
		"t.number, version_key(), v.blob, v.size, v.mime, v.is_image, v.width, v.height, "
		"v.orientation, v.has_alpha, v.x_resolution, v.y_resolution, v.custom_coordinates, "
		"v.description, coalesce(j.is_private, v.is_private), v.is_published, ?1, ?1 "
		"FROM temp.tree_version t JOIN file_version v ON v.id = t.source_id "
		"JOIN file n ON n.id = t.file_id JOIN temp.tree_file j ON j.source_id = v.file_id";
	static const char tags[] =
		"INSERT INTO tag (version_id, position, word_id) SELECT t.target_id, g.position, "
		"g.word_id "
		"FROM temp.tree_version t JOIN tag g ON g.version_id = t.source_id";
	static const char values[] =
		"INSERT INTO field_value (version_id, field_id, position, json, item) "
		"SELECT t.target_id, x.field_id, x.position, x.json, x.item "
		"FROM temp.tree_version t JOIN field_value x ON x.version_id = t.source_id";

	return run1(db, s, sql, now_ms) && run0(db, s, tags) && run0(db, s, values);
}

/* Files that were there already go on with their new last version. */
static bool extend_files(struct db *db, struct scope *s)
{
	static const char sql[] =
		"UPDATE file SET current_version_id = j.last_version, next_version_no = "
		"j.last_number + 1 "
		"FROM temp.tree_file j WHERE j.target_id = file.id AND NOT j.is_new";

	return run0(db, s, sql);
}

bool tree_store_copy(
	struct db *db, struct scope *s, int64_t account, bool all_versions, int64_t now_ms)
{
	return find_targets(db, s, account) && plan_files(db, s) &&
	       number_versions(db, s, all_versions, false) && copy_files(db, s, account, now_ms) &&
	       copy_versions(db, s, now_ms) && extend_files(db, s);
}

/* No path of a folder starts with this character: all start with a slash. */
#define ASIDE "char(1) || "

static bool take_aside(struct db *db, struct scope *s)
{
	static const char sql[] = "UPDATE folder SET path = " ASIDE "path "
				  "WHERE id IN (SELECT source_id FROM temp.tree_folder)";

	return run0(db, s, sql);
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
	return db_run(&q, s) && run0(db, s, parents) && run0(db, s, paths);
}

/* Files whose name is free in the folder that is there simply change folders. The others give their
 * versions away and end. */
static bool merge_files(struct db *db, struct scope *s)
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

	return run0(db, s, move) && run0(db, s, keep) && number_versions(db, s, true, true) &&
	       run0(db, s, give) && extend_files(db, s) && run0(db, s, end);
}

static bool remove_merged(struct db *db, struct scope *s)
{
	static const char sql[] = "DELETE FROM folder WHERE id IN (SELECT source_id FROM "
				  "temp.tree_folder WHERE target_id IS NOT NULL)";

	return run0(db, s, sql);
}

static bool any_files(struct db *db, struct scope *s, bool *out)
{
	struct db_query q = db_begin(db, "SELECT 1 FROM temp.tree_file LIMIT 1");

	*out = db_row(&q);
	return db_end(&q, s);
}

/* Most moves meet nothing that is in the way, and then no file need be looked at. */
static bool merge(struct db *db, struct scope *s)
{
	bool any = false;

	return plan_files(db, s) && any_files(db, s, &any) && (!any || merge_files(db, s));
}

bool tree_store_move(struct db *db, struct scope *s, int64_t account, const struct folder *parent,
	const char *name, int64_t now_ms)
{
	return take_aside(db, s) && find_targets(db, s, account) && merge(db, s) &&
	       place_folders(db, s, parent->row, name, now_ms) && remove_merged(db, s);
}

bool tree_store_renew_ids(struct db *db, struct scope *s, int64_t now_ms)
{
	static const char sql[] = "UPDATE folder SET public_id = object_id(?1) "
				  "WHERE id IN (SELECT source_id FROM temp.tree_folder)";

	return run1(db, s, sql, now_ms);
}
