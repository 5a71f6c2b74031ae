/* The remote_file table. Its rows go by DELETE alone, for a trigger notes the blobs that lose a name by it. */
#include "store/remote_store.h"

bool remote_store_get(struct db *db, struct scope *s, const char *url, const char **blob)
{
	static const char sql[] = "SELECT blob FROM remote_file WHERE url = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, url);
	bool found = db_row(&q);
	if (found)
		*blob = db_text(&q, 0, s);
	return db_end(&q, s) && found;
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

bool remote_store_all(struct db *db, struct scope *s, struct remote_file **out, size_t *count)
{
	static const char sql[] = "SELECT url, blob FROM remote_file ORDER BY url";
	struct remote_file *list = NULL;
	size_t n = 0;

	struct db_query q = db_begin(db, sql);
	while (db_row(&q)) {
		list = arena_room(s->arena, list, n, sizeof(*list));
		list[n].url = db_text(&q, 0, s);
		list[n++].blob = db_text(&q, 1, s);
	}
	*out = list;
	*count = n;
	return db_end(&q, s);
}
