/* Databases that are and are not libraries of this program. */
#include "db/db_check.h"
#include "db/db_migrate.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <fcntl.h>

static struct db *db;

static void open_new(void)
{
	static const struct db_options options = { .plain = true };

	ck_assert_msg(db_open(&scope, in_folder("library.db"), &options, &db), "%s", scope.err.msg);
}

static void set_up(void)
{
	open_folder();
	open_new();
}

static void tear_down(void)
{
	db_close(db);
	close_folder();
}

static void run(const char *sql)
{
	ck_assert_msg(db_exec(db, &scope, sql), "%s: %s", sql, scope.err.msg);
}

START_TEST(libraries_of_every_version_are_fine)
{
	for (size_t version = 1; version <= db_migrations_count; version++) {
		ck_assert_msg(db_migrate_to(db, &scope, (int64_t)version), "%s", scope.err.msg);
		ck_assert_msg(db_check_schema(db, &scope) && db_check_content(db, &scope),
			"%zu: %s", version, scope.err.msg);
	}
}
END_TEST

static const struct {
	const char *label, *sql, *want;
} rows[] = {
	{ "a newer version", "PRAGMA user_version = 9999",
		"it was written by a newer version of this program (schema 9999" },
	{ "no version", "PRAGMA user_version = 0", "it is no library of this program" },
	{ "a negative version", "PRAGMA user_version = -5", "it is no library of this program" },
	{ "an older version's number", "PRAGMA user_version = 1", " is not " },
	{ "a table more", "CREATE TABLE zebra (a)", "'zebra' is not of this program" },
	{ "a table less", "DROP TABLE upload_token", "'upload_token' is missing" },
	{ "a view", "CREATE VIEW zebra AS SELECT 1", "'zebra' is not of this program" },
	{ "a trigger that writes",
		"CREATE TRIGGER zebra AFTER INSERT ON file BEGIN DELETE FROM account; END",
		"'zebra' is not of this program" },
	{ "another trigger of the same name",
		"DROP TRIGGER file_version_gone; CREATE TRIGGER file_version_gone AFTER DELETE ON "
		"file_version BEGIN DELETE FROM account; END",
		"'file_version_gone' is not what this program makes" },
	{ "an index less", "DROP INDEX file_version_blob", "'file_version_blob' is missing" },
	{ "other pages", "PRAGMA page_size = 8192; VACUUM", "its page_size is 8192, not 4096" },
	{ "pages that move", "PRAGMA auto_vacuum = FULL; VACUUM", "its auto_vacuum is 1, not 0" },
	{ "a column more", "ALTER TABLE account ADD COLUMN zebra TEXT",
		"'account' is not what this program makes" },
};

START_TEST(a_schema_that_differs_is_told_by_name)
{
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	run(rows[_i].sql);
	ck_assert_msg(!db_check_schema(db, &scope), "%s: was taken", rows[_i].label);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strstr(scope.err.msg, rows[_i].want) != NULL, "%s: %s", rows[_i].label,
		scope.err.msg);
}
END_TEST

/* Can only be chosen before anything is there. */
START_TEST(texts_of_another_encoding_are_refused)
{
	run("PRAGMA encoding = 'UTF-16le'");
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	ck_assert(!db_check_schema(db, &scope));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, "its encoding is UTF-16le, not UTF-8");
}
END_TEST

START_TEST(a_reference_to_nothing_is_found)
{
	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	run("PRAGMA foreign_keys = OFF");
	run("INSERT INTO upload_token (account_id, token, used_at) VALUES (7, 't', 1)");
	ck_assert(db_check_schema(db, &scope));
	ck_assert(!db_check_content(db, &scope));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg,
		"it is damaged: a row of upload_token names one of account that is not there");
}
END_TEST

/* Puts bytes into the closed file. */
static void scribble(off_t at, size_t n)
{
	uint8_t noise[4096];
	const char *path = in_folder("library.db");
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	memset(noise, 0xa5, sizeof(noise));
	ck_assert(fd >= 0 && n <= sizeof(noise));
	ck_assert(pwrite(fd, noise, n, at) == (ssize_t)n);
	close(fd);
}

START_TEST(a_damaged_page_is_found)
{
	static const struct db_options options = { .plain = true };

	ck_assert_msg(db_migrate(db, &scope), "%s", scope.err.msg);
	db_close(db);
	scribble(4096 * 3, 4096);
	ck_assert_msg(db_open(&scope, in_folder("library.db"), &options, &db), "%s", scope.err.msg);
	ck_assert(!db_check_schema(db, &scope) || !db_check_content(db, &scope));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *tc = tcase_create("db_check");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, libraries_of_every_version_are_fine);
	tcase_add_loop_test(tc, a_schema_that_differs_is_told_by_name, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(tc, texts_of_another_encoding_are_refused);
	tcase_add_test(tc, a_reference_to_nothing_is_found);
	tcase_add_test(tc, a_damaged_page_is_found);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
