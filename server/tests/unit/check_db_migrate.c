/* From nothing to the program's schema, and what stops on the way. */
#include "db/db_migrate.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

static struct db *db;

static void set_up(void)
{
	static const struct db_options options = { 0 };

	open_scope();
	ck_assert(db_open(&scope, ":memory:", &options, &db));
}

static void tear_down(void)
{
	db_close(db);
	close_scope();
}

static int64_t number_of(const char *sql)
{
	struct db_query q = db_begin_once(db, sql);
	int64_t n = -1;

	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_end(&q, &scope), "%s", scope.err.msg);
	return n;
}

static int64_t version(void)
{
	return number_of("PRAGMA user_version");
}

static int64_t tables(void)
{
	return number_of("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
}

START_TEST(an_empty_database_gets_the_whole_schema)
{
	static const char *const names[] = { "account", "folder", "file", "file_version", "tag",
		"blob_garbage", "upload_token" };

	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	ck_assert_int_eq(version(), (int64_t)db_migrations_count);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct db_query q = db_begin_once(
			db, arena_printf(scope.arena, "SELECT count(*) FROM %s", names[i]));
		ck_assert_msg(db_row(&q) && db_int(&q, 0) == 0, "%s", names[i]);
		ck_assert_msg(db_end(&q, &scope), "%s", names[i]);
	}
	ck_assert_int_eq(number_of("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}
END_TEST

START_TEST(a_current_database_stays_as_it_is)
{
	ck_assert(db_migrate(db, &scope));
	ck_assert(db_exec(db, &scope,
		"INSERT INTO account (imagekit_id, private_key) VALUES ('demo', 'private')"));
	int64_t changes = number_of("PRAGMA schema_version");
	ck_assert(db_migrate(db, &scope));
	ck_assert_int_eq(number_of("PRAGMA schema_version"), changes);
	ck_assert_int_eq(number_of("SELECT count(*) FROM account"), 1);
}
END_TEST

START_TEST(a_newer_database_is_refused_in_words)
{
	const char *newer = arena_printf(scope.arena,
		"PRAGMA user_version = %zu; CREATE TABLE future (a)", db_migrations_count + 1);

	ck_assert(db_exec(db, &scope, newer));
	ck_assert(!db_migrate(db, &scope));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_msg(strstr(scope.err.msg, "newer") != NULL, "%s", scope.err.msg);
	ck_assert_int_eq(tables(), 1);
}
END_TEST

START_TEST(a_database_of_another_program_is_refused)
{
	ck_assert(db_exec(db, &scope, "PRAGMA user_version = -7"));
	ck_assert(!db_migrate(db, &scope));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_int_eq(tables(), 0);
}
END_TEST

/* The first step meets a table of the name that it makes last. */
START_TEST(a_step_that_fails_changes_nothing)
{
	ck_assert(db_exec(db, &scope, "CREATE TABLE upload_token (in_the_way)"));
	ck_assert(!db_migrate(db, &scope));
	ck_assert_int_ne(scope.err.code, ERR_NONE);
	ck_assert_msg(strstr(scope.err.msg, "upload_token") != NULL, "%s", scope.err.msg);
	err_clear(&scope);
	ck_assert_int_eq(version(), 0);
	ck_assert_int_eq(tables(), 1);

	/* No transaction stays open, and once the cause is gone all is well. */
	ck_assert_msg(
		db_exec(db, &scope, "BEGIN; DROP TABLE upload_token; COMMIT"), "%s", scope.err.msg);
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	ck_assert_int_eq(version(), (int64_t)db_migrations_count);
}
END_TEST

/* A library of schema 2: two accounts, tags in both, one of them twice on a version. */
static const char library_2[] =
	"INSERT INTO account (id, imagekit_id, private_key) VALUES (1, 'a', 'pa'), (2, 'b', 'pb');"
	"INSERT INTO folder VALUES (1, 1, 'fa', NULL, '', '/', 1, 1), (2, 2, 'fb', NULL, '', '/', "
	"1, 1),"
	" (3, 1, 'fc', 1, 'summer-sale', '/summer-sale', 1, 1);"
	"INSERT INTO file VALUES (1, 1, 'x', 1, 'red-dress.jpg', 1, 2, 5),"
	" (2, 2, 'y', 2, 'blue.jpg', 2, 2, 6);"
	"INSERT INTO file_version VALUES "
	"(1, 1, 'x', 1, 'k1', 'b1', 1, 'image/jpeg', 1, 1, 1, 0, 0, 0.0, 0.0, NULL, NULL, 0, 1, 5, "
	"5),"
	"(2, 2, 'y', 1, 'k2', 'b2', 1, 'image/jpeg', 1, 1, 1, 0, 0, 0.0, 0.0, NULL, NULL, 0, 1, 6, "
	"6);"
	"INSERT INTO tag VALUES (1, 0, 'sale'), (1, 1, 'new'), (1, 2, 'sale'), (2, 0, 'sale');"
	"PRAGMA user_version = 2";

START_TEST(a_library_of_schema_2_keeps_its_tags_and_can_be_searched)
{
	static const struct {
		const char *label, *sql;
		int64_t want;
	} rows[] = {
		{ "words", "SELECT count(*) FROM tag_word", 3 },
		{ "tags", "SELECT count(*) FROM tag", 4 },
		{ "order",
			"SELECT count(*) FROM tag t JOIN tag_word w ON w.id = t.word_id WHERE "
			"t.version_id = 1 AND w.account_id = 1 AND (position, name) IN "
			"(VALUES (0, 'sale'), (1, 'new'), (2, 'sale'))",
			3 },
		{ "the other account",
			"SELECT count(*) FROM tag t JOIN tag_word w ON w.id = t.word_id "
			"WHERE t.version_id = 2 AND w.account_id = 2 AND w.name = 'sale'",
			1 },
		{ "names", "SELECT rowid FROM file_text WHERE file_text MATCH 'dress'", 1 },
		{ "folders", "SELECT rowid FROM folder_text WHERE folder_text MATCH 'sale'", 3 },
		{ "texts of tags", "SELECT count(*) FROM tag_text WHERE tag_text MATCH 'sal*'", 2 },
		{ "nothing broken", "SELECT count(*) FROM pragma_foreign_key_check", 0 },
		{ "nothing old", "SELECT count(*) FROM sqlite_schema WHERE name = 'old_tag'", 0 },
	};

	ck_assert(db_exec(db, &scope, db_migrations[0]) && db_exec(db, &scope, db_migrations[1]));
	ck_assert_msg(db_exec(db, &scope, library_2), "%s", scope.err.msg);
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg(number_of(rows[i].sql) == rows[i].want, "%s", rows[i].label);
}
END_TEST

/* Whatever the way in which rows go, their words go with them. */
START_TEST(no_word_outlives_its_text)
{
	static const char *const tables_of_text[] = { "file_text", "folder_text", "tag_text" };

	ck_assert(db_exec(db, &scope, "PRAGMA foreign_keys = ON"));
	ck_assert(db_exec(db, &scope, db_migrations[0]) && db_exec(db, &scope, db_migrations[1]));
	ck_assert_msg(db_exec(db, &scope, library_2), "%s", scope.err.msg);
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	ck_assert(db_exec(db, &scope, "UPDATE file SET name = 'green.jpg' WHERE id = 1"));
	ck_assert_int_eq(
		number_of("SELECT count(*) FROM file_text WHERE file_text MATCH 'red'"), 0);
	ck_assert_int_eq(number_of("SELECT rowid FROM file_text WHERE file_text MATCH 'green'"), 1);
	ck_assert_msg(db_exec(db, &scope, "DELETE FROM account"), "%s", scope.err.msg);
	for (size_t i = 0; i < ARRAY_LEN(tables_of_text); i++)
		ck_assert_int_eq(
			number_of(arena_printf(scope.arena,
				"SELECT count(*) FROM %s WHERE %s MATCH 's* OR b* OR g* OR j*'",
				tables_of_text[i], tables_of_text[i])),
			0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *cases = tcase_create("db_migrate");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, an_empty_database_gets_the_whole_schema);
	tcase_add_test(cases, a_current_database_stays_as_it_is);
	tcase_add_test(cases, a_newer_database_is_refused_in_words);
	tcase_add_test(cases, a_database_of_another_program_is_refused);
	tcase_add_test(cases, a_step_that_fails_changes_nothing);
	tcase_add_test(cases, a_library_of_schema_2_keeps_its_tags_and_can_be_searched);
	tcase_add_test(cases, no_word_outlives_its_text);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
