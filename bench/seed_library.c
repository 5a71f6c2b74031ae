/* Fills the database of a data folder, which the server has made and is not using, with a made-up
 * library for the account `demo`: rows as uploads leave them, with foreign keys and triggers on, in
 * one transaction. Beside it, as many rows go into a table without indexes in a new database.
 * Blobs are named only; nothing lies on disk for them. The rows are the same each time.
 * usage: seed_library DATABASE FILES */
#include "seed_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SEED = 4010, BATCH = 20000, PATH_MAX_HERE = 4096 };

static const char folder_sql[] =
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT ?1, account_id, ?2, id, ?3, rtrim(path, '/') || '/' || ?3, ?4, ?4 "
	"FROM folder WHERE id = ?5";

static const char tag_word_sql[] =
	"INSERT INTO tag_word (id, account_id, name) VALUES (?1, ?2, ?3)";

static const char field_sql[] =
	"INSERT INTO field (id, account_id, public_id, name, label, type, schema, is_deleted) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, '{\"type\":\"' || ?6 || '\"}', 0)";

/* One batch, in this order. ?1 is the account, ?2 the row of the first folder. */
static const char *const batch_sql[] = {
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT id, ?1, public_id, ?2 + folder, name, "
	"current_version_id, next_version_no, created_at FROM made_file",
	"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, "
	"custom_coordinates, description, is_private, is_published, created_at, updated_at) "
	"SELECT id, file_id, public_id, number, delivery_key, blob, size, mime, is_image, width, "
	"height, orientation, has_alpha, resolution, resolution, NULL, NULL, is_private, "
	"is_published, created_at, created_at FROM made_version",
	"INSERT INTO tag (version_id, position, word_id) "
	"SELECT version_id, position, word_id FROM made_tag",
	"INSERT INTO field_value (version_id, field_id, position, json, item) "
	"SELECT version_id, field_id, 0, json, item FROM made_value",
	"INSERT INTO blob_facts (blob, embedded, taken_at, latitude, longitude, bit_rate, "
	"duration, "
	"audio_codec, video_codec) SELECT blob, embedded, taken_at, latitude, longitude, bit_rate, "
	"duration, audio_codec, video_codec FROM made_facts",
	"INSERT INTO blob_keyword (blob, word) SELECT blob, word FROM made_keyword",
};

enum { BATCH_STATEMENTS = sizeof(batch_sql) / sizeof(*batch_sql) };

struct library {
	const char *path;
	sqlite3 *db;
	struct seed_world world;
	struct seed_batch batch;
	sqlite3_int64 account, root;
	uint64_t rows;
};

_Noreturn static void fail(sqlite3 *db, const char *what)
{
	fprintf(stderr, "seed_library: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static double now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(db, sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
		fail(db, sql);
	return stmt;
}

static void text(sqlite3_stmt *stmt, int i, const char *value)
{
	sqlite3_bind_text(stmt, i, value, -1, SQLITE_STATIC);
}

static void insert(struct library *l, sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE)
		fail(l->db, sqlite3_sql(stmt));
	sqlite3_reset(stmt);
	l->rows += (uint64_t)sqlite3_changes64(l->db);
}

static sqlite3_int64 one_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = prepare(db, sql);

	if (sqlite3_step(stmt) != SQLITE_ROW)
		fail(db, sql);
	sqlite3_int64 number = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return number;
}

static void open_library(struct library *l)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(l->path, &l->db, flags, NULL) != SQLITE_OK)
		fail(l->db, l->path);
	/* The journal is what the server keeps; without one a large transaction is written once. */
	run(l->db, "PRAGMA foreign_keys = ON; PRAGMA locking_mode = EXCLUSIVE;"
		   "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		   "PRAGMA cache_size = -1500000; PRAGMA temp_store = MEMORY");
	l->account = one_number(l->db, "SELECT id FROM account WHERE imagekit_id = 'demo'");
	l->root =
		one_number(l->db, "SELECT d.id FROM folder d JOIN account a ON a.id = d.account_id "
				  "WHERE a.imagekit_id = 'demo' AND d.path = '/'");
	if (one_number(l->db, "SELECT count(*) FROM file") != 0) {
		fputs("seed_library: the library is not empty\n", stderr);
		exit(1);
	}
	if (seed_table_register(l->db, &l->batch) != SQLITE_OK)
		fail(l->db, "virtual tables");
}

static void insert_folders(struct library *l)
{
	sqlite3_stmt *stmt = prepare(l->db, folder_sql);
	struct seed_random random = seed_random_init(SEED);
	struct seed_folder folder;
	char id[SEED_ID + 1];

	for (uint32_t i = 0; i < l->world.folders; i++) {
		seed_world_folder(&l->world, i, &folder);
		seed_random_id(&random, SEED_BEGIN, id);
		sqlite3_bind_int64(stmt, 1, l->root + 1 + i);
		text(stmt, 2, id);
		text(stmt, 3, folder.name);
		sqlite3_bind_int64(stmt, 4, SEED_BEGIN);
		sqlite3_bind_int64(stmt, 5, l->root + 1 + folder.parent);
		insert(l, stmt);
	}
	sqlite3_finalize(stmt);
}

static void insert_tag_words(struct library *l)
{
	sqlite3_stmt *stmt = prepare(l->db, tag_word_sql);
	char word[SEED_WORD];

	for (uint32_t i = 0; i < SEED_ALL_TAGS; i++) {
		seed_world_tag(i, word);
		sqlite3_bind_int64(stmt, 1, 1 + i);
		sqlite3_bind_int64(stmt, 2, l->account);
		text(stmt, 3, word);
		insert(l, stmt);
	}
	sqlite3_finalize(stmt);
}

static void insert_fields(struct library *l)
{
	static const char *const fields[][4] = {
		[SEED_FIELD_PRICE] = { "5e0be100f1e1d00000000001", "price", "Price", "Number" },
		[SEED_FIELD_TEXT] = { "5e0be100f1e1d00000000002", "description", "Description",
			"Text" },
	};
	sqlite3_stmt *stmt = prepare(l->db, field_sql);

	for (int i = SEED_FIELD_PRICE; i <= SEED_FIELD_TEXT; i++) {
		sqlite3_bind_int64(stmt, 1, i);
		sqlite3_bind_int64(stmt, 2, l->account);
		for (int column = 0; column < 4; column++)
			text(stmt, 3 + column, fields[i][column]);
		insert(l, stmt);
	}
	sqlite3_finalize(stmt);
}

static void make_batch(struct library *l, uint32_t first)
{
	uint32_t left = l->world.files - first;

	l->batch.count = left < BATCH ? left : BATCH;
	for (uint32_t i = 0; i < l->batch.count; i++)
		seed_world_file(&l->world, first + i, &l->batch.files[i]);
}

static void insert_files(struct library *l)
{
	sqlite3_stmt *statements[BATCH_STATEMENTS];

	for (int i = 0; i < BATCH_STATEMENTS; i++) {
		statements[i] = prepare(l->db, batch_sql[i]);
		sqlite3_bind_int64(statements[i], 1, l->account);
		sqlite3_bind_int64(statements[i], 2, l->root + 1);
	}
	for (uint32_t first = 0; first < l->world.files; first += BATCH) {
		make_batch(l, first);
		for (int i = 0; i < BATCH_STATEMENTS; i++)
			insert(l, statements[i]);
	}
	for (int i = 0; i < BATCH_STATEMENTS; i++)
		sqlite3_finalize(statements[i]);
}

struct taken {
	double wall, processor; /* seconds */
};

static double processor_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static struct taken fill(struct library *l)
{
	double wall = now_seconds(), processor = processor_seconds();

	open_library(l);
	run(l->db, "BEGIN");
	insert_folders(l);
	insert_tag_words(l);
	insert_fields(l);
	insert_files(l);
	run(l->db, "COMMIT; PRAGMA journal_mode = WAL");
	sqlite3_close(l->db);
	return (struct taken){ now_seconds() - wall, processor_seconds() - processor };
}

/* Seconds for as many rows of some bytes in a table that has no index. */
static double fill_bare(const struct library *l)
{
	char path[PATH_MAX_HERE];
	sqlite3 *db = NULL;
	double start = now_seconds();

	snprintf(path, sizeof(path), "%s-bare", l->path);
	if (sqlite3_open(path, &db) != SQLITE_OK)
		fail(db, path);
	run(db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
		"CREATE TABLE bare (number INTEGER, facts TEXT) STRICT; BEGIN");
	sqlite3_stmt *stmt = prepare(db, "INSERT INTO bare VALUES (?1, ?2)");
	text(stmt, 2, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
	for (uint64_t i = 0; i < l->rows; i++) {
		sqlite3_bind_int64(stmt, 1, (sqlite3_int64)i);
		if (sqlite3_step(stmt) != SQLITE_DONE)
			fail(db, path);
		sqlite3_reset(stmt);
	}
	run(db, "COMMIT");
	double seconds = now_seconds() - start;
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	unlink(path);
	return seconds;
}

int main(int argc, char **argv)
{
	struct library library = { 0 };
	unsigned long files = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

	if (files < SEED_MIN || files % SEED_CLASS != 0 || files > 10 * 1000 * 1000) {
		fprintf(stderr, "usage: seed_library DATABASE FILES (thousands, from %d)\n",
			SEED_MIN);
		return 2;
	}
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	library.path = argv[1];
	library.batch.files = calloc(BATCH, sizeof(*library.batch.files));
	if (!library.batch.files)
		fail(NULL, "memory");
	library.world = seed_world_new((uint32_t)files, SEED);
	struct taken taken = fill(&library);
	double bare = fill_bare(&library);
	seed_world_free(&library.world);
	free(library.batch.files);
	printf("{\"files\":%lu,\"rows\":%" PRIu64 ",\"seconds\":%.6f,\"processor_seconds\":%.6f,"
	       "\"per_second\":%.2f,\"bare_per_second\":%.2f}\n",
		files, library.rows, taken.wall, taken.processor, (double)files / taken.wall,
		(double)files / bare);
	return 0;
}
