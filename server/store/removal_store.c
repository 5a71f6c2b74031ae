/* Files go before folders and old versions before current ones, so that no deletion takes much else along. */
#include "store/removal_store.h"

#include "db/db_rows.h"
#include "store/file_store.h"
#include "store/version_store.h"

/* All that lies below ?2 sorts between its path with '/' and its path with '0', the next character. */
#define BELOW "account_id = ?1 AND path > ?2 || '/' AND path < ?2 || '0'"

struct version {
	int64_t row, rows;
};

static void read_version(struct db_query *q, struct scope *s, void *item)
{
	struct version *v = item;

	(void)s;
	*v = (struct version){ db_int(q, 0), db_int(q, 1) };
}

/* False without an error when there is none. */
static bool next_version(
	struct db *db, struct scope *s, const char *sql, int64_t file, struct version *out)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, file);
	return db_rows_one(&q, s, read_version, out);
}

static bool remove_old(struct db *db, struct scope *s, int64_t file, int64_t *rows)
{
	static const char sql[] = "SELECT v.id, " VERSION_STORE_ROWS(
		"v.id") " FROM file f CROSS JOIN "
			"file_version v ON v.file_id = f.id AND v.id <> "
			"f.current_version_id WHERE f.id = ?1 LIMIT 1";
	struct version v;

	while (*rows > 0 && next_version(db, s, sql, file, &v)) {
		if (!version_store_delete(db, s, v.row))
			return false;
		*rows -= v.rows;
	}
	return s->err.code == ERR_NONE;
}

bool removal_store_file(struct db *db, struct scope *s, int64_t file, int64_t *rows, bool *gone)
{
	static const char sql[] = "SELECT v.id, " VERSION_STORE_ROWS(
		"v.id") " FROM file f CROSS JOIN "
			"file_version v ON v.id = f.current_version_id WHERE f.id = ?1";
	struct version current = { 0 };

	*gone = false;
	if (!remove_old(db, s, file, rows) || *rows <= 0)
		return s->err.code == ERR_NONE;
	next_version(db, s, sql, file, &current);
	*rows -= current.rows;
	*gone = s->err.code == ERR_NONE && file_store_delete(db, s, file);
	return *gone;
}

struct rows {
	int64_t *rows;
	size_t count;
};

/* So many files at most, of the folder and of those below it. */
static bool some_files(struct db *db, struct scope *s, int64_t account, const char *path,
	int64_t most, struct rows *out)
{
	static const char sql[] = "SELECT f.id FROM (SELECT id FROM folder WHERE account_id = ?1 "
				  "AND path = ?2 UNION ALL SELECT id FROM folder WHERE " BELOW
				  ") o CROSS JOIN file f ON f.folder_id = o.id LIMIT ?3";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	db_bind_int(&q, 3, most);
	return db_rows_all(&q, s, sizeof(*out->rows), db_rows_read_int, &out->rows, &out->count);
}

static bool remove_files(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *rows)
{
	struct rows files = { 0 };

	if (!some_files(db, s, account, path, *rows, &files))
		return false;
	for (size_t i = 0; i<files.count && * rows> 0; i++) {
		bool gone;
		if (!removal_store_file(db, s, files.rows[i], rows, &gone))
			return false;
	}
	return true;
}

/* The last of them in their order lie the deepest. */
static bool remove_below(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *rows)
{
	static const char sql[] =
		"DELETE FROM folder WHERE id IN (SELECT id FROM folder WHERE " BELOW
		" ORDER BY path DESC LIMIT ?3)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	db_bind_int(&q, 3, *rows);
	if (!db_run(&q, s))
		return false;
	*rows -= db_changes(db);
	return true;
}

static bool remove_top(struct db *db, struct scope *s, int64_t account, const char *path)
{
	static const char sql[] = "DELETE FROM folder WHERE account_id = ?1 AND path = ?2";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_text(&q, 2, path);
	return db_run(&q, s);
}

bool removal_store_tree(struct db *db, struct scope *s, int64_t account, const char *path,
	int64_t *rows, bool *gone)
{
	*gone = false;
	if (!remove_files(db, s, account, path, rows))
		return false;
	if (*rows > 0 && !remove_below(db, s, account, path, rows))
		return false;
	/* With something to spare, all of the others were found. */
	*gone = *rows > 0;
	return !*gone || remove_top(db, s, account, path);
}

/* So many of the account at most. */
static bool remove_some(
	struct db *db, struct scope *s, const char *sql, int64_t account, int64_t *rows)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, *rows);
	if (!db_run(&q, s))
		return false;
	*rows -= db_changes(db);
	return true;
}

static bool remove_account_files(struct db *db, struct scope *s, int64_t account, int64_t *rows)
{
	static const char sql[] = "SELECT id FROM file WHERE account_id = ?1 LIMIT ?2";
	int64_t *files;
	size_t count;
	bool gone;

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, account);
	db_bind_int(&q, 2, *rows);
	if (!db_rows_all(&q, s, sizeof(*files), db_rows_read_int, &files, &count))
		return false;
	for (size_t i = 0; i<count && * rows> 0; i++)
		if (!removal_store_file(db, s, files[i], rows, &gone))
			return false;
	return true;
}

bool removal_store_account(
	struct db *db, struct scope *s, int64_t account, int64_t *rows, bool *gone)
{
	/* Jobs first, so that none begins on what is half gone; the deepest folders before those they lie in. */
	static const char *const before[] = {
		"DELETE FROM job WHERE id IN (SELECT id FROM job WHERE account_id = ?1 LIMIT ?2)",
		"DELETE FROM purge WHERE id IN (SELECT id FROM purge WHERE account_id = ?1 "
		"LIMIT ?2)",
		"DELETE FROM upload_token WHERE account_id = ?1 AND token IN (SELECT token FROM "
		"upload_token WHERE account_id = ?1 LIMIT ?2)",
	};
	static const char *const after[] = {
		"DELETE FROM folder WHERE id IN (SELECT id FROM folder WHERE account_id = ?1 AND "
		"path > '/' ORDER BY path DESC LIMIT ?2)",
		"DELETE FROM field WHERE id IN (SELECT id FROM field WHERE account_id = ?1 "
		"LIMIT ?2)",
		"DELETE FROM tag_word WHERE id IN (SELECT id FROM tag_word WHERE account_id = ?1 "
		"LIMIT ?2)",
	};

	*gone = false;
	for (size_t i = 0; i < ARRAY_LEN(before) && *rows > 0; i++)
		if (!remove_some(db, s, before[i], account, rows))
			return false;
	if (*rows > 0 && !remove_account_files(db, s, account, rows))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(after) && *rows > 0; i++)
		if (!remove_some(db, s, after[i], account, rows))
			return false;
	*gone = *rows > 0;
	return true;
}
