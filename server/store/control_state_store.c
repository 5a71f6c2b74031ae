/* The control_state table. */
#include "store/control_state_store.h"

#include "db/db_rows.h"

bool control_state_store_put(struct db *db, struct scope *s, const struct control_state_row *row)
{
	static const char sql[] = "INSERT OR REPLACE INTO control_state (account_id, kind, json) "
				  "VALUES (?1, ?2, ?3)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, row->account);
	db_bind_text(&q, 2, row->kind);
	db_bind_text(&q, 3, row->json);
	return db_run(&q, s);
}

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct control_state_row *row = item;

	*row = (struct control_state_row){ db_int(q, 0), db_text(q, 1, s), db_text(q, 2, s) };
}

bool control_state_store_get(struct db *db, struct scope *s, int64_t account, bool every,
	struct control_state_row **out, size_t *count)
{
	static const char sql[] = "SELECT account_id, kind, json FROM control_state "
				  "WHERE ?2 OR account_id = ?1 ORDER BY account_id, kind";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, every);
	return db_rows_all(&q, s, sizeof(**out), from_row, out, count);
}

bool control_state_store_clear(struct db *db, struct scope *s, int64_t account, bool every)
{
	static const char sql[] = "DELETE FROM control_state WHERE ?2 OR account_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, every);
	return db_run(&q, s);
}
