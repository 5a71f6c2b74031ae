/* A new database that is made in one step against one that the migrations have made. */
#include "base/strbuf.h"
#include "db/db.h"
#include "db/db_migrate.h"
#include "db/db_schema.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path;
static struct db *at_once, *migrated;

static void open_at(const char *where, struct db **out)
{
	static const struct db_options options = { .plain = true };

	ck_assert_msg(db_open(&scope, where, &options, out), "%s", scope.err.msg);
}

static void set_up(void)
{
	open_folder();
	path = in_folder("new.db");
	ck_assert_msg(db_schema_create(&scope, path), "%s", scope.err.msg);
	open_at(path, &at_once);
	open_at(":memory:", &migrated);
	ck_assert_msg(db_migrate(migrated, &scope), "%s", scope.err.msg);
}

static void tear_down(void)
{
	db_close(at_once);
	db_close(migrated);
	close_folder();
}

/* All rows, a line each, the columns told apart. */
static const char *ask(struct db *db, const char *sql, int columns)
{
	struct strbuf text = strbuf_init(scope.arena, 1 << 20);
	struct db_query q = db_begin_once(db, sql);

	while (db_row(&q)) {
		for (int i = 0; i < columns; i++) {
			const char *value = db_text(&q, i, &scope);
			strbuf_printf(&text, "%s\x1f", value ? value : "(null)");
		}
		strbuf_str(&text, "\n");
	}
	ck_assert_msg(db_end(&q, &scope), "%s: %s", sql, scope.err.msg);
	return strbuf_text(&text);
}

static void compare(const char *sql, int columns)
{
	ck_assert_str_eq(ask(at_once, sql, columns), ask(migrated, sql, columns));
}

START_TEST(both_have_the_same_schema)
{
	compare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name", 4);
	compare("PRAGMA user_version", 1);
	compare("PRAGMA page_size", 1);
	compare("PRAGMA encoding", 1);
	compare("PRAGMA auto_vacuum", 1);
	compare("PRAGMA application_id", 1);
}
END_TEST

/* The tables of full text have rows from the beginning. */
START_TEST(both_hold_the_same_rows)
{
	static const char tables[] = "SELECT name FROM sqlite_schema WHERE type = 'table' "
				     "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
	struct db_query q = db_begin_once(migrated, tables);
	int count = 0;

	for (; db_row(&q); count++) {
		const char *name = db_text(&q, 0, &scope);
		compare(arena_printf(scope.arena, "SELECT count(*) FROM %s", name), 1);
	}
	ck_assert(db_end(&q, &scope));
	ck_assert_int_gt(count, 20);
	compare("SELECT id, hex(block) FROM file_text_data ORDER BY id", 2);
	compare("SELECT k, v FROM file_text_config ORDER BY k", 2);
}
END_TEST

START_TEST(what_was_made_in_one_step_is_whole_and_goes_on)
{
	ck_assert_str_eq(ask(at_once, "PRAGMA integrity_check", 1), "ok\x1f\n");
	ck_assert_str_eq(ask(at_once, "PRAGMA foreign_key_check", 1), "");
	/* There is nothing left to migrate. */
	const char *before = ask(at_once, "PRAGMA schema_version", 1);
	ck_assert_msg(db_migrate(at_once, &scope), "%s", scope.err.msg);
	ck_assert_str_eq(ask(at_once, "PRAGMA schema_version", 1), before);
	ck_assert_msg(
		db_exec(at_once, &scope,
			"INSERT INTO account (imagekit_id, private_key) VALUES ('demo', 'key');"
			"INSERT INTO tag_word (account_id, name) VALUES (1, 'red car')"),
		"%s", scope.err.msg);
	ck_assert_str_eq(ask(at_once, "SELECT rowid FROM tag_text WHERE tag_text MATCH 'car'", 1),
		"1\x1f\n");
}
END_TEST

START_TEST(what_the_file_held_is_gone)
{
	struct stat st;

	ck_assert_msg(
		db_exec(at_once, &scope, "CREATE TABLE more (a); INSERT INTO more VALUES (1)"),
		"%s", scope.err.msg);
	db_close(at_once);
	at_once = NULL;
	ck_assert_msg(db_schema_create(&scope, path), "%s", scope.err.msg);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_size, (off_t)db_schema.size);
	open_at(path, &at_once);
	compare("SELECT count(*) FROM sqlite_schema", 1);
}
END_TEST

START_TEST(where_no_file_can_be_it_says_which)
{
	const char *nowhere = in_folder("missing/new.db");

	ck_assert(!db_schema_create(&scope, nowhere));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_ptr_nonnull(strstr(scope.err.msg, nowhere));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db_schema");
	TCase *one = tcase_create("one step");

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, both_have_the_same_schema);
	tcase_add_test(one, both_hold_the_same_rows);
	tcase_add_test(one, what_was_made_in_one_step_is_whole_and_goes_on);
	tcase_add_test(one, what_the_file_held_is_gone);
	tcase_add_test(one, where_no_file_can_be_it_says_which);
	suite_add_tcase(suite, one);
	return check_run(suite);
}
