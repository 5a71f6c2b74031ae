/* Files become is_new ones or go on with those that are in their way. New rows get their numbers from max(id) on:
 * only one transaction writes at a time. The source's current version becomes the last, because the newest one that
 * is appended becomes current. */
#include "store/tree_versions.h"

#include "store/tree_plan.h"
#include "store/version_store.h"

bool tree_versions_plan_files(struct db *db, struct scope *s)
{
	static const char sql[] =
		"INSERT INTO temp.tree_file (source_id, target_id, folder_id, is_new, base, "
		"is_private, current_id) "
		"SELECT p.source_id, coalesce(t.id, (SELECT coalesce(max(id), 0) FROM file) + "
		"row_number() OVER ()), m.target_id, t.id IS NULL, "
		"coalesce(t.next_version_no, 1) - 1, tv.is_private, p.version_id "
		"FROM temp.tree_pick p JOIN temp.tree_folder m ON m.n = p.n "
		"LEFT JOIN file t ON t.folder_id = m.target_id AND t.name = p.name "
		"LEFT JOIN file_version tv ON tv.id = t.current_version_id";

	return db_run_sql(db, s, sql);
}

bool tree_versions_plan_held(
	struct db *db, struct scope *s, int64_t account, const struct job_held *held)
{
	static const char sql[] =
		"INSERT INTO temp.tree_file (source_id, target_id, is_new, base, is_private) "
		"SELECT f.id, t.id, 0, ?4, iif(?4 > 0, tv.is_private, NULL) "
		"FROM file t JOIN file_version tv ON tv.id = t.current_version_id, file f "
		"WHERE t.account_id = ?1 AND t.public_id = ?2 AND f.account_id = ?1 "
		"AND f.public_id = ?3";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, held->target);
	db_bind_text(&q, 3, held->source);
	db_bind_int(&q, 4, held->base);
	return db_run(&q, s);
}

/* The usual copy needs no sorting: file and version are numbered side by side. */
bool tree_versions_number_current(struct db *db, struct scope *s)
{
	static const char number[] =
		"UPDATE temp.tree_file SET last_number = base + 1, last_version = x.row FROM "
		"(SELECT source_id, (SELECT coalesce(max(id), 0) FROM file_version) "
		"+ row_number() OVER () AS row FROM temp.tree_file) AS x "
		"WHERE x.source_id = tree_file.source_id";
	static const char sql[] =
		"INSERT INTO temp.tree_version (source_id, target_id, file_id, number) "
		"SELECT current_id, last_version, target_id, last_number FROM temp.tree_file";

	return db_run_sql(db, s, number) && db_run_sql(db, s, sql);
}

bool tree_versions_number_all(struct db *db, struct scope *s, int64_t max_version, bool move)
{
	static const char sql[] =
		"INSERT INTO temp.tree_version (source_id, target_id, file_id, number) "
		"SELECT v.id, CASE WHEN ?1 THEN v.id ELSE "
		"(SELECT coalesce(max(id), 0) FROM file_version) + row_number() OVER () END, "
		"j.target_id, j.base + row_number() OVER "
		"(PARTITION BY j.target_id ORDER BY v.id = j.current_id, v.number) "
		"FROM temp.tree_file j JOIN file_version v ON v.file_id = j.source_id "
		"WHERE v.id <= ?2 OR v.id = j.current_id";
	static const char note[] =
		"UPDATE temp.tree_file SET (last_number, last_version) = (x.number, x.target_id) "
		"FROM (SELECT file_id, max(number) AS number, target_id FROM temp.tree_version "
		"GROUP BY file_id) AS x WHERE x.file_id = tree_file.target_id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, move);
	db_bind_int(&q, 2, max_version);
	return db_run(&q, s) && db_run_sql(db, s, note);
}

/* Counted down from where the last turn ended, whatever has been deleted since then. */
bool tree_versions_number_held(struct db *db, struct scope *s, const struct job_held *held)
{
	static const char sql[] =
		"INSERT INTO temp.tree_version (source_id, target_id, file_id, number) "
		"SELECT v.id, (SELECT coalesce(max(id), 0) FROM file_version) + row_number() OVER "
		"(), j.target_id, ?1 - row_number() OVER (ORDER BY v.number DESC) "
		"FROM temp.tree_file j JOIN file_version v ON v.file_id = j.source_id "
		"WHERE v.number < ?2 AND v.number <> ?3";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, held->below);
	db_bind_int(&q, 2, held->from);
	db_bind_int(&q, 3, held->current);
	return db_run(&q, s);
}

/* The lowest number that is still to be made now. */
static bool find_limit(struct db *db, struct scope *s, int64_t rows, int64_t *lowest)
{
	static const char sql[] =
		"SELECT min(number) FROM (SELECT number, own, sum(own) OVER (ROWS UNBOUNDED "
		"PRECEDING) AS total FROM (SELECT number, " VERSION_STORE_ROWS(
			"source_id") " AS own "
				     "FROM temp.tree_version ORDER BY number DESC)) "
				     "WHERE total <= ?1 OR total = own";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, rows);
	if (db_row(&q))
		*lowest = db_int(&q, 0);
	return db_end(&q, s);
}

/* A file that is new has the id that it was given when it was made. */
static bool note_files(struct db *db, struct scope *s, struct job_held *held)
{
	static const char sql[] =
		"SELECT f.public_id, t.public_id, j.base, coalesce(c.number, ?1) "
		"FROM temp.tree_file j JOIN file f ON f.id = j.source_id JOIN file t ON t.id = "
		"j.target_id LEFT JOIN file_version c ON c.id = j.current_id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, held->current);
	if (db_row(&q)) {
		held->source = db_text(&q, 0, s);
		held->target = db_text(&q, 1, s);
		held->base = db_int(&q, 2);
		held->current = db_int(&q, 3);
	}
	return db_end(&q, s);
}

/* Behind the highest of those that are left. */
static bool note_rest(struct db *db, struct scope *s, int64_t lowest, struct job_held *held)
{
	static const char sql[] =
		"SELECT max(v.number) + 1 FROM temp.tree_version n JOIN file_version v ON v.id = "
		"n.source_id WHERE n.number < ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, lowest);
	held->below = lowest;
	held->from = db_row(&q) ? db_int(&q, 0) : 0;
	if (!db_end(&q, s))
		return false;
	if (held->from > 0)
		return note_files(db, s, held);
	*held = (struct job_held){ 0 };
	return true;
}

bool tree_versions_limit(struct db *db, struct scope *s, int64_t rows, struct job_held *held)
{
	static const char keep[] = "DELETE FROM temp.tree_version WHERE number < ?1";
	int64_t lowest = 0;

	if (!find_limit(db, s, rows, &lowest) || !note_rest(db, s, lowest, held))
		return false;
	struct db_query q = db_begin(db, keep);
	db_bind_int(&q, 1, lowest);
	return db_run(&q, s);
}

bool tree_versions_extend_files(struct db *db, struct scope *s)
{
	static const char sql[] =
		"UPDATE file SET current_version_id = j.last_version, next_version_no = "
		"j.last_number + 1 "
		"FROM temp.tree_file j WHERE j.target_id = file.id AND NOT j.is_new";

	return db_run_sql(db, s, sql);
}
