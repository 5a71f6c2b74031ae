/* Each asks the rows as they are; nothing is kept. */
#include "store/tree_store.h"

#include "db/db_rows.h"

/* Everything below ?2 sorts between its path with '/' and its path with '0', the next character. */
#define WITHIN "account_id = ?1 AND (path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0'))"

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
	return db_rows_int(&q, s, out);
}

bool tree_store_depth(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *out)
{
	static const char sql[] = "SELECT max(length(path) - length(replace(path, '/', ''))) "
				  "FROM folder WHERE " WITHIN;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	return db_rows_int(&q, s, out);
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

bool tree_store_is_small(
	struct db *db, struct scope *s, const struct job *job, int64_t most, bool *out)
{
	static const char sql[] =
		"WITH o AS MATERIALIZED (SELECT id, path FROM folder WHERE " WITHIN
		" LIMIT ?4 + 1) "
		"SELECT (SELECT count(*) FROM o) + (SELECT coalesce(sum(rows), 0) FROM (SELECT "
		"(SELECT count(*) FROM file_version WHERE file_id = f.id) AS rows FROM o CROSS "
		"JOIN "
		"folder d ON d.account_id = ?1 AND d.path = ?3 || substr(o.path, length(?2) + 1) "
		"CROSS JOIN file f ON f.folder_id = o.id LIMIT ?4))";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job->account);
	db_bind_text(&q, 2, job->source_path);
	db_bind_text(&q, 3, job->target_path);
	db_bind_int(&q, 4, most);
	*out = db_row(&q) && db_int(&q, 0) <= most;
	return db_end(&q, s);
}
