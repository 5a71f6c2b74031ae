/* The file table. */
#include "store/file_store.h"

#include "db/db_rows.h"
#include "store/file_columns.h"

#define FILE_FROM " FROM file f JOIN file_version v ON v.id = f.current_version_id " FILE_JOINS

bool file_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct file *out)
{
	static const char sql[] =
		"SELECT " FILE_COLUMNS FILE_FROM "WHERE f.account_id = ?1 AND f.public_id = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, id);
	return db_rows_one(&q, s, file_columns_read, out);
}

bool file_store_by_path(struct db *db, struct scope *s, int64_t account, const char *folder_path,
	const char *name, struct file *out)
{
	static const char sql[] = "SELECT " FILE_COLUMNS FILE_FROM
				  "WHERE d.account_id = ?1 AND d.path = ?2 AND f.name = ?3";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, folder_path);
	db_bind_text(&q, 3, name);
	return db_rows_one(&q, s, file_columns_read, out);
}

bool file_store_insert(
	struct db *db, struct scope *s, int64_t account, int64_t folder, struct file *f)
{
	static const char sql[] =
		"INSERT INTO file (account_id, folder_id, public_id, name, current_version_id, "
		"next_version_no, created_at) VALUES (?1, ?2, ?3, ?4, 0, 1, ?5)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, folder);
	db_bind_text(&q, 3, f->id);
	db_bind_text(&q, 4, f->name);
	db_bind_int(&q, 5, f->created_at);
	if (!db_run(&q, s))
		return false;
	f->row = db_last_row(db);
	return true;
}

bool file_store_next_number(struct db *db, struct scope *s, int64_t file, int64_t *out)
{
	static const char sql[] = "UPDATE file SET next_version_no = next_version_no + 1 "
				  "WHERE id = ?1 RETURNING next_version_no - 1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	return db_rows_one(&q, s, db_rows_read_int, out) ||
	       err_set(s, ERR_INTERNAL, "file row %lld is gone", (long long)file);
}

bool file_store_set_next_number(struct db *db, struct scope *s, int64_t file, int64_t number)
{
	static const char sql[] = "UPDATE file SET next_version_no = ?2 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	db_bind_int(&q, 2, number);
	return db_run(&q, s);
}

static void read_row(struct db_query *q, struct scope *s, void *item)
{
	struct file_store_row *row = item;

	(void)s;
	*row = (struct file_store_row){ db_int(q, 0), db_int(q, 1) };
}

bool file_store_rows(
	struct db *db, struct scope *s, int64_t account, struct file_store_row **out, size_t *count)
{
	static const char sql[] =
		"SELECT f.id, f.next_version_no FROM folder d CROSS JOIN file f "
		"ON f.folder_id = d.id WHERE d.account_id = ?1 ORDER BY d.path, f.name";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	return db_rows_all(&q, s, sizeof(**out), read_row, out, count);
}

bool file_store_set_current(struct db *db, struct scope *s, int64_t file, int64_t version)
{
	static const char sql[] = "UPDATE file SET current_version_id = ?2 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	db_bind_int(&q, 2, version);
	return db_run(&q, s);
}

bool file_store_delete(struct db *db, struct scope *s, int64_t file)
{
	static const char sql[] = "DELETE FROM file WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	return db_run(&q, s);
}

bool file_store_rename(struct db *db, struct scope *s, int64_t file, const char *name)
{
	static const char sql[] = "UPDATE file SET name = ?2 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	db_bind_text(&q, 2, name);
	return db_run(&q, s);
}
