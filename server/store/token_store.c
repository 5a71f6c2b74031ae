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
