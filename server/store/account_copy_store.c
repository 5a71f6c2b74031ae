/* Rows that other rows point at get new numbers, each table's a fixed distance from the old ones. The words of
 * full text come with the rows, by the triggers. */
#include "store/account_copy_store.h"

#include "db/db_rows.h"

bool account_copy_store_attach(struct db *db, struct scope *s, const char *path)
{
	static const char sql[] = "ATTACH ?1 AS start";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, path);
	return db_run(&q, s);
}

bool account_copy_store_find(struct db *db, struct scope *s, const char *imagekit_id, int64_t *row)
{
	static const char sql[] = "SELECT id FROM start.account WHERE imagekit_id = ?1";

	struct db_query q = db_begin(db, sql);
	db_bind_text(&q, 1, imagekit_id);
	return db_rows_one(&q, s, db_rows_read_int, row);
}

enum shift { ACCOUNT, FOLDER, FILES, VERSION, WORD, FIELD, VALUE, JOB, PURGE, SHIFTS };

/* How far the numbers of each table but the accounts' move. */
static bool measure(struct db *db, struct scope *s, int64_t shifts[SHIFTS])
{
	static const char sql[] = "SELECT (SELECT coalesce(max(id), 0) FROM main.folder), "
				  "(SELECT coalesce(max(id), 0) FROM main.file), "
				  "(SELECT coalesce(max(id), 0) FROM main.file_version), "
				  "(SELECT coalesce(max(id), 0) FROM main.tag_word), "
				  "(SELECT coalesce(max(id), 0) FROM main.field), "
				  "(SELECT coalesce(max(id), 0) FROM main.field_value), "
				  "(SELECT coalesce(max(id), 0) FROM main.job), "
				  "(SELECT coalesce(max(id), 0) FROM main.purge)";

	struct db_query q = db_begin(db, sql);
	if (db_row(&q))
		for (int i = FOLDER; i < SHIFTS; i++)
			shifts[i] = db_int(&q, i - FOLDER);
	return db_end(&q, s);
}

/* ?1 is the account, ?2 and on are the shifts in their order, as many as the statement names. */
/* clang-format off */
static const struct step {
	int parameters;
	const char *sql;
} steps[] = {
	{ 2,
	  "INSERT INTO main.account (id, imagekit_id, private_key, public_key) "
	  "SELECT id + ?2, imagekit_id, private_key, public_key "
	  "FROM start.account WHERE id = ?1" },
	{ 3,
	  "INSERT INTO main.folder (id, account_id, public_id, parent_id, name, path, "
	  "created_at, updated_at) "
	  "SELECT id + ?3, account_id + ?2, public_id, parent_id + ?3, name, path, created_at, "
	  "updated_at "
	  "FROM start.folder WHERE account_id = ?1" },
	{ 5,
	  "INSERT INTO main.file (id, account_id, public_id, folder_id, name, "
	  "current_version_id, next_version_no, created_at) "
	  "SELECT id + ?4, account_id + ?2, public_id, folder_id + ?3, name, current_version_id "
	  "+ ?5, next_version_no, created_at "
	  "FROM start.file WHERE account_id = ?1" },
	{ 5,
	  "INSERT INTO main.file_version (id, file_id, public_id, number, delivery_key, "
	  "blob, size, mime, is_image, width, height, orientation, has_alpha, x_resolution, "
	  "y_resolution, custom_coordinates, description, is_private, is_published, "
	  "created_at, updated_at) "
	  "SELECT v.id + ?5, v.file_id + ?4, v.public_id, v.number, v.delivery_key, v.blob, "
	  "v.size, v.mime, v.is_image, v.width, v.height, v.orientation, v.has_alpha, "
	  "v.x_resolution, v.y_resolution, v.custom_coordinates, v.description, "
	  "v.is_private, v.is_published, v.created_at, v.updated_at "
	  "FROM start.file f JOIN start.file_version v ON v.file_id = f.id WHERE "
	  "f.account_id = ?1" },
	{ 6,
	  "INSERT INTO main.tag_word (id, account_id, name) "
	  "SELECT id + ?6, account_id + ?2, name "
	  "FROM start.tag_word WHERE account_id = ?1" },
	{ 6,
	  "INSERT INTO main.tag (version_id, position, word_id) "
	  "SELECT t.version_id + ?5, t.position, t.word_id + ?6 "
	  "FROM start.tag_word w JOIN start.tag t ON t.word_id = w.id WHERE w.account_id = "
	  "?1" },
	{ 7,
	  "INSERT INTO main.field (id, account_id, public_id, name, label, type, schema, "
	  "is_deleted, description, is_reserved) "
	  "SELECT id + ?7, account_id + ?2, public_id, name, label, type, schema, is_deleted, "
	  "description, is_reserved "
	  "FROM start.field WHERE account_id = ?1" },
	{ 8,
	  "INSERT INTO main.field_value (id, version_id, field_id, position, json, item) "
	  "SELECT v.id + ?8, v.version_id + ?5, v.field_id + ?7, v.position, v.json, v.item "
	  "FROM start.field f JOIN start.field_value v ON v.field_id = f.id WHERE "
	  "f.account_id = ?1" },
	{ 1,
	  "INSERT OR IGNORE INTO main.blob_facts (blob, embedded, taken_at, latitude, "
	  "longitude, bit_rate, duration, audio_codec, video_codec) "
	  "SELECT b.blob, b.embedded, b.taken_at, b.latitude, b.longitude, b.bit_rate, "
	  "b.duration, b.audio_codec, b.video_codec "
	  "FROM start.file f JOIN start.file_version v ON v.file_id = f.id JOIN "
	  "start.blob_facts b ON b.blob = v.blob WHERE f.account_id = ?1" },
	{ 1,
	  "INSERT OR IGNORE INTO main.blob_keyword (blob, word) "
	  "SELECT k.blob, k.word "
	  "FROM start.file f JOIN start.file_version v ON v.file_id = f.id JOIN "
	  "start.blob_keyword k ON k.blob = v.blob WHERE f.account_id = ?1" },
	{ 9,
	  "INSERT INTO main.job (id, account_id, public_id, type, source_path, target_path, "
	  "include_versions, purge_request_id, purge_failed, created_at, due_at, is_done) "
	  "SELECT id + ?9, account_id + ?2, public_id, type, source_path, target_path, "
	  "include_versions, purge_request_id, purge_failed, created_at, due_at, is_done "
	  "FROM start.job WHERE account_id = ?1" },
	{ 9,
	  "INSERT INTO main.job_walk (job_id, source_path, target_path, max_folder, max_file, "
	  "max_version, at_path, at_name, is_walked, held_source, held_target, held_base, "
	  "held_below) "
	  "SELECT w.job_id + ?9, w.source_path, w.target_path, "
	  "min(w.max_folder, (SELECT max(id) FROM start.folder WHERE account_id = ?1)) + ?3, "
	  "min(w.max_file, (SELECT coalesce(max(id), 0) FROM start.file WHERE account_id = "
	  "?1)) + ?4, w.max_version + ?5, "
	  "w.at_path, w.at_name, w.is_walked, iif(w.held_source, w.held_source + ?4, 0), "
	  "w.held_target, w.held_base, w.held_below "
	  "FROM start.job j JOIN start.job_walk w ON w.job_id = j.id WHERE j.account_id = ?1" },
	{ 10,
	  "INSERT INTO main.purge (id, account_id, public_id, url, created_at, due_at) "
	  "SELECT id + ?10, account_id + ?2, public_id, url, created_at, due_at "
	  "FROM start.purge WHERE account_id = ?1" },
	{ 2,
	  "INSERT INTO main.upload_token (account_id, token, used_at) "
	  "SELECT account_id + ?2, token, used_at "
	  "FROM start.upload_token WHERE account_id = ?1" },
};
/* clang-format on */

static bool run_step(struct db *db, struct scope *s, const struct step *step, int64_t account,
	const int64_t shifts[SHIFTS])
{
	struct db_query q = db_begin(db, step->sql);

	db_bind_int(&q, 1, account);
	for (int i = 2; i <= step->parameters; i++)
		db_bind_int(&q, i, shifts[i - 2]);
	return db_run(&q, s);
}

bool account_copy_store_run(struct db *db, struct scope *s, int64_t from, int64_t to)
{
	int64_t shifts[SHIFTS] = { [ACCOUNT] = to - from };

	if (!measure(db, s, shifts))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (!run_step(db, s, &steps[i], from, shifts))
			return false;
	return true;
}
