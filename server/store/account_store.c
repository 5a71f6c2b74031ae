/* The account table. */
#include "store/account_store.h"

#include "db/db_rows.h"

#define ACCOUNT_COLUMNS "id, imagekit_id, private_key, public_key"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct account *a = item;

	a->row = db_int(q, 0);
	a->imagekit_id = db_text(q, 1, s);
	a->private_key = db_text(q, 2, s);
	a->public_key = db_text(q, 3, s);
}

static bool get(
	struct db *db, struct scope *s, const char *sql, const char *key, struct account *out)
{
	struct db_query q = db_begin(db, sql);

	db_bind_text(&q, 1, key);
	return db_rows_one(&q, s, from_row, out);
}

bool account_store_by_private_key(
	struct db *db, struct scope *s, const char *key, struct account *out)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE private_key = ?1";

	return get(db, s, sql, key, out);
}

bool account_store_by_public_key(
	struct db *db, struct scope *s, const char *key, struct account *out)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE public_key = ?1";

	return get(db, s, sql, key, out);
}

bool account_store_by_imagekit_id(
	struct db *db, struct scope *s, const char *id, struct account *out)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account WHERE imagekit_id = ?1";

	return get(db, s, sql, id, out);
}

bool account_store_has_row(struct db *db, struct scope *s, int64_t row)
{
	static const char sql[] = "SELECT 1 FROM account WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, row);
	return db_rows_any(&q, s);
}

bool account_store_all(struct db *db, struct scope *s, struct account **out, size_t *count)
{
	static const char sql[] = "SELECT " ACCOUNT_COLUMNS " FROM account ORDER BY id";

	struct db_query q = db_begin(db, sql);
	return db_rows_all(&q, s, sizeof(**out), from_row, out, count);
}

bool account_store_insert(struct db *db, struct scope *s, struct account *a)
{
	static const char sql[] = "INSERT INTO account (id, imagekit_id, private_key, public_key) "
				  "VALUES (nullif(?4, 0), ?1, ?2, ?3)";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, a->imagekit_id);
	db_bind_text(&q, 2, a->private_key);
	db_bind_text(&q, 3, a->public_key);
	db_bind_int(&q, 4, a->row);
	if (!db_run(&q, s))
		return false;
	a->row = db_last_row(db);
	return true;
}

bool account_store_update(struct db *db, struct scope *s, const struct account *a)
{
	static const char sql[] = "UPDATE account SET imagekit_id = ?2, private_key = ?3, "
				  "public_key = ?4 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, a->row);
	db_bind_text(&q, 2, a->imagekit_id);
	db_bind_text(&q, 3, a->private_key);
	db_bind_text(&q, 4, a->public_key);
	return db_run(&q, s);
}

bool account_store_delete(struct db *db, struct scope *s, int64_t row)
{
	static const char sql[] = "DELETE FROM account WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, row);
	return db_run(&q, s);
}
