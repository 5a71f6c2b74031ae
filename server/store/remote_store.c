/* The remote_file table. Its rows go by DELETE alone, for a trigger notes the blobs that lose a name by it. */
#include "store/remote_store.h"

#include "db/db_rows.h"

bool remote_store_get(struct db *db, struct scope *s, const char *url, const char **blob)
{
	static const char sql[] = "SELECT blob FROM remote_file WHERE url = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, url);
	return db_rows_one(&q, s, db_rows_read_text, blob);
}

static bool take_away(struct db *db, struct scope *s, const char *url)
{
	static const char sql[] = "DELETE FROM remote_file WHERE url = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, url);
	return db_run(&q, s);
}

bool remote_store_put(struct db *db, struct scope *s, const char *url, const char *blob)
{
	static const char sql[] = "INSERT INTO remote_file (url, blob) VALUES (?1, ?2)";

	if (!take_away(db, s, url))
		return false;
	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, url);
	db_bind_text(&q, 2, blob);
	return db_run(&q, s);
}

static void read_remote(struct db_query *q, struct scope *s, void *item)
{
	struct remote_file *remote = item;

	*remote = (struct remote_file){ .url = db_text(q, 0, s), .blob = db_text(q, 1, s) };
}

bool remote_store_all(struct db *db, struct scope *s, struct remote_file **out, size_t *count)
{
	static const char sql[] = "SELECT url, blob FROM remote_file ORDER BY url";

	struct db_query q = db_begin(db, sql);
	return db_rows_all(&q, s, sizeof(**out), read_remote, out, count);
}
