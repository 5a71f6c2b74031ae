/* Files and folders in a scratch folder of their own. */
#include "base/fs.h"
#include "base/text.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char root[64];

static void set_up(void)
{
	open_scope();
	(void)snprintf(root, sizeof(root), "/tmp/check_fs.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void tear_down(void)
{
	fs_remove_tree(root);
	ck_assert_msg(access(root, F_OK) != 0, "%s is still there", root);
	close_scope();
}

static const char *in_root(const char *name)
{
	return arena_printf(scope.arena, "%s/%s", root, name);
}

static const char *make_file(const char *name, const void *p, size_t n)
{
	const char *path = in_root(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	ck_assert_msg(fd >= 0, "%s", path);
	ck_assert(fs_write_all(fd, p, n));
	close(fd);
	return path;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

START_TEST(parents_are_made_too)
{
	static const char *const names[] = { "a", "b/c/d", "b/c/d", "e//f/", "./g/../h" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		ck_assert_msg(
			fs_mkdirs(&scope, in_root(names[i])), "%s: %s", names[i], scope.err.msg);
		ck_assert_msg(is_folder(in_root(names[i])), "%s", names[i]);
	}
	struct stat st;
	ck_assert_int_eq(stat(in_root("b/c"), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0700);
	ck_assert(fs_mkdirs(&scope, "/"));
	ck_assert(fs_mkdirs(&scope, "."));
}
END_TEST

START_TEST(a_folder_cannot_be_made_in_or_over_a_file)
{
	static const char *const names[] = { "file", "file/below" };

	make_file("file", "x", 1);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		err_clear(&scope);
		ck_assert_msg(!fs_mkdirs(&scope, in_root(names[i])), "%s", names[i]);
		ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
		ck_assert_msg(
			strstr(scope.err.msg, "Not a directory") != NULL, "%s", scope.err.msg);
	}
	err_clear(&scope);
	ck_assert(!fs_mkdirs(&scope, ""));
}
END_TEST

START_TEST(a_file_is_read_whole)
{
	static const size_t sizes[] = { 0, 1, 4095, 4096, 100000 };
	char *out;
	size_t len;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		char *data = arena_alloc(scope.arena, sizes[i] + 1);
		memset(data, (int)('a' + i), sizes[i]);
		const char *path = make_file("data", data, sizes[i]);
		ck_assert_msg(fs_read(&scope, path, sizes[i], &out, &len), "%s", scope.err.msg);
		ck_assert_uint_eq(len, sizes[i]);
		ck_assert_msg(memcmp(out, data, len + 1) == 0, "%zu bytes", sizes[i]);
	}
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused)
{
	const char *path = make_file("data", "12345", 5);
	char *out;
	size_t len;

	ck_assert(!fs_read(&scope, path, 4, &out, &len));
	ck_assert_int_eq(scope.err.code, ERR_TOO_LARGE);
	ck_assert_ptr_nonnull(strstr(scope.err.msg, path));
}
END_TEST

START_TEST(what_is_no_file_is_told_apart)
{
	char *out;
	size_t len;

	ck_assert(!fs_read(&scope, in_root("nothing"), 10, &out, &len));
	ck_assert_int_eq(scope.err.code, ERR_NOT_FOUND);
	err_clear(&scope);
	ck_assert(!fs_read(&scope, root, 100000, &out, &len));
	ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
}
END_TEST

/* A pipe has no size to go by. */
static bool read_fifo(size_t bytes, size_t max, size_t *len)
{
	const char *path = in_root("fifo");
	char *out, *data = arena_alloc(scope.arena, bytes);

	ck_assert_int_eq(mkfifo(path, 0600), 0);
	pid_t child = fork();
	if (child == 0) {
		int fd = open(path, O_WRONLY | O_CLOEXEC);
		signal(SIGPIPE, SIG_IGN);
		(void)fs_write_all(fd, data, bytes);
		_exit(0);
	}
	ck_assert_int_gt(child, 0);
	bool ok = fs_read(&scope, path, max, &out, len);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_eq(unlink(path), 0);
	return ok;
}

START_TEST(a_pipe_is_read_to_its_end)
{
	size_t len = 0;

	ck_assert(read_fifo(50000, 50000, &len));
	ck_assert_uint_eq(len, 50000);
	ck_assert(!read_fifo(50000, 49999, &len));
	ck_assert_int_eq(scope.err.code, ERR_TOO_LARGE);
}
END_TEST

START_TEST(a_folder_is_synced_and_nothing_else)
{
	ck_assert_msg(fs_sync_dir(&scope, root), "%s", scope.err.msg);
	ck_assert(!fs_sync_dir(&scope, in_root("nothing")));
	err_clear(&scope);
	ck_assert(!fs_sync_dir(&scope, make_file("data", "x", 1)));
	ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
}
END_TEST

START_TEST(a_tree_goes_with_all_below_it)
{
	ck_assert(fs_mkdirs(&scope, in_root("t/a/b/c")));
	for (int i = 0; i < 200; i++)
		make_file(arena_printf(scope.arena, "t/a/b/f%d", i), "x", 1);
	ck_assert_int_eq(mkfifo(in_root("t/fifo"), 0600), 0);
	make_file("beside", "x", 1);
	fs_remove_tree(in_root("t"));
	ck_assert_int_ne(access(in_root("t"), F_OK), 0);
	ck_assert_int_eq(access(in_root("beside"), F_OK), 0);
	fs_remove_tree(in_root("nothing"));
}
END_TEST

START_TEST(links_are_removed_not_followed)
{
	ck_assert(fs_mkdirs(&scope, in_root("keep")));
	ck_assert(fs_mkdirs(&scope, in_root("t")));
	make_file("keep/file", "x", 1);
	ck_assert_int_eq(symlink(in_root("keep"), in_root("t/link")), 0);
	ck_assert_int_eq(symlink(in_root("keep/file"), in_root("t/file")), 0);
	ck_assert_int_eq(symlink("/nowhere/at/all", in_root("t/broken")), 0);
	fs_remove_tree(in_root("t"));
	ck_assert_int_ne(access(in_root("t"), F_OK), 0);
	ck_assert_int_eq(access(in_root("keep/file"), F_OK), 0);

	ck_assert_int_eq(symlink(in_root("keep"), in_root("link")), 0);
	fs_remove_tree(in_root("link/"));
	struct stat st;
	ck_assert_int_ne(lstat(in_root("link"), &st), 0);
	ck_assert_int_eq(access(in_root("keep/file"), F_OK), 0);
}
END_TEST

START_TEST(one_holder_has_the_lock)
{
	const char *path = in_root("lock");
	int fd = fs_lock(path);

	ck_assert_int_ge(fd, 0);
	errno = 0;
	ck_assert_int_eq(fs_lock(path), -1);
	ck_assert_int_eq(errno, EWOULDBLOCK);
	close(fd);
	fd = fs_lock(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(fs_lock(in_root("no/such/folder")), -1);
	ck_assert_int_eq(errno, ENOENT);
}
END_TEST

/* The lock of a process that died must not stay. */
START_TEST(a_dead_holder_has_no_lock)
{
	const char *path = in_root("lock");
	int ready[2];
	char byte;

	ck_assert_int_eq(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		bool held = fs_lock(path) >= 0;
		(void)fs_write_all(ready[1], held ? "y" : "n", 1);
		for (;;)
			pause();
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(byte, 'y');
	ck_assert_int_eq(fs_lock(path), -1);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	int fd = fs_lock(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	close(ready[0]);
	close(ready[1]);
}
END_TEST

START_TEST(writing_nowhere_fails)
{
	errno = 0;
	ck_assert(!fs_write_all(-1, "x", 1));
	ck_assert_int_eq(errno, EBADF);
	ck_assert(fs_write_all(-1, "", 0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("fs");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, parents_are_made_too);
	tcase_add_test(cases, a_folder_cannot_be_made_in_or_over_a_file);
	tcase_add_test(cases, a_file_is_read_whole);
	tcase_add_test(cases, a_file_over_the_limit_is_refused);
	tcase_add_test(cases, what_is_no_file_is_told_apart);
	tcase_add_test(cases, a_pipe_is_read_to_its_end);
	tcase_add_test(cases, a_folder_is_synced_and_nothing_else);
	tcase_add_test(cases, a_tree_goes_with_all_below_it);
	tcase_add_test(cases, links_are_removed_not_followed);
	tcase_add_test(cases, one_holder_has_the_lock);
	tcase_add_test(cases, a_dead_holder_has_no_lock);
	tcase_add_test(cases, writing_nowhere_fails);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
