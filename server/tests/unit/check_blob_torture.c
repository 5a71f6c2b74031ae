/* Every system call of the blob store fails once: nothing half-made may stay, nothing may leak, and the
 * store must work afterwards. wraps: open write pread fsync fdatasync rename mkdir */
#include "blob/blob_collect.h"
#include "blob/blob_stage.h"
#include "tests/support/check_main.h"
#include "tests/support/faults.h"
#include "tests/support/own_store.h"

enum { MANY = 100 }; /* more calls than any operation makes */

static void set_up(void)
{
	open_folder();
}

static void tear_down(void)
{
	faults_disarm();
	blob_store_close(store);
	store = NULL;
	close_folder();
}

/* Stores the text in two writes. */
static bool publish(struct scope *work, const char *text)
{
	size_t n = strlen(text);
	struct blob_stage *st;

	return blob_stage_open(store, work, &st) && blob_stage_write(st, work, text, n / 2) &&
	       blob_stage_write(st, work, text + n / 2, n - n / 2) && blob_stage_publish(st, work);
}

static enum blob_use nobody(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return BLOB_FREE;
}

/* A file under blobs/ is always whole. */
static bool check_whole(void *ctx, const char *name)
{
	const char *text = ctx;
	char buf[256];
	int fd = blob_store_read(store, &scope, name);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(read(fd, buf, sizeof(buf)), (ssize_t)strlen(text));
	ck_assert_mem_eq(buf, text, strlen(text));
	close(fd);
	blob_collect(store, name, nobody, NULL);
	return true;
}

static void check_failure(const struct scope *work, const char *text, size_t descriptors)
{
	ck_assert_msg(work->err.code == ERR_UNAVAILABLE || work->err.code == ERR_INTERNAL,
		"%s: code %d", faults.failed, work->err.code);
	ck_assert_msg(work->err.msg && *work->err.msg, "%s: no words", faults.failed);
	ck_assert_msg(staged() == 0, "%s: staging is not empty", faults.failed);
	ck_assert_msg(
		scratch_descriptors() == descriptors, "%s: a descriptor leaks", faults.failed);
	ck_assert_msg(stored() <= 1, "%s", faults.failed);
	union {
		const char *in;
		void *out;
	} ctx = { text };
	blob_store_each(store, check_whole, ctx.out);
	ck_assert_msg(stored() == 0, "%s: what was stored is still pinned", faults.failed);
}

static const struct variant {
	const char *label;
	bool durable, lasting, known;
	int error;
	long least; /* calls that can fail */
} variants[] = {
	{ "durable, once", true, false, false, EIO, 8 },
	{ "durable, from then on", true, true, false, ENOSPC, 8 },
	{ "durable, bytes known, once", true, false, true, ENOSPC, 6 },
	{ "durable, bytes known, from then on", true, true, true, EIO, 6 },
	{ "volatile, once", false, false, false, EIO, 5 },
	{ "volatile, from then on", false, true, false, EMFILE, 5 },
};

START_TEST(a_failed_upload_leaves_nothing_and_the_next_one_works)
{
	const struct variant *v = &variants[_i];
	long n = 1;

	open_store(v->durable);
	for (; n < MANY; n++) {
		/* The names of these begin differently, so each needs a folder of its own. */
		const char *text = arena_printf(scope.arena, "the text of turn %ld", n);
		struct scope work = scope_open();
		size_t descriptors = scratch_descriptors();

		if (v->known) {
			ck_assert(publish(&work, text));
			scope_close(&work);
			work = scope_open();
		}
		faults_arm(n, v->error, v->lasting);
		bool ok = publish(&work, text);
		faults_disarm();
		ck_assert_msg(ok == !faults.failed, "%s: %s", v->label, faults.failed);
		struct err err = work.err;
		err.msg = err.msg ? arena_strdup(scope.arena, err.msg) : NULL;
		scope_close(&work);
		if (ok)
			break;
		work = (struct scope){ .err = err };
		check_failure(&work, text, descriptors);
		work = scope_open();
		ck_assert_msg(publish(&work, text), "after %s: %s", faults.failed, work.err.msg);
		scope_close(&work);
		union {
			const char *in;
			void *out;
		} ctx = { text };
		blob_store_each(store, check_whole, ctx.out);
	}
	ck_assert_msg(n > v->least && n < MANY, "%s: %ld calls could fail", v->label, n - 1);
}
END_TEST

START_TEST(writes_that_are_cut_short_store_everything)
{
	struct scope work = scope_open();
	struct blob_stage *st;
	static const char text[] = "a text that takes many writes of a few bytes each";
	char buf[sizeof(text)];

	open_store(true);
	ck_assert(blob_stage_open(store, &work, &st));
	faults.most = 3;
	faults_arm(2, EINTR, false);
	ck_assert(blob_stage_write(st, &work, text, sizeof(text)));
	faults_disarm();
	faults.most = 0;
	ck_assert_pstr_eq(faults.failed, "write");
	ck_assert_int_eq(pread(blob_stage_fd(st), buf, sizeof(buf), 0), sizeof(text));
	ck_assert_mem_eq(buf, text, sizeof(text));
	ck_assert_int_eq(blob_stage_size(st), sizeof(text));
	ck_assert(blob_stage_publish(st, &work));
	scope_close(&work);
}
END_TEST

/* Folders that are there already are made in vain, so not every failure matters. */
START_TEST(a_store_that_could_not_be_opened_opens_later)
{
	int failures = 0;

	for (long n = 1; n < MANY; n++) {
		struct scope work = scope_open();
		size_t descriptors = scratch_descriptors();
		const char *place = arena_printf(work.arena, "%s/new/place/%ld", folder, n);

		faults_arm(n, ENOSPC, false);
		bool ok = blob_store_open(&work, place, true, &store);
		faults_disarm();
		if (!ok) {
			failures++;
			ck_assert_ptr_nonnull(faults.failed);
			ck_assert_int_eq(work.err.code, ERR_UNAVAILABLE);
			ck_assert_uint_eq(scratch_descriptors(), descriptors);
			err_clear(&work);
			ck_assert_msg(blob_store_open(&work, place, true, &store), "after %s: %s",
				faults.failed, work.err.msg);
		}
		blob_store_close(store);
		store = NULL;
		scope_close(&work);
		if (!faults.failed)
			break;
	}
	ck_assert_int_ge(failures, 3);
	ck_assert_ptr_null(faults.failed);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("blob");
	TCase *cases = tcase_create("blob_torture");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, a_failed_upload_leaves_nothing_and_the_next_one_works, 0,
		ARRAY_LEN(variants));
	tcase_add_test(cases, writes_that_are_cut_short_store_everything);
	tcase_add_test(cases, a_store_that_could_not_be_opened_opens_later);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
