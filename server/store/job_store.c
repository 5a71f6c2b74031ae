/* The job table. */
#include "store/job_store.h"

#include "db/db_rows.h"

#define JOB_COLUMNS                                                                     \
	"id, account_id, public_id, type, source_path, target_path, include_versions, " \
	"purge_request_id, purge_failed, created_at, due_at, is_done, "                 \
	"NOT is_done AND EXISTS (SELECT 1 FROM job_walk WHERE job_id = job.id)"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct job *job = item;

	*job = (struct job){
		.row = db_int(q, 0),
		.account = db_int(q, 1),
		.id = db_text(q, 2, s),
		.type = job_type_of(db_text(q, 3, s)),
		.source_path = db_text(q, 4, s),
		.target_path = db_text(q, 5, s),
		.include_versions = db_int(q, 6) != 0,
		.purge_request_id = db_text(q, 7, s),
		.purge_failed = db_int(q, 8) != 0,
		.created_at = db_int(q, 9),
		.due_at = db_int(q, 10),
		.is_done = db_int(q, 11) != 0,
		.is_begun = db_int(q, 12) != 0,
	};
}

bool job_store_insert(struct db *db, struct scope *s, struct job *job)
{
	static const char sql[] =
		"INSERT INTO job (account_id, public_id, type, source_path, target_path, "
		"include_versions, purge_request_id, purge_failed, created_at, due_at, is_done) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, job->account);
	db_bind_text(&q, 2, job->id);
	db_bind_text(&q, 3, job_type_word(job->type));
	db_bind_text(&q, 4, job->source_path);
	db_bind_text(&q, 5, job->target_path);
	db_bind_int(&q, 6, job->include_versions);
	db_bind_text(&q, 7, job->purge_request_id);
	db_bind_int(&q, 8, job->purge_failed);
	db_bind_int(&q, 9, job->created_at);
	db_bind_int(&q, 10, job->due_at);
	db_bind_int(&q, 11, job->is_done);
	if (!db_run(&q, s))
		return false;
	job->row = db_last_row(db);
	return true;
}

bool job_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct job *out)
{
	static const char sql[] =
		"SELECT " JOB_COLUMNS " FROM job WHERE account_id = ?1 AND public_id = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, id);
	return db_rows_one(&q, s, from_row, out);
}

static bool read_all(struct db *db, struct scope *s, const char *sql, int64_t account,
	struct job **out, size_t *count)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, account);
	return db_rows_all(&q, s, sizeof(**out), from_row, out, count);
}

bool job_store_open(
	struct db *db, struct scope *s, int64_t account, struct job **out, size_t *count)
{
	static const char sql[] = "SELECT " JOB_COLUMNS " FROM job WHERE is_done = 0 "
				  "AND ?1 IN (0, account_id) ORDER BY id";

	return read_all(db, s, sql, account, out, count);
}

bool job_store_all(struct db *db, struct scope *s, int64_t account, struct job **out, size_t *count)
{
	static const char sql[] =
		"SELECT " JOB_COLUMNS " FROM job WHERE account_id = ?1 ORDER BY id";

	return read_all(db, s, sql, account, out, count);
}

bool job_store_count_open(struct db *db, struct scope *s, int64_t *count)
{
	static const char sql[] = "SELECT count(*) FROM job WHERE is_done = 0";

	struct db_query q = db_begin(db, sql);
	return db_rows_int(&q, s, count);
}

bool job_store_set_done(struct db *db, struct scope *s, int64_t row)
{
	static const char sql[] = "UPDATE job SET is_done = 1 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, row);
	return db_run(&q, s);
}
