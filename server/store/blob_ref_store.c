/* The blob column of file_version and the blob_garbage table. */
#include "store/blob_ref_store.h"

bool blob_ref_store_is_named(struct db *db, struct scope *s, const char *blob)
{
	static const char sql[] = "SELECT 1 FROM file_version WHERE blob = ?1 LIMIT 1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, blob);
	bool found = db_row(&q);
	return db_end(&q, s) && found;
}

bool blob_ref_store_keeps(void *pool, const char *blob)
{
	struct scope s = scope_open();
	struct db *db;
	bool named = true;

	if (db_pool_take(pool, &s, &db)) {
		named = blob_ref_store_is_named(db, &s, blob) || s.err.code != ERR_NONE;
		db_pool_give(pool, db);
	}
	scope_close(&s);
	return named;
}

bool blob_ref_store_garbage(
	struct db *db, struct scope *s, size_t max, const char **out, size_t *count)
{
	static const char sql[] = "SELECT blob FROM blob_garbage LIMIT ?1";
	size_t n = 0;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, (int64_t)max);
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
