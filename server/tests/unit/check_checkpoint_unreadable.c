/* A disk that cannot tell what lies at one name: the others are as they were, and nobody takes it for nothing.
 * wraps: lstat */
#include "base/text.h"
#include "db/db_migrate.h"
#include "store/checkpoint_file.h"
#include "store/checkpoint_shelf.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <errno.h>
#include <sys/stat.h>

int __real_lstat(const char *path, struct stat *st);
int __wrap_lstat(const char *path, struct stat *st);

static int failure; /* of looking at odd.db; 0: none */

int __wrap_lstat(const char *path, struct stat *st)
{
	if (failure != 0 && text_ends(path, "/odd.db")) {
		errno = failure;
		return -1;
	}
	return __real_lstat(path, st);
}

static struct checkpoint_shelf *shelf;

static void put(const char *name)
{
	static const struct db_options options = { .plain = true };
	const char *path = checkpoint_shelf_scratch(shelf, scope.arena);
	struct db *db;

	ck_assert_msg(db_open(&scope, path, &options, &db) && db_migrate(db, &scope), "%s",
		scope.err.msg);
	db_close(db);
	ck_assert_msg(checkpoint_shelf_put(shelf, &scope, path, name), "%s", scope.err.msg);
}

static void open_shelf(void)
{
	ck_assert_msg(checkpoint_shelf_open(&scope, folder, false, &shelf), "%s", scope.err.msg);
}

static void setup(void)
{
	failure = 0;
	open_folder();
	open_shelf();
	put("good");
	put("odd");
	checkpoint_shelf_close(shelf);
}

static void teardown(void)
{
	checkpoint_shelf_close(shelf);
	close_folder();
}

static bool look(void *ctx, struct scope *s, const char *path)
{
	(void)ctx;
	(void)s;
	(void)path;
	return true;
}

static size_t listed(void)
{
	struct checkpoint_facts *all;
	size_t count;

	checkpoint_shelf_list(shelf, scope.arena, &all, &count);
	return count;
}

START_TEST(the_shelf_opens_and_only_that_one_is_spoiled)
{
	failure = EIO;
	open_shelf();
	ck_assert_uint_eq(listed(), 2);
	ck_assert_msg(checkpoint_shelf_use(shelf, &scope, "good", look, NULL), "%s", scope.err.msg);
	ck_assert(!checkpoint_shelf_use(shelf, &scope, "odd", look, NULL));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_msg(strstr(scope.err.msg, "odd.db"), "%s", scope.err.msg);
	err_clear(&scope);
	failure = 0;
	ck_assert_msg(checkpoint_shelf_use(shelf, &scope, "odd", look, NULL), "%s", scope.err.msg);
}
END_TEST

START_TEST(what_went_while_the_shelf_was_opened_is_not_there)
{
	failure = ENOENT;
	open_shelf();
	ck_assert_uint_eq(listed(), 1);
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

/* What it names is not collected as long as nobody knows. */
START_TEST(it_may_name_anything)
{
	failure = EIO;
	open_shelf();
	ck_assert(!checkpoint_shelf_names(shelf, &scope, "blob"));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	failure = ENOENT;
	ck_assert(!checkpoint_shelf_names(shelf, &scope, "blob"));
	ck_assert_int_eq(scope.err.code, ERR_NONE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("checkpoint_unreadable");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, the_shelf_opens_and_only_that_one_is_spoiled);
	tcase_add_test(tc, what_went_while_the_shelf_was_opened_is_not_there);
	tcase_add_test(tc, it_may_name_anything);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
