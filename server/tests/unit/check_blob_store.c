/* Staging and publishing, and the collection that must never take what somebody needs. */
#include "base/digest.h"
#include "base/encode.h"
#include "blob/blob_collect.h"
#include "blob/blob_stage.h"
#include "tests/support/check_main.h"
#include "tests/support/own_store.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

static void set_up(void)
{
	open_folder();
	open_store(true);
}

static void tear_down(void)
{
	blob_store_close(store);
	close_folder();
}

static const char *sha256(const char *text)
{
	uint8_t hash[DIGEST_SHA256];

	digest_sha256(text, strlen(text), hash);
	return encode_hex_dup(scope.arena, hash, sizeof(hash));
}

/* Publishes within `work`, whose end takes the pin away. */
static const char *publish(struct scope *work, const char *text)
{
	struct blob_stage *st;

	ck_assert_msg(blob_stage_open(store, work, &st), "%s", work->err.msg);
	ck_assert(blob_stage_write(st, work, text, strlen(text)));
	const char *name = arena_strdup(scope.arena, blob_stage_name(st, work));
	ck_assert_msg(blob_stage_publish(st, work), "%s", work->err.msg);
	return name;
}

static const char *publish_unpinned(const char *text)
{
	struct scope work = scope_open();
	const char *name = publish(&work, text);

	scope_close(&work);
	return name;
}

static bool holds(const char *name, const char *text)
{
	char buf[256];
	int fd = blob_store_read(store, &scope, name);

	if (fd < 0) {
		err_clear(&scope);
		return false;
	}
	ssize_t n = read(fd, buf, sizeof(buf));
	close(fd);
	return n == (ssize_t)strlen(text) && memcmp(buf, text, (size_t)n) == 0;
}

START_TEST(a_stage_grows_and_can_be_read_back)
{
	struct blob_stage *st;
	char buf[16];

	ck_assert(blob_stage_open(store, &scope, &st));
	ck_assert_int_eq(blob_stage_size(st), 0);
	ck_assert(blob_stage_write(st, &scope, "", 0));
	ck_assert(blob_stage_write(st, &scope, "hello ", 6));
	ck_assert(blob_stage_write(st, &scope, "world", 5));
	ck_assert_int_eq(blob_stage_size(st), 11);
	ck_assert_int_eq(pread(blob_stage_fd(st), buf, sizeof(buf), 0), 11);
	ck_assert_mem_eq(buf, "hello world", 11);
	ck_assert_uint_eq(staged(), 1);
	ck_assert_uint_eq(stored(), 0);
	ck_assert_str_eq(blob_stage_name(st, &scope), sha256("hello world"));
	ck_assert_str_eq(blob_stage_name(st, &scope), sha256("hello world"));
}
END_TEST

START_TEST(a_published_blob_is_named_by_its_bytes)
{
	static const char *const texts[] = { "", "hello", "with\nlines" };

	for (int durable = 0; durable < 2; durable++) {
		blob_store_close(store);
		open_store(durable);
		for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
			const char *name = publish_unpinned(texts[i]);
			ck_assert_str_eq(name, sha256(texts[i]));
			const char *path =
				arena_printf(scope.arena, "%s/blobs/%.2s/%s", folder, name, name);
			ck_assert_msg(access(path, R_OK) == 0, "%s", path);
			ck_assert_msg(holds(name, texts[i]), "%s", texts[i]);
		}
	}
	ck_assert_uint_eq(staged(), 0);
	ck_assert_uint_eq(stored(), ARRAY_LEN(texts));
}
END_TEST

START_TEST(the_same_bytes_are_stored_once)
{
	const char *first = publish_unpinned("same");

	ck_assert_str_eq(publish_unpinned("same"), first);
	ck_assert_uint_eq(stored(), 1);
	ck_assert_uint_eq(staged(), 0);
	ck_assert(holds(first, "same"));
}
END_TEST

static ino_t file_of(const char *name)
{
	const char *path = arena_printf(scope.arena, "%s/blobs/%.2s/%s", folder, name, name);
	struct stat st = { 0 };

	ck_assert_msg(stat(path, &st) == 0, "%s is not there", path);
	return st.st_ino;
}

static void publish_later(const char *text)
{
	struct scope work = scope_open();
	struct blob_stage *st;

	ck_assert(blob_stage_open(store, &work, &st) &&
		  blob_stage_write(st, &work, text, strlen(text)));
	blob_stage_sync_later(st);
	ck_assert_msg(blob_stage_publish(st, &work), "%s", work.err.msg);
	scope_close(&work);
}

START_TEST(what_is_synced_later_does_not_replace_what_is_on_disk)
{
	const char *name = publish_unpinned("the same");
	ino_t before = file_of(name);

	publish_later("the same");
	ck_assert(file_of(name) == before);
	ck_assert_uint_eq(staged(), 0);
	publish_later("other");
	ck_assert(holds(sha256("other"), "other"));
	ck_assert_msg(blob_store_sync(store, &scope), "%s", scope.err.msg);
}
END_TEST

START_TEST(what_is_not_published_is_gone_with_its_scope)
{
	struct scope work = scope_open();
	struct blob_stage *a, *b;
	size_t before = scratch_descriptors();

	ck_assert(blob_stage_open(store, &work, &a) && blob_stage_open(store, &work, &b));
	ck_assert(blob_stage_write(a, &work, "lost", 4));
	ck_assert(blob_stage_name(b, &work) != NULL);
	ck_assert_uint_eq(staged(), 2);
	scope_close(&work);
	ck_assert_uint_eq(staged(), 0);
	ck_assert_uint_eq(stored(), 0);
	ck_assert_uint_eq(scratch_descriptors(), before);
}
END_TEST

START_TEST(opening_empties_staging_and_keeps_blobs)
{
	const char *name = publish_unpinned("kept");
	int fd = open(in_folder("staging/1234"), O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
	blob_store_close(store);
	open_store(true);
	ck_assert_uint_eq(staged(), 0);
	ck_assert(holds(name, "kept"));
}
END_TEST

/* A project may have folders of both names, and be named for a data folder by mistake. */
START_TEST(what_others_put_into_staging_stays)
{
	static const char *const strays[] = { "staging/notes.txt", "staging/2026-01", "staging/a/1",
		"outside/1" };

	ck_assert(fs_mkdirs(&scope, in_folder("staging/a")));
	ck_assert(fs_mkdirs(&scope, in_folder("outside")));
	for (size_t i = 0; i < ARRAY_LEN(strays); i++) {
		int fd = open(in_folder(strays[i]), O_WRONLY | O_CREAT, 0600);
		ck_assert_int_ge(fd, 0);
		close(fd);
	}
	blob_store_close(store);
	open_store(true);
	for (size_t i = 0; i < ARRAY_LEN(strays); i++)
		ck_assert_int_eq(access(in_folder(strays[i]), F_OK), 0);
	blob_store_close(store);
	fs_remove_tree(in_folder("staging"));
	ck_assert_int_eq(symlink("outside", in_folder("staging")), 0);
	open_store(true);
	ck_assert_int_eq(access(in_folder("outside/1"), F_OK), 0);
}
END_TEST

START_TEST(a_store_without_a_place_is_unavailable)
{
	static const char *const places[] = { "/proc/no/such/folder", "/dev/null" };
	struct blob_store *none = NULL;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		ck_assert_msg(!blob_store_open(&scope, places[i], true, &none), "%s", places[i]);
		ck_assert_msg(scope.err.code == ERR_UNAVAILABLE, "%s: code %d", places[i],
			scope.err.code);
		ck_assert_ptr_null(none);
		err_clear(&scope);
	}
	blob_store_close(NULL);
}
END_TEST

START_TEST(a_stage_that_cannot_be_made_is_unavailable)
{
	struct blob_stage *st = NULL;

	fs_remove_tree(in_folder("staging"));
	ck_assert(!blob_stage_open(store, &scope, &st));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert(scope.err.msg && *scope.err.msg);
}
END_TEST

START_TEST(a_blob_that_is_not_there_is_our_fault)
{
	ck_assert_int_eq(blob_store_read(store, &scope, sha256("never stored")), -1);
	ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
}
END_TEST

/* Answers is_named and counts how often it was asked. */
struct answer {
	bool named;
	int asked;
};

static enum blob_use answer(void *ctx, const char *name)
{
	struct answer *a = ctx;

	ck_assert_uint_eq(strlen(name), BLOB_NAME_LENGTH);
	a->asked++;
	return a->named ? BLOB_USED : BLOB_FREE;
}

START_TEST(while_blobs_are_held_none_is_collected)
{
	struct answer no = { .named = false };
	const char *name = publish_unpinned("held");

	blob_store_hold(store);
	blob_store_hold(store);
	blob_store_release(store);
	blob_collect(store, name, answer, &no);
	ck_assert_uint_eq(stored(), 1);
	blob_store_release(store);
	blob_collect(store, name, answer, &no);
	ck_assert_uint_eq(stored(), 0);
}
END_TEST

START_TEST(collection_takes_what_has_neither_name_nor_pin)
{
	struct scope work = scope_open();
	struct answer yes = { .named = true }, no = { .named = false };
	const char *pinned = publish(&work, "pinned"), *free_one = publish_unpinned("free");

	blob_collect(store, free_one, answer, &yes);
	ck_assert_msg(holds(free_one, "free"), "a blob with a name was deleted");
	ck_assert_int_eq(yes.asked, 1);
	blob_collect(store, pinned, answer, &no);
	ck_assert_msg(holds(pinned, "pinned"), "a pinned blob was deleted");
	blob_collect(store, free_one, answer, &no);
	ck_assert_msg(!holds(free_one, "free"), "a blob that nobody needs stayed");
	blob_collect(store, free_one, answer, &no); /* twice is fine */

	scope_close(&work);
	blob_collect(store, pinned, answer, &no);
	ck_assert_msg(!holds(pinned, "pinned"), "the pin outlived its scope");
}
END_TEST

/* Candidates are rows of a database that may come from elsewhere. */
START_TEST(a_name_that_is_none_leads_nowhere)
{
	struct scope work = scope_open();
	struct answer no = { .named = false };
	const char *bystander = scratch_path(&work, folder, "bystander");

	fclose(fopen(bystander, "w"));
	blob_collect(store, "./../bystander", answer, &no);
	blob_collect(store, "", answer, &no);
	ck_assert_int_eq(no.asked, 0);
	ck_assert_msg(access(bystander, F_OK) == 0, "a file beside the blobs was deleted");
	scope_close(&work);
}
END_TEST

START_TEST(each_pin_counts)
{
	struct scope first = scope_open(), second = scope_open();
	struct answer no = { .named = false };
	const char *name = publish(&first, "both");

	ck_assert_str_eq(publish(&second, "both"), name);
	scope_close(&first);
	blob_collect(store, name, answer, &no);
	ck_assert_msg(holds(name, "both"), "the second pin was ignored");
	scope_close(&second);
	blob_collect(store, name, answer, &no);
	ck_assert(!holds(name, "both"));
}
END_TEST

/* Asked as an upload asks: after the pin is gone, which the arena drops before what was deferred
 * earlier. */
struct question {
	struct blob_stage *stage;
	bool passed_over;
};

static void ask(void *arg)
{
	struct question *q = arg;

	q->passed_over = blob_stage_passed_over(q->stage);
}

START_TEST(a_pin_remembers_that_a_collection_passed_over)
{
	struct answer no = { .named = false };

	for (int collected = 0; collected < 2; collected++) {
		struct scope work = scope_open();
		struct question *q = arena_alloc(scope.arena, sizeof(*q));
		ck_assert(blob_stage_open(store, &work, &q->stage));
		ck_assert(blob_stage_write(q->stage, &work, "text", 4));
		ck_assert(!blob_stage_passed_over(q->stage));
		arena_defer(work.arena, ask, q);
		ck_assert(blob_stage_publish(q->stage, &work));
		if (collected)
			blob_collect(store, sha256("text"), answer, &no);
		blob_collect(store, sha256("other"), answer, &no);
		scope_close(&work);
		ck_assert(q->passed_over == collected);
	}
	ck_assert(holds(sha256("text"), "text"));
}
END_TEST

START_TEST(a_folder_of_the_same_name_is_not_emptied)
{
	const char *other = in_folder("other"), *stray;
	struct blob_store *none = NULL;

	ck_assert(fs_mkdirs(&scope, scratch_path(&scope, other, "staging")));
	stray = scratch_path(&scope, other, "staging/precious");
	int fd = open(stray, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert(!blob_store_open(&scope, other, true, &none));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_int_eq(access(stray, F_OK), 0);
}
END_TEST

/* Names that were seen, one bit each of `wanted`. */
struct tour {
	const char *const *wanted;
	size_t count, seen, stop_after;
};

static bool visit(void *ctx, const char *name)
{
	struct tour *t = ctx;
	bool known = false;

	for (size_t i = 0; i < t->count; i++)
		known |= strcmp(t->wanted[i], name) == 0;
	ck_assert_msg(known, "%s was never stored", name);
	return ++t->seen != t->stop_after;
}

START_TEST(each_visits_every_blob_until_it_is_told_to_stop)
{
	enum { BLOBS = 40 };
	const char *names[BLOBS];
	struct tour all = { names, BLOBS, 0, 0 }, part = { names, BLOBS, 0, 7 };

	for (int i = 0; i < BLOBS; i++)
		names[i] = publish_unpinned(arena_printf(scope.arena, "blob %d", i));
	const char *stray = arena_printf(scope.arena, "%s/blobs/%.2s/stray", folder, names[0]);
	int fd = open(stray, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	close(fd);
	blob_store_each(store, visit, &all);
	ck_assert_uint_eq(all.seen, BLOBS);
	blob_store_each(store, visit, &part);
	ck_assert_uint_eq(part.seen, 7);
}
END_TEST

/* Uploads of the same few texts while another thread collects all that it may. */
struct traffic {
	const char *names[2];
	atomic_bool stop;
	const char *failure;
};

static enum blob_use nobody(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return BLOB_FREE;
}

static void *collect_always(void *arg)
{
	struct traffic *t = arg;

	while (!atomic_load(&t->stop))
		for (size_t i = 0; i < ARRAY_LEN(t->names); i++)
			blob_collect(store, t->names[i], nobody, NULL);
	return NULL;
}

static void *upload_often(void *arg)
{
	struct traffic *t = arg;

	for (int i = 0; i < 150 && !t->failure; i++) {
		struct scope s = scope_open();
		struct blob_stage *st;
		const char *text = i % 2 ? "text 1" : "text 0";

		if (!blob_stage_open(store, &s, &st) || !blob_stage_write(st, &s, text, 6) ||
			!blob_stage_publish(st, &s)) {
			t->failure = "an upload failed";
		} else {
			int fd = blob_store_read(store, &s, blob_stage_name(st, &s));
			if (fd < 0)
				t->failure = "a pinned blob is gone";
			else
				close(fd);
		}
		scope_close(&s);
	}
	return NULL;
}

START_TEST(collection_and_uploads_get_along)
{
	struct traffic traffic[3] = { { { sha256("text 0"), sha256("text 1") }, false, NULL } };
	pthread_t threads[3], collector;

	blob_store_close(store);
	open_store(false);
	ck_assert_int_eq(pthread_create(&collector, NULL, collect_always, &traffic[0]), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, upload_often, &traffic[i]), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	atomic_store(&traffic[0].stop, true);
	pthread_join(collector, NULL);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		ck_assert_msg(!traffic[i].failure, "%s", traffic[i].failure);
	ck_assert_uint_eq(staged(), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("blob");
	TCase *stage = tcase_create("blob_stage"), *blobs = tcase_create("blob_store");

	tcase_add_checked_fixture(stage, set_up, tear_down);
	tcase_add_test(stage, a_stage_grows_and_can_be_read_back);
	tcase_add_test(stage, a_published_blob_is_named_by_its_bytes);
	tcase_add_test(stage, the_same_bytes_are_stored_once);
	tcase_add_test(stage, what_is_synced_later_does_not_replace_what_is_on_disk);
	tcase_add_test(stage, while_blobs_are_held_none_is_collected);
	tcase_add_test(stage, what_is_not_published_is_gone_with_its_scope);
	tcase_add_test(stage, a_stage_that_cannot_be_made_is_unavailable);
	suite_add_tcase(suite, stage);
	tcase_add_checked_fixture(blobs, set_up, tear_down);
	tcase_add_test(blobs, opening_empties_staging_and_keeps_blobs);
	tcase_add_test(blobs, what_others_put_into_staging_stays);
	tcase_add_test(blobs, a_store_without_a_place_is_unavailable);
	tcase_add_test(blobs, a_blob_that_is_not_there_is_our_fault);
	tcase_add_test(blobs, collection_takes_what_has_neither_name_nor_pin);
	tcase_add_test(blobs, a_name_that_is_none_leads_nowhere);
	tcase_add_test(blobs, each_pin_counts);
	tcase_add_test(blobs, a_pin_remembers_that_a_collection_passed_over);
	tcase_add_test(blobs, a_folder_of_the_same_name_is_not_emptied);
	tcase_add_test(blobs, each_visits_every_blob_until_it_is_told_to_stop);
	tcase_add_test(blobs, collection_and_uploads_get_along);
	suite_add_tcase(suite, blobs);
	return check_run(suite);
}
