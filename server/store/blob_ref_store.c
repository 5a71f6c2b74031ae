/* The blob columns of file_version and remote_file, and the blob_garbage table. */
#include "store/blob_ref_store.h"

#include "db/db_rows.h"

bool blob_ref_store_is_named(struct db *db, struct scope *s, const char *blob)
{
	static const char sql[] = "SELECT 1 FROM file_version "
				  "WHERE substr(blob, 1, 12) = substr(?1, 1, 12) AND blob = ?1 "
				  "UNION ALL SELECT 1 FROM remote_file WHERE blob = ?1 LIMIT 1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, blob);
	return db_rows_any(&q, s);
}

bool blob_ref_store_garbage(struct db *db, struct scope *s, const char *after, size_t max,
	const char **out, size_t *count)
{
	static const char sql[] =
		"SELECT blob FROM blob_garbage WHERE blob > ?1 ORDER BY blob LIMIT ?2";
	size_t n = 0;

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, after);
	db_bind_int(&q, 2, (int64_t)max);
	while (n < max && db_row(&q))
		out[n++] = db_text(&q, 0, s);
	*count = n;
	return db_end(&q, s);
}

bool blob_ref_store_forget(struct db *db, struct scope *s, const char *blob)
{
	static const char sql[] = "DELETE FROM blob_garbage WHERE blob = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, blob);
	return db_run(&q, s);
}

static bool tell(struct db_query *q, struct scope *s, blob_ref_fn *each, void *ctx)
{
	struct scope row = scope_open();
	const struct blob_ref ref = {
		.blob = db_text(q, 0, &row),
		.size = db_int(q, 1),
	};

	bool ok = each(ctx, &row, &ref);
	if (!ok && row.err.code != ERR_NONE)
		err_set(s, row.err.code, "%s", row.err.msg);
	scope_close(&row);
	return ok;
}

bool blob_ref_store_each(struct db *db, struct scope *s, blob_ref_fn *each, void *ctx)
{
	static const char sql[] =
		"SELECT blob, CASE WHEN min(size) = max(size) THEN min(size) ELSE -1 END "
		"FROM (SELECT blob, size FROM file_version "
		"UNION ALL SELECT blob, NULL FROM remote_file) GROUP BY blob ORDER BY blob";
	bool more = true;

	struct db_query q = db_begin(db, sql);
	while (more && db_row(&q))
		more = tell(&q, s, each, ctx);
	return db_end(&q, s) && more;
}

bool blob_ref_store_each_known(struct db *db, struct scope *s, blob_ref_name_fn *each, void *ctx)
{
	static const char sql[] = "SELECT DISTINCT blob FROM file_version "
				  "UNION ALL SELECT blob FROM remote_file "
				  "UNION ALL SELECT blob FROM blob_garbage";
	enum { ROWS = 500 }; /* with the memory of one scope */
	struct scope rows = scope_open();
	bool more = true;

	struct db_query q = db_begin(db, sql);
	for (size_t n = 1; more && db_row(&q); n++) {
		more = each(ctx, db_text(&q, 0, &rows));
		if (n % ROWS != 0)
			continue;
		scope_close(&rows);
		rows = scope_open();
	}
	scope_close(&rows);
	return db_end(&q, s) && more;
}
