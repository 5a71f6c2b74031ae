/* An upload from form to answer while the disk fails at every place in turn: system calls of the blob
 * store, writes of SQLite, statements. Either all of it is there afterwards, or nothing has changed, and
 * the same upload works the next time. wraps: open write pread fsync fdatasync rename mkdir */
#include "base/digest.h"
#include "base/encode.h"
#include "tests/support/bench.h"
#include "tests/support/check_main.h"
#include "tests/support/faults.h"

#include <sqlite3.h>

enum { MANY = 200 }; /* more calls than an upload makes */

static struct bench bench;

/* All that an upload can change. */
struct state {
	int64_t rows[8];
	size_t blobs, staged, descriptors;
};

static const char *const tables[] = { "account", "folder", "file", "file_version", "tag",
	"upload_token", "blob_garbage", "job" };

static struct state look(void)
{
	struct state s = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		s.rows[i] = bench_count(&bench,
			arena_printf(bench.scope.arena, "SELECT count(*) FROM %s", tables[i]));
	s.blobs = bench_blobs(&bench);
	s.staged = bench_staged(&bench);
	s.descriptors = scratch_descriptors();
	return s;
}

static void check_same(const struct state *a, const struct state *b, const char *what)
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		ck_assert_msg(a->rows[i] == b->rows[i], "%s: table %s", what, tables[i]);
	ck_assert_msg(a->blobs == b->blobs, "%s: %zu blobs", what, b->blobs);
	ck_assert_msg(a->staged == b->staged, "%s: staging", what);
	ck_assert_msg(a->descriptors == b->descriptors, "%s: descriptors", what);
}

/* SQLite's own system calls, by the interface that it offers to tests. */
static long sqlite_left;
static int sqlite_error, sqlite_failures;

static bool sqlite_hit(void)
{
	if (sqlite_left == 0 || --sqlite_left > 0)
		return false;
	sqlite_left = 1; /* and all that follow, as on a full disk */
	sqlite_failures++;
	errno = sqlite_error;
	return true;
}

static ssize_t sqlite_write(int fd, const void *p, size_t n)
{
	return sqlite_hit() ? -1 : __real_write(fd, p, n);
}

static ssize_t sqlite_pwrite(int fd, const void *p, size_t n, off_t at)
{
	return sqlite_hit() ? -1 : pwrite(fd, p, n, at);
}

static int sqlite_truncate(int fd, off_t size)
{
	return sqlite_hit() ? -1 : ftruncate(fd, size);
}

static void fail_sqlite(sqlite3_syscall_ptr call, const char *name)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	/* Which of the writing calls SQLite uses depends on how it was built. */
	if (vfs->xGetSystemCall(vfs, name))
		ck_assert_int_eq(vfs->xSetSystemCall(vfs, name, call), SQLITE_OK);
}

static void set_up(void)
{
	fail_sqlite((sqlite3_syscall_ptr)sqlite_write, "write");
	fail_sqlite((sqlite3_syscall_ptr)sqlite_pwrite, "pwrite");
	fail_sqlite((sqlite3_syscall_ptr)sqlite_pwrite, "pwrite64");
	fail_sqlite((sqlite3_syscall_ptr)sqlite_truncate, "ftruncate");
	bench_open(&bench);
	bench_count(&bench, "SELECT 1"); /* opens the reader that is kept */
}

static void tear_down(void)
{
	faults_disarm();
	sqlite_left = 0;
	bench_close(&bench);
}

/* One upload in a scope of its own; what is said of a failure outlives it. */
struct attempt {
	bool ok;
	enum err_code code;
	int64_t version;
	char message[160];
};

static struct attempt upload(const char *form, const char *bytes)
{
	struct scope s = scope_open();
	struct upload_result result;
	struct attempt a = { .ok = bench_upload(&bench, &s, "private_demo", form, bytes, &result) };

	faults_disarm();
	sqlite_left = 0;
	a.code = s.err.code;
	a.version = a.ok ? result.file.version_no : 0;
	(void)snprintf(a.message, sizeof(a.message), "%s", s.err.msg ? s.err.msg : "");
	scope_close(&s);
	return a;
}

static void check_failed(const struct attempt *a, const char *what)
{
	ck_assert_msg(a->code == ERR_UNAVAILABLE || a->code == ERR_INTERNAL, "%s: code %d, %s",
		what, a->code, a->message);
	ck_assert_msg(*a->message, "%s: no words", what);
}

static bool file_is_there(const char *name)
{
	return bench_count(&bench, arena_printf(bench.scope.arena,
					   "SELECT count(*) FROM file JOIN file_version v ON "
					   "v.id = current_version_id WHERE name = '%s'",
					   name)) == 1;
}

static const struct disk {
	const char *label;
	int error;
	bool lasting;
	const char *form; /* %ld: the round */
} disks[] = {
	{ "once, a new file", EIO, false, "fileName=new.txt|useUniqueFileName=false|folder=n%ld" },
	{ "from then on, a new file", ENOSPC, true,
		"fileName=new.txt|useUniqueFileName=false|folder=l%ld/deep|tags=a,b" },
	{ "once, a unique name", ENOSPC, false, "fileName=u%ld.txt" },
	{ "no descriptors left", EMFILE, true, "fileName=m%ld.txt|useUniqueFileName=false" },
};

START_TEST(a_disk_that_fails_leaves_everything_as_it_was)
{
	const struct disk *d = &disks[_i];
	struct scope s = scope_open();
	long n = 1;

	for (; n < MANY; n++) {
		const char *at = strstr(d->form, "%ld");
		const char *form =
			arena_printf(s.arena, "%.*s%ld%s", (int)(at - d->form), d->form, n, at + 3);
		const char *bytes = arena_printf(s.arena, "%s: round %ld", d->label, n);
		struct state before = look();

		faults_arm(n, d->error, d->lasting);
		struct attempt a = upload(form, bytes);
		if (!faults.failed) {
			ck_assert_msg(a.ok, "%s", a.message);
			break;
		}
		ck_assert_msg(!a.ok, "%s: %s failed unseen", d->label, faults.failed);
		check_failed(&a, faults.failed);
		struct state after = look();
		check_same(&before, &after, faults.failed);

		a = upload(form, bytes);
		ck_assert_msg(a.ok, "after %s: %s", faults.failed, a.message);
		after = look();
		ck_assert_int_eq(after.rows[2], before.rows[2] + 1);
		ck_assert_uint_eq(after.blobs, before.blobs + 1);
	}
	ck_assert_msg(n > 8 && n < MANY, "%s: %ld calls could fail", d->label, n - 1);
	scope_close(&s);
}
END_TEST

START_TEST(a_failed_overwrite_keeps_the_old_version)
{
	static const char form[] = "fileName=over.txt|useUniqueFileName=false|tags=x";
	struct attempt a = upload(form, "version 1");
	long n = 1;

	ck_assert(a.ok);
	for (; n < MANY; n++) {
		const char *bytes = arena_printf(bench.scope.arena, "version %ld", n + 1);
		struct state before = look();

		faults_arm(n, ENOSPC, true);
		a = upload(form, bytes);
		if (!faults.failed)
			break;
		check_failed(&a, faults.failed);
		struct state after = look();
		check_same(&before, &after, faults.failed);
		ck_assert(file_is_there("over.txt"));
		a = upload(form, bytes);
		ck_assert_msg(a.ok, "after %s: %s", faults.failed, a.message);
		ck_assert_msg(a.version == n + 1, "no number is lost");
	}
	ck_assert_msg(a.ok && n > 8, "%ld calls could fail", n - 1);
}
END_TEST

static const int sqlite_errors[] = { ENOSPC, EIO };

START_TEST(a_database_that_fails_leaves_everything_as_it_was)
{
	int refused = 0;
	long n = 1;

	sqlite_error = sqlite_errors[_i];
	for (sqlite_failures = 1; sqlite_failures > 0 && n < MANY; n++) {
		struct arena *arena = bench.scope.arena;
		const char *name = arena_printf(arena, "%d-%ld.txt", _i, n);
		const char *form = arena_printf(arena,
			"fileName=%s|useUniqueFileName=false|folder=f%ld/g|tags=a,b", name, n);
		struct state before = look();

		sqlite_failures = 0;
		sqlite_left = n;
		struct attempt a = upload(form, name);
		if (a.ok) {
			ck_assert_msg(file_is_there(name), "accepted and lost at write %ld", n);
			continue;
		}
		refused++;
		ck_assert_msg(sqlite_failures > 0, "%s", a.message);
		ck_assert_msg(
			a.code == ERR_UNAVAILABLE, "write %ld: code %d, %s", n, a.code, a.message);
		struct state after = look();
		check_same(&before, &after, arena_printf(arena, "write %ld", n));
		a = upload(form, name);
		ck_assert_msg(a.ok && file_is_there(name), "after write %ld: %s", n, a.message);
	}
	ck_assert_msg(refused >= 2 && n < MANY, "%d of %ld writes mattered", refused, n);
}
END_TEST

static const struct statement {
	const char *label, *event;
} statements[] = {
	{ "folder", "INSERT ON folder" },
	{ "file", "INSERT ON file" },
	{ "version number", "UPDATE OF next_version_no ON file" },
	{ "version", "INSERT ON file_version" },
	{ "tag", "INSERT ON tag" },
	{ "current version", "UPDATE OF current_version_id ON file" },
};

START_TEST(a_statement_that_fails_leaves_everything_as_it_was)
{
	static const char form[] = "fileName=a.txt|useUniqueFileName=false|folder=x/y|tags=a,b";
	const struct statement *st = &statements[_i];
	struct scope s = scope_open();
	struct db *db;

	ck_assert(db_pool_write(bench.emulator.db, &s, &db));
	ck_assert(db_exec(db, &s,
		arena_printf(s.arena,
			"CREATE TRIGGER fault BEFORE %s BEGIN SELECT raise(ABORT, 'fault'); END",
			st->event)));
	ck_assert(db_pool_finish(bench.emulator.db, &s, true));
	struct state before = look();
	struct attempt a = upload(form, "bytes");
	ck_assert_msg(!a.ok && a.code != ERR_NONE, "%s", st->label);
	struct state after = look();
	check_same(&before, &after, st->label);

	ck_assert(db_pool_write(bench.emulator.db, &s, &db));
	ck_assert(db_exec(db, &s, "DROP TRIGGER fault"));
	ck_assert(db_pool_finish(bench.emulator.db, &s, true));
	a = upload(form, "bytes");
	ck_assert_msg(
		a.ok && a.version == 1 && file_is_there("a.txt"), "%s: %s", st->label, a.message);
	scope_close(&s);
}
END_TEST

START_TEST(bytes_that_another_file_has_survive_a_failure)
{
	struct attempt a = upload("fileName=first.txt|useUniqueFileName=false", "shared");
	long n = 1;

	ck_assert(a.ok);
	for (; n < MANY; n++) {
		struct state before = look();
		faults_arm(n, EIO, false);
		a = upload("fileName=second.txt|useUniqueFileName=false", "shared");
		if (!faults.failed)
			break;
		struct state after = look();
		check_same(&before, &after, faults.failed);
		ck_assert_uint_eq(after.blobs, 1);
	}
	ck_assert_msg(a.ok && n > 6, "%ld calls could fail", n - 1);
}
END_TEST

static bool upload_signed(struct scope *s, const char *token)
{
	struct upload_result result;
	uint8_t mac[DIGEST_SHA1];
	const char *text = arena_printf(s->arena, "%s%d", token, BENCH_NOW_S + 9);

	digest_hmac_sha1(view_of("private_demo"), view_of(text), mac);
	return bench_upload(&bench, s, NULL,
		arena_printf(s->arena,
			"fileName=a.txt|publicKey=public_demo|token=%s|expire=%d|signature=%s",
			token, BENCH_NOW_S + 9, encode_hex_dup(s->arena, mac, sizeof(mac))),
		"bytes", &result);
}

/* A token is good once, even when the request that carries it fails later. */
START_TEST(a_token_stays_spent_when_the_disk_fails)
{
	struct scope s = scope_open();
	struct state before = look();

	/* The staging file and its bytes come before the account is known; the bytes are read back
	 * after it. */
	faults_arm(3, EIO, true);
	ck_assert(!upload_signed(&s, "one"));
	faults_disarm();
	ck_assert_pstr_eq(faults.failed, "pread");
	scope_close(&s);
	s = scope_open();
	struct state after = look();
	ck_assert_int_eq(after.rows[5], before.rows[5] + 1);
	after.rows[5] = before.rows[5];
	check_same(&before, &after, "token");
	ck_assert(!upload_signed(&s, "one"));
	ck_assert_int_eq(s.err.code, ERR_INVALID);
	err_clear(&s);
	ck_assert_msg(upload_signed(&s, "two"), "%s", s.err.msg);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("upload_torture");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(
		cases, a_disk_that_fails_leaves_everything_as_it_was, 0, ARRAY_LEN(disks));
	tcase_add_test(cases, a_failed_overwrite_keeps_the_old_version);
	tcase_add_loop_test(cases, a_database_that_fails_leaves_everything_as_it_was, 0,
		ARRAY_LEN(sqlite_errors));
	tcase_add_loop_test(cases, a_statement_that_fails_leaves_everything_as_it_was, 0,
		ARRAY_LEN(statements));
	tcase_add_test(cases, bytes_that_another_file_has_survive_a_failure);
	tcase_add_test(cases, a_token_stays_spent_when_the_disk_fails);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
