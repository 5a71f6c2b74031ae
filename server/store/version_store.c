/* The file_version and tag tables. */
#include "store/version_store.h"

#include "db/db_rows.h"
#include "store/file_columns.h"

/* The account gets the words that it has not had before; the version points at them. From the texts to the
 * words: SQLite would go through all words of the account, which may be a million. */
static bool insert_tags(struct db *db, struct scope *s, int64_t version, const char *tags_json)
{
	static const char words[] =
		"INSERT OR IGNORE INTO tag_word (account_id, name) "
		"SELECT f.account_id, j.value FROM file_version v CROSS JOIN file f "
		"ON f.id = v.file_id CROSS JOIN json_each(?2) j WHERE v.id = ?1";
	static const char tags[] =
		"INSERT INTO tag (version_id, position, word_id) SELECT v.id, j.key, w.id "
		"FROM file_version v CROSS JOIN file f ON f.id = v.file_id CROSS JOIN "
		"json_each(?2) j "
		"CROSS JOIN tag_word w ON w.account_id = f.account_id AND w.name = j.value "
		"WHERE v.id = ?1";

	if (!tags_json)
		return true;
	struct db_query q = db_begin(db, words);
	db_bind_int(&q, 1, version);
	db_bind_text(&q, 2, tags_json);
	if (!db_run(&q, s))
		return false;
	q = db_begin(db, tags);
	db_bind_int(&q, 1, version);
	db_bind_text(&q, 2, tags_json);
	return db_run(&q, s);
}

static void bind_content(struct db_query *q, const struct file_content *c)
{
	db_bind_text(q, 5, c->blob);
	db_bind_int(q, 6, c->size);
	db_bind_text(q, 7, c->mime);
	db_bind_int(q, 8, c->is_image);
	db_bind_int(q, 9, c->facts.width);
	db_bind_int(q, 10, c->facts.height);
	db_bind_int(q, 11, c->facts.orientation);
	db_bind_int(q, 12, c->facts.has_alpha);
	db_bind_number(q, 13, c->facts.x_resolution);
	db_bind_number(q, 14, c->facts.y_resolution);
}

bool version_store_insert(struct db *db, struct scope *s, struct file *f)
{
	static const char sql[] =
		"INSERT INTO file_version (file_id, public_id, number, delivery_key, blob, size, "
		"mime, "
		"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, "
		"custom_coordinates, description, is_private, is_published, created_at, "
		"updated_at) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
		"?17, ?18, "
		"?19, ?20)";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, f->row);
	db_bind_text(&q, 2, f->version_id);
	db_bind_int(&q, 3, f->version_no);
	db_bind_text(&q, 4, f->delivery_key);
	bind_content(&q, &f->content);
	db_bind_text(&q, 15, f->attributes.custom_coordinates);
	db_bind_text(&q, 16, f->attributes.description);
	db_bind_int(&q, 17, f->attributes.is_private);
	db_bind_int(&q, 18, f->attributes.is_published);
	db_bind_int(&q, 19, f->stored_at);
	db_bind_int(&q, 20, f->updated_at);
	if (!db_run(&q, s))
		return false;
	f->version_row = db_last_row(db);
	return insert_tags(db, s, f->version_row, f->attributes.tags_json);
}

bool version_store_set_tags(
	struct db *db, struct scope *s, int64_t version, const char *tags_json, int64_t now_ms)
{
	static const char sql[] = "DELETE FROM tag WHERE version_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	return db_run(&q, s) && insert_tags(db, s, version, tags_json) &&
	       version_store_touch(db, s, version, now_ms);
}

bool version_store_set_attributes(struct db *db, struct scope *s, int64_t version,
	const struct file_attributes *attributes, int64_t now_ms)
{
	static const char sql[] =
		"UPDATE file_version SET custom_coordinates = ?2, description = ?3, "
		"updated_at = ?4 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	db_bind_text(&q, 2, attributes->custom_coordinates);
	db_bind_text(&q, 3, attributes->description);
	db_bind_int(&q, 4, now_ms);
	return db_run(&q, s);
}

bool version_store_set_published(struct db *db, struct scope *s, const struct file *version,
	bool is_published, const char *delivery_key, int64_t now_ms)
{
	static const char sql[] = "UPDATE file_version SET is_published = ?2, delivery_key = ?3, "
				  "updated_at = ?4 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version->version_row);
	db_bind_int(&q, 2, is_published);
	db_bind_text(&q, 3, delivery_key);
	db_bind_int(&q, 4, now_ms);
	return db_run(&q, s);
}

bool version_store_touch(struct db *db, struct scope *s, int64_t version, int64_t now_ms)
{
	static const char sql[] = "UPDATE file_version SET updated_at = ?2 WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	db_bind_int(&q, 2, now_ms);
	return db_run(&q, s);
}

bool version_store_delete(struct db *db, struct scope *s, int64_t version)
{
	static const char sql[] = "DELETE FROM file_version WHERE id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, version);
	return db_run(&q, s);
}

bool version_store_count(struct db *db, struct scope *s, int64_t file, int64_t *out)
{
	static const char sql[] = "SELECT count(*) FROM file_version WHERE file_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	return db_rows_int(&q, s, out);
}

bool version_store_count_made(
	struct db *db, struct scope *s, int64_t file, int64_t from, int64_t to, int64_t *out)
{
	static const char sql[] = "SELECT count(*) FROM file_version WHERE file_id = ?1 AND "
				  "created_at > ?2 AND created_at <= ?3";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	db_bind_int(&q, 2, from);
	db_bind_int(&q, 3, to);
	return db_rows_int(&q, s, out);
}

#define VERSION_FROM " FROM file_version v JOIN file f ON f.id = v.file_id " FILE_JOINS

static bool get(struct db *db, struct scope *s, const char *sql, int64_t file, const char *key,
	struct file *out)
{
	struct db_query q = db_begin(db, sql);

	db_bind_int(&q, 1, file);
	db_bind_text(&q, 2, key);
	return db_rows_one(&q, s, file_columns_read, out);
}

bool version_store_by_id(
	struct db *db, struct scope *s, int64_t file, const char *id, struct file *out)
{
	static const char sql[] =
		"SELECT " FILE_COLUMNS VERSION_FROM "WHERE v.file_id = ?1 AND v.public_id = ?2";

	return get(db, s, sql, file, id, out);
}

struct db_query version_store_begin(struct db *db, const char *rows_json)
{
	static const char sql[] =
		"SELECT " FILE_COLUMNS " FROM json_each(?1) j CROSS JOIN file_version v "
		"ON v.id = j.value CROSS JOIN file f ON f.id = v.file_id " FILE_JOINS;

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, rows_json);
	return q;
}

bool version_store_next(struct db_query *q, struct scope *s, struct file *out)
{
	bool found = db_row(q);

	if (found)
		file_columns_read(q, s, out);
	return found;
}

struct db_query version_store_begin_rows(struct db *db, int64_t file)
{
	static const char sql[] =
		"SELECT v.id FROM file f CROSS JOIN file_version v ON v.file_id = f.id "
		"WHERE f.id = ?1 ORDER BY v.id = f.current_version_id DESC, v.number DESC";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	return q;
}

bool version_store_all(
	struct db *db, struct scope *s, int64_t file, struct file **out, size_t *count)
{
	static const char sql[] = "SELECT " FILE_COLUMNS VERSION_FROM
				  "WHERE v.file_id = ?1 ORDER BY v.id = f.current_version_id DESC, "
				  "v.number DESC";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, file);
	return db_rows_all(&q, s, sizeof(**out), file_columns_read, out, count);
}

bool version_store_by_delivery_key(
	struct db *db, struct scope *s, int64_t file, const char *key, struct file *out)
{
	static const char sql[] = "SELECT " FILE_COLUMNS VERSION_FROM
				  "WHERE v.file_id = ?1 AND ?2 IN (v.delivery_key, v.public_id)";

	return get(db, s, sql, file, key, out);
}
