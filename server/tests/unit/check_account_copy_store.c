/* One account out of another library: everything that is its own comes, under other row numbers, and nothing
 * else moves. */
#include "base/fs.h"
#include "base/strbuf.h"
#include "db/db_migrate.h"
#include "store/account_copy_store.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

static struct db *live;

static struct db *open_library(const char *path)
{
	static const struct db_options options = { .plain = true };
	struct db *db;

	ck_assert_msg(db_open(&scope, path, &options, &db), "%s", scope.err.msg);
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	return db;
}

static void run(struct db *db, const char *sql)
{
	ck_assert_msg(db_exec(db, &scope, sql), "%s: %s", sql, scope.err.msg);
}

/* The text with $N, $A and $S as numbers and schema. */
static const char *with(const char *text, int n, int account, const char *schema)
{
	struct strbuf out = strbuf_init(scope.arena, 64 * 1024);

	for (const char *c = text; *c; c++) {
		if (*c != '$') {
			strbuf_add(&out, c, 1);
			continue;
		}
		c++;
		strbuf_str(
			&out, *c == 'S' ? schema
					: arena_printf(scope.arena, "%d", *c == 'N' ? n : account));
	}
	return strbuf_text(&out);
}

/* An account with something in every table. Its rows have the numbers from `n` on. */
static void fill(struct db *db, int n, int account)
{
	const char *const sql =
		"INSERT INTO account VALUES ($A, 'id$A', 'private$A', 'public$A');"
		"INSERT INTO folder VALUES ($N + 1, $A, 'below$A', NULL, 'below', '/below', "
		"3, 4);"
		"INSERT INTO folder VALUES ($N + 2, $A, 'root$A', NULL, '', '/', 1, 2);"
		"UPDATE folder SET parent_id = $N + 2 WHERE id = $N + 1;"
		"INSERT INTO file VALUES ($N + 1, $A, 'file$A', $N + 1, 'red car.jpg', "
		"$N + 2,"
		" 3, 5);"
		"INSERT INTO file_version VALUES ($N + 1, $N + 1, 'file$A', 1, 'key1', "
		"'blob1', 7,"
		" 'image/jpeg', 1, 80, 60, 6, 0, 72.5, 72.5, '1,2,3,4', 'old', 1, 0, 5, 6);"
		"INSERT INTO file_version VALUES ($N + 2, $N + 1, 'second$A', 2, 'key2', "
		"'blob2',"
		" 8, 'image/png', 1, 81, 61, 0, 1, 0, 0, NULL, NULL, 0, 1, 7, 8);"
		"INSERT INTO file VALUES ($N + 2, $A, 'third$A', $N + 2, 'b.txt', $N + 3, 2, 6);"
		"INSERT INTO file_version VALUES ($N + 3, $N + 2, 'third$A', 1, 'key3', "
		"'blob3', 9, 'text/plain', 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, 1, 9, 9);"
		"INSERT INTO tag_word VALUES ($N + 1, $A, 'summer');"
		"INSERT INTO tag_word VALUES ($N + 2, $A, 'unused');"
		"INSERT INTO tag VALUES ($N + 2, 0, $N + 1);"
		"INSERT INTO field VALUES ($N + 1, $A, 'field$A', 'brand', 'Brand', 'Text',"
		" '{}', 0, 'What it is', 0);"
		"INSERT INTO field VALUES ($N + 2, $A, 'gone$A', 'old', 'Old', 'Number', "
		"'{}', 1, NULL, 1);"
		"INSERT INTO field_value VALUES ($N + 1, $N + 2, $N + 1, 0, '\"Acme\"', "
		"'Acme');"
		"INSERT INTO field_value VALUES ($N + 2, $N + 2, $N + 2, 0, '1.5', 1.5);"
		"INSERT OR IGNORE INTO blob_facts VALUES ('blob1', '{\"Make\":\"X\"}', 9, 1.5, "
		"2.5, NULL,"
		" NULL, NULL, NULL);"
		"INSERT OR IGNORE INTO blob_keyword VALUES ('blob1', 'beach');"
		"INSERT INTO job VALUES ($N + 1, $A, 'job$A', 'COPY_FOLDER', '/a', '/b', 1, "
		"'p', 0,"
		" 10, 11, 1);"
		"INSERT INTO purge VALUES ($N + 1, $A, 'purge$A', 'https://x/y', 12, 13);"
		"INSERT INTO upload_token VALUES ($A, 'token', 14);";

	run(db, with(sql, n, account, "main"));
}

/* What each table says of an account, without the numbers of rows. $S is the schema, $A the account. */
static const struct question {
	const char *table, *sql;
} questions[] = {
	{ "account", "SELECT imagekit_id || private_key || public_key AS x FROM $S.account "
		     "WHERE id = $A" },
	{ "folder", "SELECT f.public_id || f.name || f.path || f.created_at || f.updated_at || "
		    "coalesce(p.path, '-') AS x FROM $S.folder f "
		    "LEFT JOIN $S.folder p ON p.id = f.parent_id WHERE f.account_id = $A" },
	{ "file", "SELECT f.public_id || f.name || d.path || v.public_id || f.next_version_no || "
		  "f.created_at AS x FROM $S.file f JOIN $S.folder d ON d.id = f.folder_id "
		  "JOIN $S.file_version v ON v.id = f.current_version_id "
		  "WHERE f.account_id = $A" },
	{ "file_version",
		"SELECT v.public_id || v.number || v.delivery_key || v.blob || v.size || v.mime || "
		"v.is_image || v.width || 'x' || v.height || v.orientation || v.has_alpha || "
		"v.x_resolution || v.y_resolution || coalesce(v.custom_coordinates, '-') || "
		"coalesce(v.description, '-') || v.is_private || v.is_published || v.created_at || "
		"v.updated_at AS x FROM $S.file_version v JOIN $S.file f ON f.id = v.file_id "
		"WHERE f.account_id = $A" },
	{ "tag_word", "SELECT name AS x FROM $S.tag_word WHERE account_id = $A" },
	{ "tag", "SELECT v.public_id || t.position || w.name AS x FROM $S.tag t "
		 "JOIN $S.tag_word w ON w.id = t.word_id "
		 "JOIN $S.file_version v ON v.id = t.version_id WHERE w.account_id = $A" },
	{ "field", "SELECT public_id || name || label || type || schema || is_deleted AS x "
		   "FROM $S.field WHERE account_id = $A" },
	{ "field_value",
		"SELECT v.public_id || f.name || x.position || x.json || typeof(x.item) || "
		"x.item AS x FROM $S.field_value x "
		"JOIN $S.field f ON f.id = x.field_id "
		"JOIN $S.file_version v ON v.id = x.version_id "
		"WHERE f.account_id = $A" },
	{ "blob_facts", "SELECT b.blob || embedded || taken_at || latitude || longitude AS x "
			"FROM $S.blob_facts b WHERE blob IN (SELECT v.blob FROM $S.file_version v "
			"JOIN $S.file f ON f.id = v.file_id WHERE f.account_id = $A)" },
	{ "blob_keyword", "SELECT word AS x FROM $S.blob_keyword k WHERE blob IN "
			  "(SELECT v.blob FROM $S.file_version v JOIN $S.file f "
			  "ON f.id = v.file_id WHERE f.account_id = $A)" },
	{ "job", "SELECT public_id || type || source_path || target_path || include_versions || "
		 "purge_request_id || purge_failed || created_at || due_at || is_done AS x "
		 "FROM $S.job WHERE account_id = $A" },
	{ "purge", "SELECT public_id || url || created_at || due_at AS x FROM $S.purge "
		   "WHERE account_id = $A" },
	{ "upload_token", "SELECT token || used_at AS x FROM $S.upload_token "
			  "WHERE account_id = $A" },
	{ "file_text", "SELECT f.public_id AS x FROM $S.file_text t "
		       "JOIN $S.file f ON f.id = t.rowid "
		       "WHERE file_text MATCH 'car' AND f.account_id = $A" },
	{ "folder_text", "SELECT f.public_id AS x FROM $S.folder_text t "
			 "JOIN $S.folder f ON f.id = t.rowid "
			 "WHERE folder_text MATCH 'below' AND f.account_id = $A" },
	{ "tag_text", "SELECT w.name AS x FROM $S.tag_text t JOIN $S.tag_word w ON w.id = t.rowid "
		      "WHERE tag_text MATCH 'summer' AND w.account_id = $A" },
	{ "field_text", "SELECT v.json AS x FROM $S.field_text t "
			"JOIN $S.field_value v ON v.id = t.rowid "
			"JOIN $S.field f ON f.id = v.field_id "
			"WHERE field_text MATCH 'acme' AND f.account_id = $A" },
};

/* Tables of no account, those that full text keeps for itself, and what jobs have come to: in a start none has begun. */
static const char *const others[] = { "blob_garbage", "control_state", "remote_file", "job_walk" };

static const char *answer(const struct question *question, const char *schema, int account)
{
	const char *inner = with(question->sql, 0, account, schema);
	struct db_query q = db_begin_once(
		live, arena_printf(scope.arena,
			      "SELECT group_concat(x, ' | ') FROM (%s ORDER BY 1)", inner));
	const char *text = db_row(&q) ? db_text(&q, 0, &scope) : NULL;

	ck_assert_msg(db_end(&q, &scope), "%s: %s", question->table, scope.err.msg);
	return text ? text : "nothing";
}

static void setup(void)
{
	open_folder();
	const char *path = in_folder("start.db");
	struct db *start = open_library(path);
	fill(start, 0, 5);
	fill(start, 10, 6);
	db_close(start);
	live = open_library(in_folder("live.db"));
	fill(live, 100, 6);
	fill(live, 3, 7);
	ck_assert_msg(account_copy_store_attach(live, &scope, path), "%s", scope.err.msg);
}

static void teardown(void)
{
	db_close(live);
	close_folder();
}

static bool is_known(const char *table)
{
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		if (strcmp(questions[i].table, table) == 0)
			return true;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (strcmp(others[i], table) == 0)
			return true;
	return false;
}

/* A file a part. Between the parts somebody else makes rows with the next numbers. */
static void copy_account(int from, int to)
{
	struct account_copy copy = { .from = from, .to = to };
	int64_t most = 100;
	bool all = false;

	run(live, "BEGIN IMMEDIATE");
	ck_assert_msg(account_copy_store_begin(live, &scope, &copy, &most), "%s", scope.err.msg);
	ck_assert_msg(most == 92, "an account, two folders, words and fields, a token: %jd",
		(intmax_t)most);
	run(live, "COMMIT");
	for (int part = 1; !all; part++) {
		fill(live, 1000 * part, 10 + part);
		int64_t rows = 1;
		run(live, "BEGIN IMMEDIATE");
		ck_assert_msg(account_copy_store_files(live, &scope, &copy, &rows, &all), "%s",
			scope.err.msg);
		run(live, "COMMIT");
		ck_assert_int_le(part, 3);
	}
	run(live, "BEGIN IMMEDIATE");
	ck_assert_msg(account_copy_store_end(live, &scope, &copy), "%s", scope.err.msg);
	run(live, "COMMIT");
}

/* While the parts come, clients go on: one takes a place that a file is to have, one deletes a folder. */
START_TEST(what_came_between_the_parts_gives_way)
{
	struct account_copy copy = { .from = 5, .to = 5 };
	int64_t rows = 100;
	bool all;

	run(live, "BEGIN IMMEDIATE");
	ck_assert_msg(account_copy_store_begin(live, &scope, &copy, &rows), "%s", scope.err.msg);
	run(live,
		"INSERT INTO file SELECT 900, 5, 'mine', id, 'b.txt', 900, 2, 6 FROM folder WHERE "
		"account_id = 5 AND path = '/'");
	run(live, "DELETE FROM folder WHERE account_id = 5 AND path = '/below'");
	ck_assert_msg(
		account_copy_store_files(live, &scope, &copy, &rows, &all), "%s", scope.err.msg);
	ck_assert(all);
	run(live, "COMMIT");
	const struct question names = { "file",
		"SELECT public_id AS x FROM $S.file WHERE account_id = $A" };
	ck_assert_str_eq(answer(&names, "main", 5), "third5");
}
END_TEST

START_TEST(every_table_is_asked_about)
{
	struct db_query q =
		db_begin_once(live, "SELECT name FROM main.sqlite_master WHERE type = 'table' "
				    "AND name NOT LIKE 'sqlite_%' AND name NOT GLOB '*_text_*'");

	while (db_row(&q)) {
		const char *table = db_text(&q, 0, &scope);
		ck_assert_msg(is_known(table), "%s: is it copied with an account?", table);
	}
	ck_assert(db_end(&q, &scope));
}
END_TEST

START_TEST(everything_of_the_account_comes)
{
	copy_account(5, 5);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++) {
		const char *there = answer(&questions[i], "start", 5);
		ck_assert_msg(strcmp(there, "nothing") != 0, "%s is empty", questions[i].table);
		ck_assert_msg(strcmp(there, answer(&questions[i], "main", 5)) == 0,
			"%s: %s became %s", questions[i].table, there,
			answer(&questions[i], "main", 5));
	}
}
END_TEST

START_TEST(the_other_accounts_stay)
{
	const char *before[ARRAY_LEN(questions)][2];

	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		for (int a = 0; a < 2; a++)
			before[i][a] = answer(&questions[i], "main", 6 + a);
	copy_account(5, 5);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		for (int a = 0; a < 2; a++)
			ck_assert_str_eq(before[i][a], answer(&questions[i], "main", 6 + a));
}
END_TEST

/* A library that was restored from elsewhere may number its accounts in another way than the start. */
START_TEST(the_row_here_may_be_another)
{
	copy_account(5, 4);
	for (size_t i = 0; i < ARRAY_LEN(questions); i++)
		ck_assert_str_eq(
			answer(&questions[i], "start", 5), answer(&questions[i], "main", 4));
}
END_TEST

START_TEST(whether_the_start_has_it)
{
	int64_t row = 0;

	ck_assert(account_copy_store_find(live, &scope, "id5", &row));
	ck_assert_int_eq(row, 5);
	ck_assert(!account_copy_store_find(live, &scope, "id7", &row));
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("account_copy_store");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_table_is_asked_about);
	tcase_add_test(tc, everything_of_the_account_comes);
	tcase_add_test(tc, the_other_accounts_stay);
	tcase_add_test(tc, what_came_between_the_parts_gives_way);
	tcase_add_test(tc, the_row_here_may_be_another);
	tcase_add_test(tc, whether_the_start_has_it);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
