/* Blobs that no version names go away, and only they. */
#include "blob/blob_collect.h"
#include "blob/blob_store.h"
#include "ops/blob_keep.h"
#include "ops/file_ops.h"
#include "state/checkpoint_ops.h"
#include "state/reset_ops.h"
#include "state/start_state.h"
#include "tests/support/check_main.h"
#include "tests/support/own_bench.h"
#include "worker/sweep_worker.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { PATIENCE = 2000 }; /* moments of a few milliseconds */

static struct sweep_worker *start(void)
{
	struct emulator *e = &bench.emulator;
	struct sweep_worker *w = sweep_worker_start(e);

	ck_assert_ptr_nonnull(w);
	return w;
}

static void moment(void)
{
	struct timespec t = { .tv_nsec = 5000000 };

	nanosleep(&t, NULL);
}

static bool blobs_become(size_t n)
{
	for (int i = 0; i < PATIENCE && bench_blobs(&bench) != n; i++)
		moment();
	return bench_blobs(&bench) == n;
}

static bool garbage_becomes(int64_t n)
{
	static const char sql[] = "SELECT count(*) FROM blob_garbage";

	for (int i = 0; i < PATIENCE && bench_count(&bench, sql) != n; i++)
		moment();
	return bench_count(&bench, sql) == n;
}

struct id {
	char text[25];
};

/* Called by several threads, so everything is in a scope of its own. */
static struct id upload(const char *name, const char *bytes)
{
	struct scope s = scope_open();
	struct upload_result result;
	struct id id;
	const char *form = arena_printf(s.arena, "fileName=%s", name);

	ck_assert_msg(
		bench_upload(&bench, &s, "private_demo", form, bytes, &result), "%s", s.err.msg);
	memcpy(id.text, result.file.id, sizeof(id.text));
	scope_close(&s);
	return id;
}

static void drop(struct id id)
{
	struct scope s = scope_open();
	struct account a;

	ck_assert(account_ops_by_private_key(&bench.emulator, &s, "private_demo", &a));
	ck_assert_msg(file_ops_delete(&bench.emulator, &s, &a, id.text), "%s", s.err.msg);
	scope_close(&s);
}

/* As a crash leaves it: bytes that were published, and no row. */
static void leave_behind(const char *bytes)
{
	struct scope s = scope_open();
	struct blob_stage *st;

	ck_assert(blob_stage_open(bench.emulator.blobs, &s, &st));
	ck_assert(blob_stage_write(st, &s, bytes, strlen(bytes)) && blob_stage_publish(st, &s));
	scope_close(&s);
}

START_TEST(the_start_removes_what_a_crash_left_and_nothing_else)
{
	upload("a.txt", "kept");
	for (int i = 0; i < 30; i++)
		leave_behind(arena_printf(bench.scope.arena, "left behind %d", i));
	leave_behind("kept");
	ck_assert_uint_eq(bench_blobs(&bench), 31);
	struct sweep_worker *w = start();
	ck_assert(blobs_become(1));
	sweep_worker_stop(w);
	ck_assert_uint_eq(bench_blobs(&bench), 1);
}
END_TEST

static void put_by_hand(const char *name)
{
	const char *folder = scratch_path(&bench.scope, bench.folder, "blobs/ab");

	ck_assert(fs_mkdirs(&bench.scope, folder));
	FILE *f = fopen(scratch_path(&bench.scope, folder, name), "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
}

START_TEST(bytes_of_which_nobody_knows_are_kept_and_counted)
{
	struct emulator *e = &bench.emulator;

	upload("a.txt", "known");
	leave_behind("of an upload that never was");
	put_by_hand("ab00000000000000000000000000000000000000000000000000000000000000");
	put_by_hand("ab11111111111111111111111111111111111111111111111111111111111111");
	struct sweep_worker *w = start();
	ck_assert(blobs_become(3));
	for (int i = 0; i < PATIENCE && atomic_load(&e->unknown_blobs) != 2; i++)
		moment();
	ck_assert_int_eq(atomic_load(&e->unknown_blobs), 2);
	drop(upload("b.txt", "another"));
	ck_assert(garbage_becomes(0));
	sweep_worker_stop(w);
	ck_assert_uint_eq(bench_blobs(&bench), 3);
}
END_TEST

START_TEST(a_deleted_file_takes_its_bytes_along)
{
	struct sweep_worker *w = start();
	struct id f = upload("a.txt", "one"), g = upload("b.txt", "two");

	ck_assert_uint_eq(bench_blobs(&bench), 2);
	drop(f);
	ck_assert(blobs_become(1) && garbage_becomes(0));
	drop(g);
	ck_assert(blobs_become(0) && garbage_becomes(0));
	sweep_worker_stop(w);
}
END_TEST

START_TEST(bytes_stay_as_long_as_one_file_has_them)
{
	struct sweep_worker *w = start();
	struct id f = upload("a.txt", "shared"), g = upload("b.txt", "shared");

	ck_assert_uint_eq(bench_blobs(&bench), 1);
	drop(f);
	ck_assert(garbage_becomes(0));
	moment();
	ck_assert_uint_eq(bench_blobs(&bench), 1);
	drop(g);
	ck_assert(blobs_become(0));
	sweep_worker_stop(w);
}
END_TEST

START_TEST(a_reset_empties_the_store_in_portions)
{
	enum { FILES = 600 };
	struct scope s = scope_open();

	blob_store_close(bench.emulator.blobs);
	ck_assert(blob_store_open(&bench.scope, bench.folder, false, &bench.emulator.blobs));
	for (int i = 0; i < FILES; i++)
		upload("a.txt", arena_printf(s.arena, "file %d", i));
	ck_assert_uint_eq(bench_blobs(&bench), FILES);
	struct sweep_worker *w = start();
	ck_assert_msg(start_state_make(&bench.emulator, &s, NULL, 0), "%s", s.err.msg);
	ck_assert_msg(reset_ops_reset(&bench.emulator, &s, NULL, 0), "%s", s.err.msg);
	ck_assert(blobs_become(0) && garbage_becomes(0));
	sweep_worker_stop(w);
	scope_close(&s);
}
END_TEST

/* What is rung while nobody sweeps is found at the next start. */
START_TEST(what_was_deleted_without_a_sweep_is_swept_at_the_next_start)
{
	struct id f = upload("a.txt", "one");

	drop(f);
	ck_assert_uint_eq(bench_blobs(&bench), 1);
	struct sweep_worker *w = start();
	ck_assert(blobs_become(0) && garbage_becomes(0));
	sweep_worker_stop(w);
}
END_TEST

START_TEST(a_stop_sweeps_what_is_left)
{
	enum { FILES = 300 };
	struct sweep_worker *w = start();
	struct scope s = scope_open();
	struct id files[FILES];

	for (int i = 0; i < FILES; i++)
		files[i] = upload(
			arena_printf(s.arena, "%d.txt", i), arena_printf(s.arena, "file %d", i));
	for (int i = 0; i < FILES; i++)
		drop(files[i]);
	sweep_worker_stop(w);
	ck_assert_uint_eq(bench_blobs(&bench), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM blob_garbage"), 0);
	scope_close(&s);
}
END_TEST

static void *upload_and_delete(void *arg)
{
	const char *name = arg;

	for (int i = 0; i < 25; i++) {
		drop(upload(name, i % 2 ? "even" : "odd"));
	}
	return NULL;
}

START_TEST(uploads_and_deletions_of_the_same_bytes_leave_nothing_over)
{
	static char names[3][8] = { "a.txt", "b.txt", "c.txt" };
	struct sweep_worker *w = start();
	pthread_t threads[ARRAY_LEN(names)];

	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, upload_and_delete, names[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM file_version"), 0);
	ck_assert(garbage_becomes(0));
	ck_assert_msg(blobs_become(0), "%zu blobs are left over", bench_blobs(&bench));
	ck_assert_uint_eq(bench_staged(&bench), 0);
	sweep_worker_stop(w);
}
END_TEST

/* Asks the library, lets a restore and the end of its checkpoint come in between, and asks the copies. */
struct gap {
	pthread_t thread;
	bool started;
	atomic_bool done;
};

static void *restore_and_delete(void *arg)
{
	struct gap *gap = arg;
	struct emulator *e = &bench.emulator;
	struct scope s = scope_open();

	ck_assert_msg(reset_ops_restore(e, &s, "before"), "%s", s.err.msg);
	ck_assert_msg(checkpoint_ops_delete(e, &s, "before"), "%s", s.err.msg);
	atomic_store(&gap->done, true);
	scope_close(&s);
	return NULL;
}

static enum blob_use ask_with_a_gap(void *ctx, const char *name)
{
	enum { MOMENTS = 40 };
	struct gap *gap = ctx;
	struct emulator *e = &bench.emulator;

	if (blob_keep_library_use(e, name) != BLOB_FREE)
		return BLOB_USED;
	gap->started = pthread_create(&gap->thread, NULL, restore_and_delete, gap) == 0;
	for (int i = 0; i < MOMENTS && !atomic_load(&gap->done); i++)
		moment();
	return checkpoint_shelf_names(e->shelf, &bench.scope, name) ? BLOB_USED : BLOB_FREE;
}

static bool note_name(void *ctx, const char *name)
{
	memcpy(ctx, name, BLOB_NAME_LENGTH + 1);
	return false;
}

START_TEST(a_restore_brings_no_name_past_a_collection)
{
	struct emulator *e = &bench.emulator;
	struct checkpoint saved;
	struct gap gap = { .started = false };
	char name[BLOB_NAME_LENGTH + 1] = "";
	struct id f = upload("a.txt", "bytes");

	ck_assert_msg(
		checkpoint_ops_save(e, &bench.scope, "before", &saved), "%s", bench.scope.err.msg);
	drop(f);
	blob_store_each(e->blobs, note_name, name);
	blob_collect(e->blobs, name, ask_with_a_gap, &gap);
	ck_assert(gap.started && pthread_join(gap.thread, NULL) == 0);
	ck_assert_int_eq(blob_keep_use(e, name), BLOB_USED);
	ck_assert_msg(bench_blobs(&bench) == 1, "the restored library lost its bytes");
}
END_TEST

START_TEST(no_worker_is_stopped_quietly)
{
	sweep_worker_stop(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("worker");
	TCase *cases = tcase_create("sweep_worker");

	tcase_add_checked_fixture(cases, open_bench, close_bench);
	tcase_add_test(cases, the_start_removes_what_a_crash_left_and_nothing_else);
	tcase_add_test(cases, bytes_of_which_nobody_knows_are_kept_and_counted);
	tcase_add_test(cases, a_deleted_file_takes_its_bytes_along);
	tcase_add_test(cases, bytes_stay_as_long_as_one_file_has_them);
	tcase_add_test(cases, a_reset_empties_the_store_in_portions);
	tcase_add_test(cases, what_was_deleted_without_a_sweep_is_swept_at_the_next_start);
	tcase_add_test(cases, a_stop_sweeps_what_is_left);
	tcase_add_test(cases, uploads_and_deletions_of_the_same_bytes_leave_nothing_over);
	tcase_add_test(cases, a_restore_brings_no_name_past_a_collection);
	tcase_add_test(cases, no_worker_is_stopped_quietly);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
