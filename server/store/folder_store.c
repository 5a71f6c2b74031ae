/* The folder table. */
#include "store/folder_store.h"

#include "db/db_rows.h"

#define FOLDER_COLUMNS "id, public_id, name, path, created_at, updated_at"

static void from_row(struct db_query *q, struct scope *s, void *item)
{
	struct folder *out = item;

	*out = (struct folder){
		.row = db_int(q, 0),
		.id = db_text(q, 1, s),
		.name = db_text(q, 2, s),
		.path = db_text(q, 3, s),
		.created_at = db_int(q, 4),
		.updated_at = db_int(q, 5),
	};
}

bool folder_store_by_path(
	struct db *db, struct scope *s, int64_t account, const char *path, struct folder *out)
{
	static const char sql[] =
		"SELECT " FOLDER_COLUMNS " FROM folder WHERE account_id = ?1 AND path = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	return db_rows_one(&q, s, from_row, out);
}

bool folder_store_by_row(struct db *db, struct scope *s, int64_t row, struct folder *out)
{
	static const char sql[] = "SELECT " FOLDER_COLUMNS " FROM folder WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, row);
	return db_rows_one(&q, s, from_row, out);
}

bool folder_store_has_id(struct db *db, struct scope *s, int64_t account, const char *id)
{
	static const char sql[] = "SELECT 1 FROM folder WHERE account_id = ?1 AND public_id = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, id);
	return db_rows_any(&q, s);
}

bool folder_store_insert(
	struct db *db, struct scope *s, int64_t account, int64_t parent, struct folder *f)
{
	static const char sql[] = "INSERT INTO folder (account_id, parent_id, public_id, name, "
				  "path, created_at, updated_at) "
				  "VALUES (?1, nullif(?2, 0), ?3, ?4, ?5, ?6, ?7)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, parent);
	db_bind_text(&q, 3, f->id);
	db_bind_text(&q, 4, f->name);
	db_bind_text(&q, 5, f->path);
	db_bind_int(&q, 6, f->created_at);
	db_bind_int(&q, 7, f->updated_at);
	if (!db_run(&q, s))
		return false;
	f->row = db_last_row(db);
	return true;
}

bool folder_store_update(struct db *db, struct scope *s, const struct folder *f)
{
	static const char sql[] = "UPDATE folder SET public_id = ?2, created_at = ?3, "
				  "updated_at = ?4 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, f->row);
	db_bind_text(&q, 2, f->id);
	db_bind_int(&q, 3, f->created_at);
	db_bind_int(&q, 4, f->updated_at);
	return db_run(&q, s);
}

bool folder_store_all(
	struct db *db, struct scope *s, int64_t account, struct folder **out, size_t *count)
{
	static const char sql[] =
		"SELECT " FOLDER_COLUMNS " FROM folder WHERE account_id = ?1 ORDER BY path";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	return db_rows_all(&q, s, sizeof(**out), from_row, out, count);
}
