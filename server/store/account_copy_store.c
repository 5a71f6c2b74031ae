/* Rows that other rows point at get new numbers, each table's a distance from the old ones. Of what is there after the
 * first part the distances are those of then; those of files are measured anew with each part, since others make
 * files meanwhile. They may take things away, too: nothing is copied that would point at what is gone. The words of full
 * text come with the rows, by the triggers. */
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

_Static_assert((int)SHIFTS == ACCOUNT_COPY_SHIFTS, "the header says how many");

/* How far the numbers of each table but the accounts' have to move now. */
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

/* Of each statement ?1 is the account there, and ?2 and on are the shifts in their order; ?11 and ?12 are between which
 * files (without the first) a part lies. */
enum { SHIFT_1 = 2, AFTER = SHIFT_1 + SHIFTS, UP_TO };

#define IN_PART "+f.account_id = ?1 AND f.id > ?11 AND f.id <= ?12 "

/* clang-format off */
static const struct step {
	int parameters;
	const char *sql;
} frame[] = {
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
	{ 6,
	  "INSERT INTO main.tag_word (id, account_id, name) "
	  "SELECT id + ?6, account_id + ?2, name "
	  "FROM start.tag_word WHERE account_id = ?1" },
	{ 7,
	  "INSERT INTO main.field (id, account_id, public_id, name, label, type, schema, "
	  "is_deleted, description, is_reserved) "
	  "SELECT id + ?7, account_id + ?2, public_id, name, label, type, schema, is_deleted, "
	  "description, is_reserved "
	  "FROM start.field WHERE account_id = ?1" },
	{ 2,
	  "INSERT INTO main.upload_token (account_id, token, used_at) "
	  "SELECT account_id + ?2, token, used_at "
	  "FROM start.upload_token WHERE account_id = ?1" },
};

static const struct step files[] = {
	/* Who took one of the places meanwhile gives way. */
	{ 12,
	  "DELETE FROM main.file WHERE id IN (SELECT h.id FROM start.file f "
	  "CROSS JOIN main.file h ON h.folder_id = f.folder_id + ?3 AND h.name = f.name WHERE " IN_PART ")" },
	{ 12,
	  "INSERT INTO main.file (id, account_id, public_id, folder_id, name, "
	  "current_version_id, next_version_no, created_at) "
	  "SELECT f.id + ?4, f.account_id + ?2, f.public_id, f.folder_id + ?3, f.name, "
	  "f.current_version_id + ?5, f.next_version_no, f.created_at "
	  "FROM start.file f WHERE " IN_PART
	  "AND EXISTS (SELECT 1 FROM main.folder d WHERE d.id = f.folder_id + ?3)" },
	{ 12,
	  "INSERT INTO main.file_version (id, file_id, public_id, number, delivery_key, "
	  "blob, size, mime, is_image, width, height, orientation, has_alpha, x_resolution, "
	  "y_resolution, custom_coordinates, description, is_private, is_published, "
	  "created_at, updated_at) "
	  "SELECT v.id + ?5, v.file_id + ?4, v.public_id, v.number, v.delivery_key, v.blob, "
	  "v.size, v.mime, v.is_image, v.width, v.height, v.orientation, v.has_alpha, "
	  "v.x_resolution, v.y_resolution, v.custom_coordinates, v.description, "
	  "v.is_private, v.is_published, v.created_at, v.updated_at "
	  "FROM start.file f CROSS JOIN start.file_version v ON v.file_id = f.id WHERE " IN_PART
	  "AND EXISTS (SELECT 1 FROM main.file h WHERE h.id = f.id + ?4)" },
	{ 12,
	  "INSERT INTO main.tag (version_id, position, word_id) "
	  "SELECT t.version_id + ?5, t.position, t.word_id + ?6 "
	  "FROM start.file f CROSS JOIN start.file_version v ON v.file_id = f.id "
	  "CROSS JOIN start.tag t ON t.version_id = v.id WHERE " IN_PART
	  "AND EXISTS (SELECT 1 FROM main.file h WHERE h.id = f.id + ?4)" },
	{ 12,
	  "INSERT INTO main.field_value (id, version_id, field_id, position, json, item) "
	  "SELECT x.id + ?8, x.version_id + ?5, x.field_id + ?7, x.position, x.json, x.item "
	  "FROM start.file f CROSS JOIN start.file_version v ON v.file_id = f.id "
	  "CROSS JOIN start.field_value x ON x.version_id = v.id WHERE " IN_PART
	  "AND EXISTS (SELECT 1 FROM main.file h WHERE h.id = f.id + ?4)" },
	{ 12,
	  "INSERT OR IGNORE INTO main.blob_facts (blob, embedded, taken_at, latitude, "
	  "longitude, bit_rate, duration, audio_codec, video_codec) "
	  "SELECT b.blob, b.embedded, b.taken_at, b.latitude, b.longitude, b.bit_rate, "
	  "b.duration, b.audio_codec, b.video_codec "
	  "FROM start.file f CROSS JOIN start.file_version v ON v.file_id = f.id CROSS JOIN "
	  "start.blob_facts b ON b.blob = v.blob WHERE " IN_PART },
	{ 12,
	  "INSERT OR IGNORE INTO main.blob_keyword (blob, word) "
	  "SELECT k.blob, k.word "
	  "FROM start.file f CROSS JOIN start.file_version v ON v.file_id = f.id CROSS JOIN "
	  "start.blob_keyword k ON k.blob = v.blob WHERE " IN_PART },
};

static const struct step past[] = {
	{ 9,
	  "INSERT INTO main.job (id, account_id, public_id, type, source_path, target_path, "
	  "include_versions, purge_request_id, purge_failed, created_at, due_at, is_done) "
	  "SELECT id + ?9, account_id + ?2, public_id, type, source_path, target_path, "
	  "include_versions, purge_request_id, purge_failed, created_at, due_at, is_done "
	  "FROM start.job WHERE account_id = ?1" },
	{ 10,
	  "INSERT INTO main.purge (id, account_id, public_id, url, created_at, due_at) "
	  "SELECT id + ?10, account_id + ?2, public_id, url, created_at, due_at "
	  "FROM start.purge WHERE account_id = ?1" },
};
/* clang-format on */

/* A part of the copying, of the files after the last one that is here up to `up_to`. */
static bool run(struct db *db, struct scope *s, const struct account_copy *c, int64_t up_to,
	const struct step *step)
{
	struct db_query q = db_begin(db, step->sql);

	db_bind_int(&q, 1, c->from);
	for (int i = 0; i < SHIFTS && SHIFT_1 + i <= step->parameters; i++)
		db_bind_int(&q, SHIFT_1 + i, c->shifts[i]);
	if (step->parameters == UP_TO) {
		db_bind_int(&q, AFTER, c->after);
		db_bind_int(&q, UP_TO, up_to);
	}
	return db_run(&q, s);
}

static bool run_all(struct db *db, struct scope *s, const struct account_copy *c, int64_t up_to,
	const struct step *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!run(db, s, c, up_to, &list[i]))
			return false;
	return true;
}

bool account_copy_store_begin(struct db *db, struct scope *s, struct account_copy *c, int64_t *rows)
{
	c->shifts[ACCOUNT] = c->to - c->from;
	c->after = 0;
	if (!measure(db, s, c->shifts))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(frame); i++) {
		if (!run(db, s, c, 0, &frame[i]))
			return false;
		*rows -= db_changes(db);
	}
	return true;
}

/* The last file of the next part; that of the one before when there is no other. */
static bool find_end(
	struct db *db, struct scope *s, const struct account_copy *c, int64_t *rows, int64_t *up_to)
{
	static const char sql[] =
		"SELECT f.id, (SELECT sum(1 + (SELECT count(*) FROM start.tag t WHERE "
		"t.version_id = v.id) + (SELECT count(*) FROM start.field_value x WHERE "
		"x.version_id = v.id)) FROM start.file_version v WHERE v.file_id = f.id) "
		"FROM start.file f WHERE f.id > ?2 AND +f.account_id = ?1 ORDER BY f.id";

	struct db_query q = db_begin(db, sql);
	db_bind_int(&q, 1, c->from);
	db_bind_int(&q, 2, c->after);
	for (*up_to = c->after; *rows > 0 && db_row(&q); *rows -= db_int(&q, 1))
		*up_to = db_int(&q, 0);
	return db_end(&q, s);
}

/* Of files and what is theirs; of the others the numbers are given already. */
static bool measure_files(struct db *db, struct scope *s, struct account_copy *c)
{
	int64_t now[SHIFTS] = { 0 };

	if (!measure(db, s, now))
		return false;
	c->shifts[FILES] = now[FILES];
	c->shifts[VERSION] = now[VERSION];
	c->shifts[VALUE] = now[VALUE];
	return true;
}

bool account_copy_store_files(
	struct db *db, struct scope *s, struct account_copy *c, int64_t *rows, bool *all)
{
	int64_t up_to;

	if (!measure_files(db, s, c) || !find_end(db, s, c, rows, &up_to) ||
		!run_all(db, s, c, up_to, files, ARRAY_LEN(files)))
		return false;
	c->after = up_to;
	*all = *rows > 0; /* with something to spare, there was no other */
	return true;
}

bool account_copy_store_end(struct db *db, struct scope *s, struct account_copy *c)
{
	int64_t now[SHIFTS] = { 0 };

	if (!measure(db, s, now))
		return false;
	c->shifts[JOB] = now[JOB];
	c->shifts[PURGE] = now[PURGE];
	return run_all(db, s, c, 0, past, ARRAY_LEN(past));
}
