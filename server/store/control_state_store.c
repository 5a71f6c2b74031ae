/* The control_state table. */
#include "store/control_state_store.h"

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

bool control_state_store_get(struct db *db, struct scope *s, int64_t account, bool every,
	struct control_state_row **out, size_t *count)
{
	static const char sql[] = "SELECT account_id, kind, json FROM control_state "
				  "WHERE ?2 OR account_id = ?1 ORDER BY account_id, kind";
	struct control_state_row *list = NULL;
	size_t n = 0;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, every);
	while (db_row(&q)) {
		list = arena_room(s->arena, list, n, sizeof(*list));
		list[n++] = (struct control_state_row){ db_int(&q, 0), db_text(&q, 1, s),
			db_text(&q, 2, s) };
	}
	*out = list;
	*count = n;
	return db_end(&q, s);
}

bool control_state_store_clear(struct db *db, struct scope *s, int64_t account, bool every)
{
	static const char sql[] = "DELETE FROM control_state WHERE ?2 OR account_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, every);
	return db_run(&q, s);
}
