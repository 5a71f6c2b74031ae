/* The purge table. */
#include "store/purge_store.h"

#include "db/db_rows.h"

#define PURGE_COLUMNS "account_id, public_id, url, created_at, due_at"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct purge *out = item;

	*out = (struct purge){
		.account = db_int(q, 0),
		.id = db_text(q, 1, s),
		.url = db_text(q, 2, s),
		.created_at = db_int(q, 3),
		.due_at = db_int(q, 4),
	};
}

bool purge_store_insert(struct db *db, struct scope *s, const struct purge *purge)
{
	static const char sql[] =
		"INSERT INTO purge (account_id, public_id, url, created_at, due_at) "
		"VALUES (?1, ?2, ?3, ?4, ?5)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, purge->account);
	db_bind_text(&q, 2, purge->id);
	db_bind_text(&q, 3, purge->url);
	db_bind_int(&q, 4, purge->created_at);
	db_bind_int(&q, 5, purge->due_at);
	return db_run(&q, s);
}

bool purge_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct purge *out)
{
	static const char sql[] =
		"SELECT " PURGE_COLUMNS " FROM purge WHERE account_id = ?1 AND public_id = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, id);
	return db_rows_one(&q, s, from_row, out);
}

bool purge_store_all(
	struct db *db, struct scope *s, int64_t account, struct purge **out, size_t *count)
{
	static const char sql[] =
		"SELECT " PURGE_COLUMNS " FROM purge WHERE account_id = ?1 ORDER BY id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	return db_rows_all(&q, s, sizeof(**out), from_row, out, count);
}
