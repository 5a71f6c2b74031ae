/* The shelf of copies: names, what lies there, what it keeps. */
#include "db/db_copy.h"
#include "db/db_migrate.h"
#include "store/checkpoint_shelf.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <sys/wait.h>
#include <time.h>

static struct checkpoint_shelf *shelf;

static void open_shelf(void)
{
	ck_assert_msg(checkpoint_shelf_open(&scope, folder, true, &shelf), "%s", scope.err.msg);
}

static void setup(void)
{
	open_folder();
	open_shelf();
}

static void teardown(void)
{
	checkpoint_shelf_close(shelf);
	close_folder();
}

/* A library that names one blob, ready to be put on the shelf. */
static const char *make_copy(const char *blob)
{
	static const struct db_options options = { .plain = true };
	const char *path = checkpoint_shelf_scratch(shelf, scope.arena);
	struct db *db;

	ck_assert_msg(db_open(&scope, path, &options, &db) && db_migrate(db, &scope), "%s",
		scope.err.msg);
	struct db_query q = db_begin_once(db, "INSERT INTO remote_file VALUES ('https://x/', ?1)");
	db_bind_text(&q, 1, blob);
	ck_assert_msg(db_run(&q, &scope), "%s", scope.err.msg);
	db_close(db);
	return path;
}

static void put(const char *name, const char *blob)
{
	ck_assert_msg(
		checkpoint_shelf_put(shelf, &scope, make_copy(blob), name), "%s", scope.err.msg);
}

/* Unknown counts as named. */
static bool keeps(struct checkpoint_shelf *on, const char *blob)
{
	struct scope own = scope_open();
	bool named = checkpoint_shelf_names(on, &own, blob) || own.err.code != ERR_NONE;

	scope_close(&own);
	return named;
}

static const char *listed(void)
{
	struct checkpoint_facts *facts;
	const char *names = "";
	size_t count;

	checkpoint_shelf_list(shelf, scope.arena, &facts, &count);
	for (size_t i = 0; i < count; i++) {
		ck_assert_int_gt(facts[i].bytes, 0);
		ck_assert_int_gt(facts[i].created_at, INT64_C(1600000000000));
		names = arena_printf(scope.arena, "%s%s ", names, facts[i].name);
	}
	return names;
}

static const struct name_row {
	const char *name;
	bool fine;
} names[] = {
	{ "a", true },
	{ "before-v1.2_x", true },
	{ "0123456789012345678901234567890123456789012345678901234567890123", true },
	{ "01234567890123456789012345678901234567890123456789012345678901234", false },
	{ "", false },
	{ ".start", false },
	{ "..", false },
	{ "a/b", false },
	{ "a b", false },
	{ "caf\xc3\xa9", false },
	{ "a\n", false },
};

START_TEST(names_are_file_names)
{
	const struct name_row *row = &names[_i];

	ck_assert_msg(checkpoint_shelf_is_name(row->name) == row->fine, "'%s'", row->name);
}
END_TEST

START_TEST(copies_are_listed_by_name_without_the_start)
{
	put("b", "blob-b");
	put(CHECKPOINT_SHELF_START, "blob-start");
	put("a", "blob-a");
	ck_assert_str_eq(listed(), "a b ");
}
END_TEST

START_TEST(a_name_is_given_anew)
{
	put("a", "old");
	ck_assert(keeps(shelf, "old"));
	put("a", "new");
	ck_assert_str_eq(listed(), "a ");
	ck_assert(!keeps(shelf, "old"));
	ck_assert(keeps(shelf, "new"));
}
END_TEST

START_TEST(what_copies_name_is_kept_until_they_go)
{
	put("a", "one");
	put(CHECKPOINT_SHELF_START, "two");
	ck_assert(keeps(shelf, "one"));
	ck_assert(keeps(shelf, "two"));
	ck_assert(!keeps(shelf, "three"));
	ck_assert_msg(checkpoint_shelf_delete(shelf, &scope, "a"), "%s", scope.err.msg);
	ck_assert(!keeps(shelf, "one"));
	ck_assert_str_eq(listed(), "");
}
END_TEST

START_TEST(without_a_shelf_nothing_is_kept)
{
	ck_assert(!keeps(NULL, "one"));
}
END_TEST

static bool note_path(void *ctx, struct scope *s, const char *path)
{
	*(const char **)ctx = arena_strdup(s->arena, path);
	return true;
}

static bool refuse(void *ctx, struct scope *s, const char *path)
{
	(void)ctx;
	(void)path;
	return err_set(s, ERR_CONFLICT, "no");
}

START_TEST(a_copy_is_used_by_its_path)
{
	const char *path = NULL;

	put("a", "one");
	ck_assert(checkpoint_shelf_use(shelf, &scope, "a", note_path, &path));
	ck_assert_str_eq(path, in_folder("checkpoints/a.db"));
	ck_assert(!checkpoint_shelf_use(shelf, &scope, "a", refuse, NULL));
	ck_assert_str_eq(scope.err.msg, "no");
}
END_TEST

START_TEST(a_missing_name_tells_those_that_there_are)
{
	ck_assert(!checkpoint_shelf_delete(shelf, &scope, "x"));
	ck_assert_str_eq(scope.err.msg, "No checkpoint has the name x; there is none.");
	ck_assert_int_eq(scope.err.code, ERR_NOT_FOUND);
	err_clear(&scope);
	put("b", "1");
	put("a", "1");
	put(CHECKPOINT_SHELF_START, "1");
	ck_assert(!checkpoint_shelf_use(shelf, &scope, "x", refuse, NULL));
	ck_assert_str_eq(scope.err.msg, "No checkpoint has the name x; there are a, b.");
}
END_TEST

START_TEST(a_full_shelf_takes_old_names_alone)
{
	const char *scratch = make_copy("1");

	for (int i = 0; i < CHECKPOINT_SHELF_MAX; i++) {
		const struct db_copy copy = { .from = scratch,
			.to = checkpoint_shelf_scratch(shelf, scope.arena) };
		ck_assert_msg(db_copy(&scope, &copy), "%s", scope.err.msg);
		ck_assert_msg(checkpoint_shelf_put(
				      shelf, &scope, copy.to, arena_printf(scope.arena, "n%d", i)),
			"%s", scope.err.msg);
	}
	ck_assert(!checkpoint_shelf_put(shelf, &scope, scratch, "another"));
	ck_assert_int_eq(scope.err.code, ERR_CONFLICT);
	ck_assert_str_eq(scope.err.msg, "There are 100 checkpoints already; delete one first.");
	ck_assert_msg(access(scratch, F_OK) != 0, "the refused copy is still there");
	err_clear(&scope);
	put("n7", "2");
	put(CHECKPOINT_SHELF_START, "3");
	ck_assert(checkpoint_shelf_delete(shelf, &scope, "n7"));
	put("another", "4");
}
END_TEST

START_TEST(checkpoints_outlive_the_process_and_the_rest_does_not)
{
	put("a", "one");
	put(CHECKPOINT_SHELF_START, "two");
	const char *left = make_copy("three");
	checkpoint_shelf_close(shelf);
	open_shelf();
	ck_assert_str_eq(listed(), "a ");
	ck_assert(keeps(shelf, "one"));
	ck_assert(!keeps(shelf, "two"));
	ck_assert_msg(access(left, F_OK) != 0, "%s is still there", left);
}
END_TEST

static const char *journal_of(const char *path)
{
	return arena_printf(scope.arena, "%s-journal", path);
}

/* A process that ends in the middle of a change of the copy, some pages of which are written already. */
static void die_in_a_change(const char *path)
{
	static const char sql[] =
		"PRAGMA cache_size = 1; BEGIN IMMEDIATE; WITH RECURSIVE n(i) AS (SELECT 1 UNION "
		"ALL "
		"SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO remote_file SELECT 'u' || i, 'b' "
		"FROM n; UPDATE remote_file SET blob = 'changed'";
	static const struct db_options options = { .plain = true, .durable = true };
	int status;
	pid_t child = fork();

	if (child == 0) {
		struct db *db;
		_exit(db_open(&scope, path, &options, &db) && db_exec(db, &scope, sql) ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_msg(access(journal_of(path), F_OK) == 0, "nothing is left in the middle");
}

START_TEST(a_change_that_a_crash_cut_is_taken_back)
{
	const char *path = in_folder("checkpoints/a.db");

	put("a", "one");
	checkpoint_shelf_close(shelf);
	die_in_a_change(path);
	open_shelf();
	ck_assert(keeps(shelf, "one"));
	ck_assert(!keeps(shelf, "changed"));
	ck_assert(access(journal_of(path), F_OK) != 0);
}
END_TEST

/* The journal of one copy would ruin another of the same name. */
START_TEST(what_takes_a_change_back_goes_with_its_copy)
{
	const char *path = in_folder("checkpoints/a.db");

	put("a", "one");
	die_in_a_change(path);
	put("a", "two");
	ck_assert(access(journal_of(path), F_OK) != 0);
	ck_assert(keeps(shelf, "two") && !keeps(shelf, "one"));
	die_in_a_change(path);
	ck_assert(checkpoint_shelf_delete(shelf, &scope, "a"));
	ck_assert(access(journal_of(path), F_OK) != 0);
}
END_TEST

static bool bring_up(void *ctx, struct scope *s, const char *path)
{
	static const struct db_options options = { .plain = true };
	struct db *db;

	(void)ctx;
	bool ok = db_open(s, path, &options, &db) &&
		  db_exec(db, s, "INSERT INTO remote_file VALUES ('u', 'more')");
	db_close(db);
	return ok;
}

START_TEST(a_copy_that_is_brought_up_is_as_old_as_before)
{
	static const struct timespec wait = { .tv_nsec = 20 * 1000 * 1000 };
	struct checkpoint_facts *before, *after;
	size_t count;

	put("a", "one");
	checkpoint_shelf_list(shelf, scope.arena, &before, &count);
	nanosleep(&wait, NULL);
	ck_assert_msg(
		checkpoint_shelf_use(shelf, &scope, "a", bring_up, NULL), "%s", scope.err.msg);
	checkpoint_shelf_close(shelf);
	open_shelf();
	checkpoint_shelf_list(shelf, scope.arena, &after, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(before->created_at, after->created_at);
	ck_assert(keeps(shelf, "more"));
}
END_TEST

START_TEST(files_of_others_stay)
{
	const char *path = in_folder("checkpoints/.gitignore");

	fclose(fopen(path, "w"));
	checkpoint_shelf_close(shelf);
	open_shelf();
	ck_assert_msg(access(path, F_OK) == 0, "%s is gone", path);
}
END_TEST

START_TEST(a_copy_that_cannot_be_read_keeps_everything)
{
	FILE *f = fopen(in_folder("checkpoints/odd.db"), "w");

	ck_assert_ptr_nonnull(f);
	fputs("this is no database, and nobody knows what it names", f);
	fclose(f);
	checkpoint_shelf_close(shelf);
	open_shelf();
	ck_assert(keeps(shelf, "anything"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *tc = tcase_create("checkpoint_shelf");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, names_are_file_names, 0, (int)ARRAY_LEN(names));
	tcase_add_test(tc, copies_are_listed_by_name_without_the_start);
	tcase_add_test(tc, a_name_is_given_anew);
	tcase_add_test(tc, what_copies_name_is_kept_until_they_go);
	tcase_add_test(tc, without_a_shelf_nothing_is_kept);
	tcase_add_test(tc, a_copy_is_used_by_its_path);
	tcase_add_test(tc, a_missing_name_tells_those_that_there_are);
	tcase_add_test(tc, a_full_shelf_takes_old_names_alone);
	tcase_add_test(tc, checkpoints_outlive_the_process_and_the_rest_does_not);
	tcase_add_test(tc, a_change_that_a_crash_cut_is_taken_back);
	tcase_add_test(tc, what_takes_a_change_back_goes_with_its_copy);
	tcase_add_test(tc, a_copy_that_is_brought_up_is_as_old_as_before);
	tcase_add_test(tc, files_of_others_stay);
	tcase_add_test(tc, a_copy_that_cannot_be_read_keeps_everything);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
