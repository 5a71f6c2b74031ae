/* The upload_token table. */
#include "store/token_store.h"

bool token_store_use(struct db *db, struct scope *s, int64_t account, const char *token,
	int64_t now_ms, bool *fresh)
{
	static const char sql[] =
		"INSERT INTO upload_token (account_id, token, used_at) VALUES (?1, ?2, ?3) "
		"ON CONFLICT DO NOTHING";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, token);
	db_bind_int(&q, 3, now_ms);
	if (!db_run(&q, s))
		return false;
	*fresh = db_changes(db) == 1;
	return true;
}

bool token_store_all(
	struct db *db, struct scope *s, int64_t account, struct used_token **out, size_t *count)
{
	static const char sql[] =
		"SELECT token, used_at FROM upload_token WHERE account_id = ?1 ORDER BY token";
	struct used_token *list = NULL;
	size_t n = 0;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	while (db_row(&q)) {
		list = arena_room(s->arena, list, n, sizeof(*list));
		list[n++] = (struct used_token){ db_text(&q, 0, s), db_int(&q, 1) };
	}
	*out = list;
	*count = n;
	return db_end(&q, s);
}
