/* Copies of databases: the same content, for those who look before and after. */
#include "db/db.h"
#include "db/db_copy.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *live_path, *copy_path;

static struct db *open_as(const char *path, struct db_options options)
{
	struct db *db;

	ck_assert_msg(db_open(&scope, path, &options, &db), "%s", scope.err.msg);
	return db;
}

static void run(struct db *db, const char *sql)
{
	ck_assert_msg(db_exec(db, &scope, sql), "%s: %s", sql, scope.err.msg);
}

static int64_t ask(struct db *db, const char *sql)
{
	struct db_query q = db_begin_once(db, sql);
	int64_t n = db_row(&q) ? db_int(&q, 0) : -1;

	ck_assert_msg(db_end(&q, &scope), "%s: %s", sql, scope.err.msg);
	return n;
}

static void copy(const char *from, const char *to, bool live)
{
	const struct db_copy c = { .from = from, .to = to, .live = live, .durable = true };

	ck_assert_msg(db_copy(&scope, &c), "%s", scope.err.msg);
}

static void setup(void)
{
	open_folder();
	live_path = in_folder("live.db");
	copy_path = in_folder("copy.db");
	struct db *db = open_as(live_path, (struct db_options){ .durable = true });
	run(db, "CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1), (2);"
		"CREATE VIRTUAL TABLE words USING fts5 (w, content = '');"
		"INSERT INTO words (rowid, w) VALUES (1, 'red car');");
	db_close(db);
}

static void teardown(void)
{
	close_folder();
}

START_TEST(a_copy_is_one_file_with_the_same_content)
{
	struct db *live = open_as(live_path, (struct db_options){ 0 });
	run(live, "INSERT INTO t VALUES (3)"); /* in the log, not in the file yet */

	copy(live_path, copy_path, false);
	ck_assert_msg(access(in_folder("copy.db-wal"), F_OK) != 0, "there is a log");
	struct db *there = open_as(copy_path, (struct db_options){ .read_only = true });
	ck_assert_int_eq(ask(there, "SELECT sum(n) FROM t"), 6);
	ck_assert_int_eq(ask(there, "SELECT rowid FROM words WHERE words MATCH 'car'"), 1);
	db_close(there);
	ck_assert_msg(access(in_folder("copy.db-wal"), F_OK) != 0, "a reader left a log");
	db_close(live);
}
END_TEST

START_TEST(readers_and_writers_go_on_with_the_new_content)
{
	struct db *writer = open_as(live_path, (struct db_options){ 0 });
	struct db *reader = open_as(live_path, (struct db_options){ .read_only = true });
	static const char count[] = "SELECT count(*) FROM t";
	static const char word[] = "SELECT count(*) FROM words WHERE words MATCH 'blue'";

	copy(live_path, copy_path, false);
	run(writer, "DELETE FROM t; INSERT INTO words (rowid, w) VALUES (2, 'blue')");
	ck_assert_int_eq(ask(reader, count), 0);
	ck_assert_int_eq(ask(reader, word), 1);
	ck_assert_int_eq(ask(writer, word), 1);
	copy(copy_path, live_path, true);
	ck_assert_int_eq(ask(reader, count), 2);
	ck_assert_int_eq(ask(reader, word), 0);
	ck_assert_int_eq(ask(writer, word), 0);
	run(writer, "INSERT INTO t VALUES (4); INSERT INTO words (rowid, w) VALUES (2, 'blue')");
	ck_assert_int_eq(ask(reader, count), 3);
	ck_assert_int_eq(ask(reader, word), 1);
	ck_assert_int_eq(ask(reader, "SELECT count(*) FROM words WHERE words MATCH 'red'"), 1);
	db_close(reader);
	db_close(writer);
}
END_TEST

START_TEST(a_reader_in_the_middle_keeps_what_it_sees)
{
	struct db *writer = open_as(live_path, (struct db_options){ 0 });
	struct db *reader = open_as(live_path, (struct db_options){ .read_only = true });

	copy(live_path, copy_path, false);
	run(writer, "INSERT INTO t VALUES (5)");
	struct db_query q = db_begin_once(reader, "SELECT n FROM t ORDER BY n");
	ck_assert(db_row(&q));
	copy(copy_path, live_path, true);
	ck_assert(db_row(&q) && db_row(&q));
	ck_assert_int_eq(db_int(&q, 0), 5);
	ck_assert(!db_row(&q));
	ck_assert(db_end(&q, &scope));
	ck_assert_int_eq(ask(reader, "SELECT count(*) FROM t"), 2);
	db_close(reader);
	db_close(writer);
}
END_TEST

START_TEST(what_cannot_be_read_changes_nothing)
{
	const struct db_copy missing = {
		.from = in_folder("nothing.db"), .to = live_path, .live = true
	};
	FILE *f = fopen(copy_path, "w");

	ck_assert(!db_copy(&scope, &missing));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	ck_assert_ptr_nonnull(f);
	for (int i = 0; i < 1000; i++)
		fputs("no database at all. ", f);
	fclose(f);
	const struct db_copy odd = { .from = copy_path, .to = live_path, .live = true };
	ck_assert(!db_copy(&scope, &odd));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	struct db *live = open_as(live_path, (struct db_options){ .read_only = true });
	ck_assert_int_eq(ask(live, "SELECT sum(n) FROM t"), 3);
	db_close(live);
}
END_TEST

/* Nobody but the copying writes: its commits must not pile up beside the database. */
START_TEST(the_log_of_a_live_database_does_not_grow_with_every_copy)
{
	enum { COPIES = 100, MOST = 20 * 1024 * 1024 };
	struct db *live = open_as(live_path, (struct db_options){ 0 });
	struct stat st;

	run(live, "INSERT INTO t SELECT 1 FROM (WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL "
		  "SELECT n + 1 FROM c WHERE n < 60000) SELECT n FROM c)");
	copy(live_path, copy_path, false);
	ck_assert_int_eq(stat(copy_path, &st), 0);
	ck_assert_int_gt(st.st_size * COPIES, 2 * MOST);
	for (int i = 0; i < COPIES; i++)
		copy(copy_path, live_path, true);
	ck_assert_int_eq(stat(in_folder("live.db-wal"), &st), 0);
	ck_assert_int_lt(st.st_size, MOST);
	ck_assert_int_eq(ask(live, "SELECT count(*) FROM t"), 60002);
	db_close(live);
}
END_TEST

static bool is_there(const char *name)
{
	return access(in_folder(name), F_OK) == 0;
}

START_TEST(a_new_database_is_a_live_one_from_the_first)
{
	const char *path = in_folder("new.db");
	const struct db_copy new = { .from = copy_path, .to = path, .durable = true };

	copy(live_path, copy_path, false);
	ck_assert_msg(db_copy_new(&scope, &new), "%s", scope.err.msg);
	ck_assert(!is_there("new.db-new"));
	struct db *reader = open_as(path, (struct db_options){ .read_only = true });
	struct db_query q = db_begin_once(reader, "PRAGMA journal_mode");
	ck_assert(db_row(&q));
	ck_assert_str_eq(db_text(&q, 0, &scope), "wal");
	ck_assert(db_end(&q, &scope));
	struct db *writer = open_as(path, (struct db_options){ .durable = true });
	run(writer, "INSERT INTO t VALUES (3)");
	ck_assert_int_eq(ask(reader, "SELECT sum(n) FROM t"), 6);
	ck_assert_int_eq(ask(reader, "SELECT rowid FROM words WHERE words MATCH 'car'"), 1);
	db_close(reader);
	db_close(writer);
}
END_TEST

/* SQLite takes a log beside a database for its own, whatever wrote it. */
START_TEST(what_a_database_that_is_gone_left_is_no_part_of_the_new_one)
{
	const struct db_copy new = { .from = copy_path, .to = live_path };

	copy(live_path, copy_path, false);
	struct db *gone = open_as(live_path, (struct db_options){ 0 });
	run(gone, "INSERT INTO t VALUES (3)");
	ck_assert(is_there("live.db-wal"));
	ck_assert_int_eq(unlink(live_path), 0);
	ck_assert_msg(db_copy_new(&scope, &new), "%s", scope.err.msg);
	struct db *reader = open_as(live_path, (struct db_options){ .read_only = true });
	ck_assert_int_eq(ask(reader, "SELECT sum(n) FROM t"), 3);
	db_close(reader);
	db_close(gone);
}
END_TEST

START_TEST(a_new_database_of_nothing_is_none)
{
	const struct db_copy missing = { .from = in_folder("nothing.db"), .to = copy_path };
	const struct db_copy nowhere = { .from = live_path, .to = in_folder("missing/new.db") };

	ck_assert(!db_copy_new(&scope, &missing));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert(!is_there("copy.db") && !is_there("copy.db-new"));
	err_clear(&scope);
	ck_assert(!db_copy_new(&scope, &nowhere));
	ck_assert_ptr_nonnull(strstr(scope.err.msg, nowhere.to));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *tc = tcase_create("db_copy");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, a_copy_is_one_file_with_the_same_content);
	tcase_add_test(tc, readers_and_writers_go_on_with_the_new_content);
	tcase_add_test(tc, a_reader_in_the_middle_keeps_what_it_sees);
	tcase_add_test(tc, what_cannot_be_read_changes_nothing);
	tcase_add_test(tc, the_log_of_a_live_database_does_not_grow_with_every_copy);
	tcase_add_test(tc, a_new_database_is_a_live_one_from_the_first);
	tcase_add_test(tc, what_a_database_that_is_gone_left_is_no_part_of_the_new_one);
	tcase_add_test(tc, a_new_database_of_nothing_is_none);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
