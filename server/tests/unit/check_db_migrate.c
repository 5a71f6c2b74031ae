/* From nothing to the program's schema, and what stops on the way. */
#include "db/db_migrate.h"
#include "tests/support/check_main.h"

#include <string.h>

static struct scope scope;
static struct db *db;

static void set_up(void)
{
	static const struct db_options options = { 0 };

	scope = scope_open();
	ck_assert(db_open(&scope, ":memory:", &options, &db));
}

static void tear_down(void)
{
	db_close(db);
	scope_close(&scope);
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
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
