/* What stands for remote URLs, and what that means for blobs. */
#include "store/blob_ref_store.h"
#include "store/remote_store.h"
#include "tests/support/check_main.h"
#include "tests/support/own_library.h"

static const char url[] = "https://example.com/a.jpg";

static const char *blob_of(char digit)
{
	char *name = arena_alloc(scope->arena, 65);

	memset(name, digit, 64);
	name[64] = '\0';
	return name;
}

static void put(const char *where, const char *blob)
{
	ck_assert_msg(remote_store_put(db, scope, where, blob), "%s: %s", where, scope->err.msg);
}

static const char *get(const char *where)
{
	const char *blob = NULL;
	bool found = remote_store_get(db, scope, where, &blob);

	ck_assert_int_eq(scope->err.code, ERR_NONE);
	return found ? blob : NULL;
}

START_TEST(a_url_is_found_as_it_was_put)
{
	static const char *const others[] = { "https://example.com/A.jpg",
		"https://example.com/a.jpg?", "http://example.com/a.jpg",
		"https://EXAMPLE.com/a.jpg", "https://example.com/a.jp",
		"https://example.com/a.jpg#", "https://example.com//a.jpg",
		" https://example.com/a.jpg", "https://example.com/%61.jpg", "" };

	put(url, blob_of('a'));
	put("http://[::1]:99999/\xc3\xa9 ?q=%20#f", blob_of('b'));
	ck_assert_pstr_eq(get(url), blob_of('a'));
	ck_assert_pstr_eq(get("http://[::1]:99999/\xc3\xa9 ?q=%20#f"), blob_of('b'));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		ck_assert_msg(!get(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(the_last_put_stands)
{
	struct remote_file *all;
	size_t count;

	put(url, blob_of('a'));
	put(url, blob_of('b'));
	ck_assert_pstr_eq(get(url), blob_of('b'));
	ck_assert(remote_store_all(db, scope, &all, &count));
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(all_are_listed_by_url)
{
	enum { MANY = 100 };
	struct remote_file *all;
	size_t count = 1;

	ck_assert(remote_store_all(db, scope, &all, &count));
	ck_assert_uint_eq(count, 0);
	for (int i = 0; i < MANY; i++)
		put(arena_printf(scope->arena, "https://example.com/%02d", i * 37 % MANY),
			blob_of((char)('0' + i % 10)));
	ck_assert(remote_store_all(db, scope, &all, &count));
	ck_assert_uint_eq(count, MANY);
	for (int i = 0; i < MANY; i++) {
		ck_assert_str_eq(
			all[i].url, arena_printf(scope->arena, "https://example.com/%02d", i));
		ck_assert_pstr_eq(all[i].blob, get(all[i].url));
	}
}
END_TEST

static bool is_garbage(const char *blob)
{
	const char *names[10];
	size_t count;
	bool found = false;

	ck_assert(blob_ref_store_garbage(db, scope, "", ARRAY_LEN(names), names, &count));
	for (size_t i = 0; i < count; i++)
		found = found || strcmp(names[i], blob) == 0;
	return found;
}

START_TEST(a_url_names_its_blob)
{
	const char *a = blob_of('a'), *b = blob_of('b');

	ck_assert(!blob_ref_store_is_named(db, scope, a));
	put(url, a);
	put("https://example.com/2", a);
	ck_assert(blob_ref_store_is_named(db, scope, a));
	put(url, b);
	ck_assert_msg(blob_ref_store_is_named(db, scope, a), "the other URL has it still");
	put("https://example.com/2", b);
	ck_assert(!blob_ref_store_is_named(db, scope, a));
	ck_assert(blob_ref_store_is_named(db, scope, b));
	ck_assert_msg(is_garbage(a), "who sweeps must hear of it");
	ck_assert_int_eq(scope->err.code, ERR_NONE);
}
END_TEST

START_TEST(a_file_and_a_url_share_a_blob)
{
	struct file f = library_file(&library, "a.txt", 100);

	library_add(&library, &library.root, &f);
	put(url, f.content.blob);
	ck_assert(file_store_delete(db, scope, f.row));
	ck_assert(blob_ref_store_is_named(db, scope, f.content.blob));
	put(url, blob_of('b'));
	ck_assert(!blob_ref_store_is_named(db, scope, f.content.blob));
	ck_assert(is_garbage(f.content.blob));
}
END_TEST

START_TEST(a_table_that_cannot_be_read_is_an_error)
{
	struct remote_file *all;
	const char *blob;
	size_t count;

	ck_assert(db_exec(db, scope, "ALTER TABLE remote_file RENAME TO elsewhere"));
	ck_assert(!remote_store_get(db, scope, url, &blob) && scope->err.code != ERR_NONE);
	err_clear(scope);
	ck_assert(!remote_store_put(db, scope, url, blob_of('a')) && scope->err.code != ERR_NONE);
	err_clear(scope);
	ck_assert(!remote_store_all(db, scope, &all, &count) && scope->err.code != ERR_NONE);
	err_clear(scope);
	ck_assert(!blob_ref_store_is_named(db, scope, blob_of('a')));
	ck_assert_msg(scope->err.code != ERR_NONE, "or its bytes would be deleted");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("remote_store");

	tcase_add_checked_fixture(cases, open_library, close_library);
	tcase_add_test(cases, a_url_is_found_as_it_was_put);
	tcase_add_test(cases, the_last_put_stands);
	tcase_add_test(cases, all_are_listed_by_url);
	tcase_add_test(cases, a_url_names_its_blob);
	tcase_add_test(cases, a_file_and_a_url_share_a_blob);
	tcase_add_test(cases, a_table_that_cannot_be_read_is_an_error);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
