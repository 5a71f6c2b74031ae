/* Files with their versions, tags and folders, and the blobs that they name. */
#include "store/blob_ref_store.h"
#include "store/file_store.h"
#include "store/removal_store.h"
#include "tests/support/check_main.h"
#include "tests/support/own_library.h"

#include <float.h>

static struct file add(const char *name, int64_t at)
{
	struct file f = library_file(&library, name, at);

	library_add(&library, &library.root, &f);
	return f;
}

static struct file get(const char *id)
{
	struct file f;

	ck_assert_msg(file_store_by_id(db, scope, library.account.row, id, &f), "%s: %s", id,
		scope->err.msg ? scope->err.msg : "absent");
	return f;
}

static void check_content(const struct file_content *a, const struct file_content *b)
{
	ck_assert_str_eq(a->blob, b->blob);
	ck_assert_str_eq(a->mime, b->mime);
	ck_assert(a->size == b->size && a->is_image == b->is_image &&
		  a->facts.width == b->facts.width && a->facts.height == b->facts.height &&
		  a->facts.orientation == b->facts.orientation &&
		  a->facts.has_alpha == b->facts.has_alpha);
	ck_assert(memcmp(&a->facts.x_resolution, &b->facts.x_resolution, sizeof(double)) == 0);
	ck_assert(memcmp(&a->facts.y_resolution, &b->facts.y_resolution, sizeof(double)) == 0);
}

static void check_attributes(const struct file_attributes *a, const struct file_attributes *b)
{
	ck_assert_pstr_eq(a->tags_json, b->tags_json);
	ck_assert_pstr_eq(a->custom_coordinates, b->custom_coordinates);
	ck_assert_pstr_eq(a->description, b->description);
	ck_assert(a->is_private == b->is_private && a->is_published == b->is_published);
}

/* Attributes and content in their plainest and their fullest form. */
static const struct look {
	const char *label;
	struct file_content content;
	struct file_attributes attributes;
} looks[] = {
	{ "plain", { .blob = "00", .mime = "a/b" }, { .is_published = true } },
	{ "full",
		{ .blob = "ff",
			.size = INT64_MAX,
			.mime = "image/png",
			.is_image = true,
			.facts.width = 10000000,
			.facts.height = 1,
			.facts.orientation = 8,
			.facts.has_alpha = true,
			.facts.x_resolution = DBL_MAX,
			.facts.y_resolution = 72.009 },
		{ .tags_json = "[\"a\",\"\xc3\xa9\",\"a\",\" b \",\"'\\\"\"]",
			.custom_coordinates = "0,0,1,1",
			.description = "text\nwith lines",
			.is_private = true } },
	{ "one tag, empty texts", { .blob = "", .mime = "" },
		{ .tags_json = "[\"x\"]",
			.custom_coordinates = "",
			.description = "",
			.is_private = true,
			.is_published = true } },
};

START_TEST(a_file_comes_back_as_it_was_stored)
{
	const struct look *look = &looks[_i];
	struct file in = library_file(&library, "a.png", 77);

	in.content = look->content;
	in.attributes = look->attributes;
	library_add(&library, &library.root, &in);
	struct file out = get(in.id);
	ck_assert_int_eq(out.row, in.row);
	ck_assert_int_eq(out.version_row, in.version_row);
	ck_assert_str_eq(out.name, "a.png");
	ck_assert_str_eq(out.folder_path, "/");
	ck_assert_str_eq(out.version_id, in.version_id);
	ck_assert_str_eq(out.delivery_key, in.delivery_key);
	ck_assert_int_eq(out.version_no, 1);
	ck_assert(out.is_current);
	ck_assert(out.created_at == 77 && out.updated_at == 77);
	check_content(&out.content, &in.content);
	check_attributes(&out.attributes, &in.attributes);
	ck_assert(file_store_by_path(db, scope, library.account.row, "/", "a.png", &out));
	ck_assert_str_eq(out.id, in.id);
}
END_TEST

START_TEST(what_is_absent_is_no_error)
{
	struct account other = library_add_account(&library, "other");
	struct file f = add("a.txt", 100), out;
	int64_t mine = library.account.row;

	library_add_folder(&library, &other, "/", 2);
	ck_assert_msg(!file_store_by_id(db, scope, other.row, f.id, &out), "another's file by id");
	ck_assert(!file_store_by_id(db, scope, mine, "ffffffffffffffffffffffff", &out));
	ck_assert_msg(!file_store_by_path(db, scope, other.row, "/", "a.txt", &out),
		"another's file by path");
	ck_assert_msg(!file_store_by_path(db, scope, mine, "/", "A.txt", &out), "case matters");
	ck_assert(!file_store_by_path(db, scope, mine, "/no", "a.txt", &out));
	ck_assert(!version_store_by_delivery_key(db, scope, f.row, "other key", &out));
	struct folder folder;
	ck_assert(!folder_store_by_path(db, scope, mine, "/no", &folder));
	ck_assert_int_eq(scope->err.code, ERR_NONE);
}
END_TEST

START_TEST(ids_and_names_are_taken_once)
{
	struct file f = add("a.txt", 100);
	struct file same_name = library_file(&library, "a.txt", 101);
	struct file same_id = library_file(&library, "b.txt", 100);
	struct file elsewhere = library_file(&library, "a.txt", 102);
	struct folder folder = library_add_folder(&library, &library.account, "/sub", 2);
	int64_t mine = library.account.row, root = library.root.row;

	ck_assert(!file_store_insert(db, scope, mine, root, &same_name));
	ck_assert_int_eq(scope->err.code, ERR_CONFLICT);
	err_clear(scope);
	ck_assert(!file_store_insert(db, scope, mine, root, &same_id));
	ck_assert_int_eq(scope->err.code, ERR_CONFLICT);
	err_clear(scope);
	ck_assert(file_store_insert(db, scope, mine, folder.row, &elsewhere));
	ck_assert_str_eq(get(f.id).name, "a.txt");
}
END_TEST

START_TEST(a_new_version_becomes_current_and_the_old_one_stays)
{
	struct file f = add("a.txt", 100), next = library_file(&library, "a.txt", 200), old;
	int64_t count = 0;

	next.row = f.row;
	next.attributes.tags_json = "[\"new\"]";
	library_add_version(&library, &next);
	ck_assert_int_eq(next.version_no, 2);
	ck_assert(version_store_count(db, scope, f.row, &count));
	ck_assert_int_eq(count, 2);

	struct file now = get(f.id);
	ck_assert_int_eq(now.version_no, 2);
	ck_assert_str_eq(now.version_id, next.version_id);
	ck_assert_str_eq(now.attributes.tags_json, "[\"new\"]");
	ck_assert(now.created_at == 100 && now.updated_at == 200);

	ck_assert(version_store_by_delivery_key(db, scope, f.row, f.delivery_key, &old));
	ck_assert(!old.is_current);
	ck_assert_int_eq(old.version_no, 1);
	ck_assert_str_eq(old.content.blob, f.content.blob);
	ck_assert_ptr_null(old.attributes.tags_json);
	ck_assert(version_store_by_delivery_key(db, scope, f.row, next.delivery_key, &old));
	ck_assert(old.is_current);
}
END_TEST

START_TEST(version_numbers_are_never_handed_out_twice)
{
	struct file f = add("a.txt", 100);
	int64_t number = 0;

	for (int64_t want = 2; want < 6; want++) {
		ck_assert(file_store_next_number(db, scope, f.row, &number));
		ck_assert_int_eq(number, want);
	}
	ck_assert(!file_store_next_number(db, scope, 999, &number));
	ck_assert_int_eq(scope->err.code, ERR_INTERNAL);
}
END_TEST

START_TEST(a_deleted_file_leaves_nothing_but_garbage)
{
	struct file f = add("a.txt", 100), next = library_file(&library, "a.txt", 200), out;
	struct file other = add("b.txt", 300);
	const char *names[8];
	size_t count = 0;

	next.row = f.row;
	next.attributes.tags_json = "[\"t\"]";
	library_add_version(&library, &next);
	ck_assert(file_store_delete(db, scope, f.row));
	ck_assert(!file_store_by_id(db, scope, library.account.row, f.id, &out));
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM file_version"), 1);
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM tag"), 0);
	get(other.id);

	ck_assert(blob_ref_store_garbage(db, scope, "", ARRAY_LEN(names), names, &count));
	ck_assert_uint_eq(count, 2);
	ck_assert(strcmp(names[0], names[1]) != 0);
	for (size_t i = 0; i < count; i++)
		ck_assert(strcmp(names[i], f.content.blob) == 0 ||
			  strcmp(names[i], next.content.blob) == 0);
}
END_TEST

START_TEST(a_blob_is_named_as_long_as_one_version_has_it)
{
	struct file a = add("a.txt", 100), b = library_file(&library, "b.txt", 200);
	const char *blob = a.content.blob;

	b.content.blob = blob;
	library_add(&library, &library.root, &b);
	ck_assert(blob_ref_store_is_named(db, scope, blob));
	ck_assert(file_store_delete(db, scope, a.row));
	ck_assert(blob_ref_store_is_named(db, scope, blob));
	ck_assert(file_store_delete(db, scope, b.row));
	ck_assert(!blob_ref_store_is_named(db, scope, blob));
	ck_assert_int_eq(scope->err.code, ERR_NONE);
}
END_TEST

START_TEST(garbage_is_listed_in_portions_until_it_is_forgotten)
{
	const char *names[4];
	size_t count = 9, seen = 0;

	ck_assert(blob_ref_store_garbage(db, scope, "", ARRAY_LEN(names), names, &count));
	ck_assert_uint_eq(count, 0);
	for (int64_t i = 0; i < 10; i++) {
		struct file f = add(arena_printf(scope->arena, "%" PRId64, i), 100 + i);
		ck_assert(file_store_delete(db, scope, f.row));
	}
	while (seen < 10) {
		ck_assert(blob_ref_store_garbage(db, scope, "", ARRAY_LEN(names), names, &count));
		ck_assert_msg(count > 0 && count <= ARRAY_LEN(names), "after %zu", seen);
		for (size_t i = 0; i < count; i++, seen++)
			ck_assert(blob_ref_store_forget(db, scope, names[i]));
	}
	ck_assert(blob_ref_store_garbage(db, scope, "", ARRAY_LEN(names), names, &count));
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_blob_nobody_can_ask_about_is_an_error)
{
	ck_assert(db_exec(db, scope, "ALTER TABLE file_version RENAME TO elsewhere"));
	ck_assert(!blob_ref_store_is_named(db, scope, "00"));
	ck_assert_msg(scope->err.code != ERR_NONE, "or its bytes would be deleted");
}
END_TEST

START_TEST(folders_have_a_path_of_their_own)
{
	struct folder a = library_add_folder(&library, &library.account, "/a", 2);
	struct folder b = library_add_folder(&library, &library.account, "/a/b", 3), out;
	struct folder again = { .id = "another id", .name = "b", .path = "/a/b" };

	ck_assert(folder_store_by_path(db, scope, library.account.row, "/a/b", &out));
	ck_assert_int_eq(out.row, b.row);
	ck_assert_str_eq(out.id, b.id);
	ck_assert_str_eq(out.name, "b");
	ck_assert(out.created_at == 3 && out.updated_at == 3);
	ck_assert(!folder_store_insert(db, scope, library.account.row, a.row, &again));
	ck_assert_int_eq(scope->err.code, ERR_CONFLICT);
}
END_TEST

START_TEST(a_file_may_change_its_name)
{
	struct file a = add("a.txt", 100), b = add("b.txt", 200), out;

	ck_assert(file_store_rename(db, scope, a.row, "c.txt"));
	ck_assert(file_store_by_path(db, scope, library.account.row, "/", "c.txt", &out));
	ck_assert_str_eq(out.id, a.id);
	ck_assert(!file_store_by_path(db, scope, library.account.row, "/", "a.txt", &out));
	ck_assert(!file_store_rename(db, scope, a.row, b.name));
	ck_assert_int_eq(scope->err.code, ERR_CONFLICT);
}
END_TEST

START_TEST(a_folder_goes_with_everything_below_it)
{
	struct folder a = library_add_folder(&library, &library.account, "/a", 2);
	struct folder deep = library_add_folder(&library, &library.account, "/a/deep", 3), out;
	struct file in_a = library_file(&library, "a.txt", 100), kept = add("kept.txt", 300);
	struct file in_deep = library_file(&library, "b.txt", 200);

	library_add(&library, &a, &in_a);
	library_add(&library, &deep, &in_deep);
	ck_assert(folder_store_has_id(db, scope, library.account.row, deep.id));
	int64_t rows = 1000;
	bool gone;
	ck_assert(removal_store_tree(db, scope, library.account.row, "/a", &rows, &gone) && gone);
	ck_assert_int_eq(rows, 1000 - 3); /* two versions and a folder; the top is not counted */
	ck_assert(!folder_store_has_id(db, scope, library.account.row, deep.id));
	ck_assert(!folder_store_by_path(db, scope, library.account.row, "/a/deep", &out));
	ck_assert_int_eq(scope->err.code, ERR_NONE);
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM file"), 1);
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM blob_garbage"), 2);
	get(kept.id);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("file_store");

	tcase_add_checked_fixture(cases, open_library, close_library);
	tcase_add_loop_test(cases, a_file_comes_back_as_it_was_stored, 0, ARRAY_LEN(looks));
	tcase_add_test(cases, what_is_absent_is_no_error);
	tcase_add_test(cases, ids_and_names_are_taken_once);
	tcase_add_test(cases, a_new_version_becomes_current_and_the_old_one_stays);
	tcase_add_test(cases, version_numbers_are_never_handed_out_twice);
	tcase_add_test(cases, a_deleted_file_leaves_nothing_but_garbage);
	tcase_add_test(cases, a_blob_is_named_as_long_as_one_version_has_it);
	tcase_add_test(cases, garbage_is_listed_in_portions_until_it_is_forgotten);
	tcase_add_test(cases, a_blob_nobody_can_ask_about_is_an_error);
	tcase_add_test(cases, folders_have_a_path_of_their_own);
	tcase_add_test(cases, a_file_may_change_its_name);
	tcase_add_test(cases, a_folder_goes_with_everything_below_it);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
