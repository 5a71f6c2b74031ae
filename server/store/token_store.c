/* The upload_token table. */
#include "store/token_store.h"

#include "db/db_rows.h"

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

static void read_token(struct db_query *q, struct scope *s, void *item)
{
	struct used_token *token = item;

	*token = (struct used_token){ db_text(q, 0, s), db_int(q, 1) };
}

bool token_store_all(
	struct db *db, struct scope *s, int64_t account, struct used_token **out, size_t *count)
{
	static const char sql[] =
		"SELECT token, used_at FROM upload_token WHERE account_id = ?1 ORDER BY token";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	return db_rows_all(&q, s, sizeof(**out), read_token, out, count);
}
