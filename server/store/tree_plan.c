/* Design. tree_folder holds one row a folder of the source, numbered in the order of the walk. tree_pick holds one row
 * a file that goes now, in that order too. tree_file says what becomes of each: which file row it is afterwards and
 * from which number its versions go on; tree_version the same of versions. The last two are tree_versions.c's. */
#include "store/tree_plan.h"

#include "db/db_rows.h"
#include "store/version_store.h"

bool tree_plan_clear(struct db *db, struct scope *s)
{
	static const char sql[] =
		"CREATE TEMP TABLE IF NOT EXISTS tree_folder (n INTEGER PRIMARY KEY, "
		"source_id INTEGER UNIQUE, source_path TEXT, target_path TEXT, target_id INTEGER, "
		"is_missing INTEGER, public_id TEXT);"
		"CREATE TEMP TABLE IF NOT EXISTS tree_pick (source_id INTEGER, n INTEGER, name "
		"TEXT, "
		"version_id INTEGER, rows INTEGER);"
		"CREATE TEMP TABLE IF NOT EXISTS tree_file (source_id INTEGER PRIMARY KEY, "
		"target_id INTEGER, folder_id INTEGER, is_new INTEGER, base INTEGER, is_private "
		"INTEGER, current_id INTEGER, last_number INTEGER, last_version INTEGER);"
		"CREATE TEMP TABLE IF NOT EXISTS tree_version (source_id INTEGER PRIMARY KEY, "
		"target_id INTEGER, file_id INTEGER, number INTEGER);"
		"DELETE FROM temp.tree_folder; DELETE FROM temp.tree_pick;"
		"DELETE FROM temp.tree_file; DELETE FROM temp.tree_version;";

	return db_exec(db, s, sql);
}

/* Everything below ?2 sorts between its path with '/' and its path with '0', the next character; between it and the first
 * of them lie others whose names begin alike. */
bool tree_plan_folders(struct db *db, struct scope *s, int64_t account, const struct job_walk *walk,
	int64_t most, int64_t *count)
{
	static const char sql[] =
		"INSERT INTO temp.tree_folder (source_id, source_path, target_path) "
		"SELECT id, path, ?3 || substr(path, length(?2) + 1) FROM ("
		"SELECT id, path FROM folder WHERE account_id = ?1 AND path = ?2 AND ?4 <= ?2 "
		"UNION ALL "
		"SELECT id, path FROM folder WHERE account_id = ?1 AND path >= max(?2 || '/', ?4) "
		"AND path < ?2 || '0') WHERE id <= ?5 ORDER BY path LIMIT ?6";

	if (!tree_plan_clear(db, s))
		return false;
	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, walk->source_path);
	db_bind_text(&q, 3, walk->target_path);
	db_bind_text(&q, 4, walk->at_path);
	db_bind_int(&q, 5, walk->max_folder);
	db_bind_int(&q, 6, most);
	if (!db_run(&q, s))
		return false;
	*count = db_changes(db);
	return true;
}

bool tree_plan_find_targets(struct db *db, struct scope *s, int64_t account)
{
	static const char find[] =
		"UPDATE temp.tree_folder SET target_id = (SELECT id FROM folder "
		"WHERE account_id = ?1 AND path = target_path) WHERE target_id IS NULL";
	static const char note[] = "UPDATE temp.tree_folder SET is_missing = target_id IS NULL "
				   "WHERE is_missing IS NULL";

	struct db_query q = db_begin(db, find);
	db_bind_int(&q, 1, account);
	if (!db_run(&q, s))
		return false;
	return db_run_sql(db, s, note);
}

bool tree_plan_missing(struct db *db, struct scope *s, const char ***out, size_t *count)
{
	static const char sql[] =
		"SELECT target_path FROM temp.tree_folder WHERE is_missing ORDER BY n";

	struct db_query q = db_begin(db, sql);
	return db_rows_all(&q, s, sizeof(**out), db_rows_read_text, out, count);
}

#define VERSIONS_OF_F "FROM file_version v WHERE v.file_id = f.id"

/* The version of file f that is current, or was when the walk began: the copy of a tree into itself appends to files
 * that it has yet to read. Of a file whose versions of then have all been deleted, the current one. */
#define CURRENT_AT(max_version)                                                             \
	"CASE WHEN f.current_version_id <= " max_version " THEN f.current_version_id ELSE " \
	"coalesce((SELECT v.id " VERSIONS_OF_F " AND v.id <= " max_version                  \
	" ORDER BY v.number DESC LIMIT 1), f.current_version_id) END"

/* The joins are ordered by hand, and by that the rows. A file is two rows at least, so that no more than half as many
 * need be looked at. */
/* clang-format off */
static const char pick_files[] =
	"INSERT INTO temp.tree_pick (source_id, n, name, version_id, rows) "
	"SELECT id, n, name, version, rows FROM (SELECT id, n, name, version, rows, "
	"sum(rows) OVER (ROWS UNBOUNDED PRECEDING) AS total FROM "
	"(SELECT f.id AS id, m.n AS n, f.name AS name, " CURRENT_AT("?4") " AS version, "
	"1 + CASE ?5 WHEN 0 THEN " VERSION_STORE_ROWS("f.current_version_id") " "
	"WHEN 1 THEN (SELECT sum(" VERSION_STORE_ROWS("v.id") ") " VERSIONS_OF_F ") "
	"ELSE (SELECT count(*) " VERSIONS_OF_F ") END AS rows "
	"FROM temp.tree_folder m CROSS JOIN file f ON f.folder_id = m.source_id "
	"AND f.name > iif(m.source_path = ?1, ?2, '') "
	"WHERE f.id <= ?3 AND (NOT ?7 OR m.target_id IS NOT NULL) "
	"ORDER BY m.n, f.name LIMIT ?6 / 2 + 1)) "
	"WHERE total <= ?6 OR total = rows";
/* clang-format on */

bool tree_plan_pick(struct db *db, struct scope *s, const struct job_walk *walk,
	const struct tree_wish *wish, struct tree_picked *out)
{
	struct db_query q = db_begin(db, pick_files);
	db_bind_text(&q, 1, walk->at_path);
	db_bind_text(&q, 2, walk->at_name);
	db_bind_int(&q, 3, walk->max_file);
	/* A file moves as it is, with what came meanwhile. */
	db_bind_int(&q, 4, wish->weight == TREE_WEIGHT_MOVED ? INT64_MAX : walk->max_version);
	db_bind_int(&q, 5, wish->weight);
	db_bind_int(&q, 6, wish->rows);
	db_bind_int(&q, 7, wish->taken);
	if (!db_run(&q, s))
		return false;
	q = db_begin(db, "SELECT count(*), coalesce(sum(rows), 0) FROM temp.tree_pick");
	if (db_row(&q))
		*out = (struct tree_picked){ db_int(&q, 0), db_int(&q, 1) };
	return db_end(&q, s);
}

/* The place in the walk that a query names, with the present one as its parameters. */
static bool go_to(
	struct db *db, struct scope *s, const char *sql, struct job_walk *walk, bool *found)
{
	struct db_query q = db_begin(db, sql);

	db_bind_text(&q, 1, walk->at_path);
	db_bind_text(&q, 2, walk->at_name);
	*found = db_row(&q);
	if (*found) {
		walk->at_path = db_text(&q, 0, s);
		walk->at_name = db_text(&q, 1, s);
	}
	return db_end(&q, s);
}

bool tree_plan_advance(struct db *db, struct scope *s, struct job_walk *walk)
{
	static const char file[] =
		"SELECT m.source_path, p.name, ?1, ?2 FROM temp.tree_pick p "
		"JOIN temp.tree_folder m ON m.n = p.n ORDER BY p.rowid DESC LIMIT 1";
	static const char folder[] =
		"SELECT source_path, iif(source_path = ?1, ?2, '') FROM temp.tree_folder "
		"ORDER BY n DESC LIMIT 1";
	static const char forget[] = "DELETE FROM temp.tree_folder WHERE n > (SELECT max(n) FROM "
				     "temp.tree_pick)";
	bool found;

	return go_to(db, s, file, walk, &found) && (found || go_to(db, s, folder, walk, &found)) &&
	       db_run_sql(db, s, forget);
}

bool tree_plan_file(struct db *db, struct scope *s, int64_t file, int64_t folder)
{
	static const char plan[] = "INSERT INTO temp.tree_folder (n, target_id) VALUES (1, ?1)";
	static const char pick[] = "INSERT INTO temp.tree_pick (source_id, n, name, version_id) "
				   "SELECT id, 1, name, current_version_id FROM file WHERE id = ?1";

	if (!tree_plan_clear(db, s))
		return false;
	struct db_query q = db_begin(db, plan);
	db_bind_int(&q, 1, folder);
	if (!db_run(&q, s))
		return false;
	q = db_begin(db, pick);
	db_bind_int(&q, 1, file);
	return db_run(&q, s);
}
