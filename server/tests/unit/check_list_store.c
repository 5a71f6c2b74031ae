/* The list: who is in it, in which order, and which part of it. */
#include "base/strbuf.h"
#include "store/blob_facts_store.h"
#include "store/field_store.h"
#include "store/field_value_store.h"
#include "store/list_store.h"
#include "tests/support/check_main.h"
#include "tests/support/library.h"

static struct library library;

/* Made in this order; times are not. Names differ in case where order matters. */
static const struct entry {
	const char *folder, *name; /* `name` NULL: the folder itself */
	int64_t at, updated_at;
	const char *tags;
	bool is_image;
	int64_t width, height, size;
} entries[] = {
	{ "/b", NULL, 10, 10, NULL, false, 0, 0, 0 },
	{ "/a", NULL, 90, 90, NULL, false, 0, 0, 0 },
	{ "/a/deep", NULL, 95, 95, NULL, false, 0, 0, 0 },
	{ "/", "one.jpg", 50, 500, "[\"x\",\"y\"]", true, 300, 20, 10 },
	{ "/", "two.txt", 40, 40, "[\"y\"]", false, 0, 0, 7 },
	{ "/a", "Three.jpg", 30, 300, NULL, true, 100, 30, 30 },
	{ "/a", "four.jpg", 20, 200, "[\"X\"]", true, 200, 10, 20 },
	{ "/a/deep", "one.jpg", 60, 60, "[\"x\",\"x\"]", true, 400, 40, 40 },
};

static void set_up(void)
{
	library_open(&library);
	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		const struct entry *e = &entries[i];
		struct folder folder;

		if (!e->name) {
			library_add_folder(&library, &library.account, e->folder, e->at);
			continue;
		}
		struct file f = library_file(&library, e->name, e->at);
		f.updated_at = e->updated_at;
		f.attributes.tags_json = e->tags;
		f.content.is_image = e->is_image;
		f.content.facts.width = e->width;
		f.content.facts.height = e->height;
		f.content.size = e->size;
		ck_assert(folder_store_by_path(
			library.db, &library.scope, library.account.row, e->folder, &folder));
		library_add(&library, &folder, &f);
	}
}

static void tear_down(void)
{
	library_close(&library);
}

/* "file names and folder names/ with blanks between". */
static bool note(void *ctx, const struct list_item *item)
{
	struct strbuf *text = ctx;

	strbuf_printf(text, "%s%s%s", text->len ? " " : "",
		item->file.id ? item->file.name : item->folder.name, item->file.id ? "" : "/");
	return true;
}

static const char *list(const struct file_query *query)
{
	struct strbuf text = strbuf_init(library.scope.arena, 1000);

	ck_assert_msg(list_store_each(library.db, &library.scope, library.account.row, query,
			      &(struct list_reader){ .each = note, .ctx = &text }),
		"%s", library.scope.err.msg);
	return strbuf_text(&text);
}

static const char *x_or_y[] = { "x", "y" }, *only_x[] = { "x" }, *none[] = { "none" };

/* clang-format off */
static const struct row {
	const char *label;
	struct file_query query;
	const char *want;
} rows[] = {
	{ "files by creation", { .limit = 100 }, "four.jpg Three.jpg two.txt one.jpg one.jpg" },
	{ "newest first", { .limit = 100, .descending = true },
		"one.jpg one.jpg two.txt Three.jpg four.jpg" },
	{ "by update", { .limit = 100, .sort = FILE_QUERY_BY_UPDATED },
		"two.txt one.jpg four.jpg Three.jpg one.jpg" },
	{ "by name: capitals first, ties by creation", { .limit = 100, .sort = FILE_QUERY_BY_NAME },
		"Three.jpg four.jpg one.jpg one.jpg two.txt" },
	{ "by height", { .limit = 100, .sort = FILE_QUERY_BY_HEIGHT },
		"two.txt four.jpg one.jpg Three.jpg one.jpg" },
	{ "by width", { .limit = 100, .sort = FILE_QUERY_BY_WIDTH },
		"two.txt Three.jpg four.jpg one.jpg one.jpg" },
	{ "by size, largest first", { .limit = 100, .sort = FILE_QUERY_BY_SIZE, .descending = true },
		"one.jpg Three.jpg four.jpg one.jpg two.txt" },
	{ "by relevance without a text", { .limit = 100, .sort = FILE_QUERY_BY_RELEVANCE },
		"four.jpg Three.jpg two.txt one.jpg one.jpg" },
	{ "images", { .limit = 100, .kind = FILE_QUERY_IMAGES }, "four.jpg Three.jpg one.jpg one.jpg" },
	{ "all but images", { .limit = 100, .kind = FILE_QUERY_NON_IMAGES }, "two.txt" },
	{ "direct children of the root", { .limit = 100, .folder_path = "/" }, "two.txt one.jpg" },
	{ "direct children of a folder", { .limit = 100, .folder_path = "/a" }, "four.jpg Three.jpg" },
	{ "children of a folder within", { .limit = 100, .folder_path = "/a/deep" }, "one.jpg" },
	{ "an empty folder", { .limit = 100, .folder_path = "/b" }, "" },
	{ "a folder that is not there", { .limit = 100, .folder_path = "/no" }, "" },
	{ "by exact name", { .limit = 100, .name = "one.jpg" }, "one.jpg one.jpg" },
	{ "case matters in names", { .limit = 100, .name = "One.jpg" }, "" },
	{ "name and folder", { .limit = 100, .name = "one.jpg", .folder_path = "/" }, "one.jpg" },
	{ "one tag", { .limit = 100, .tags = only_x, .tag_count = 1 }, "one.jpg one.jpg" },
	{ "any of two tags", { .limit = 100, .tags = x_or_y, .tag_count = 2 }, "two.txt one.jpg one.jpg" },
	{ "a tag that nobody has", { .limit = 100, .tags = none, .tag_count = 1 }, "" },
	{ "the first two", { .limit = 2 }, "four.jpg Three.jpg" },
	{ "the next two", { .limit = 2, .skip = 2 }, "two.txt one.jpg" },
	{ "the rest", { .limit = 100, .skip = 4 }, "one.jpg" },
	{ "past the end", { .limit = 100, .skip = 5 }, "" },
	{ "folders without the root", { .limit = 100, .type = FILE_QUERY_FOLDERS }, "b/ a/ deep/" },
	{ "folders by name", { .limit = 100, .type = FILE_QUERY_FOLDERS, .sort = FILE_QUERY_BY_NAME },
		"a/ b/ deep/" },
	{ "folders in the root", { .limit = 100, .type = FILE_QUERY_FOLDERS, .folder_path = "/" }, "b/ a/" },
	{ "folders in a folder", { .limit = 100, .type = FILE_QUERY_FOLDERS, .folder_path = "/a" }, "deep/" },
	{ "a folder by name", { .limit = 100, .type = FILE_QUERY_FOLDERS, .name = "deep" }, "deep/" },
	{ "no folder is an image", { .limit = 100, .type = FILE_QUERY_FOLDERS, .kind = FILE_QUERY_IMAGES }, "" },
	{ "no folder has tags", { .limit = 100, .type = FILE_QUERY_FOLDERS, .tags = x_or_y, .tag_count = 2 }, "" },
	{ "files and folders in one order", { .limit = 100, .type = FILE_QUERY_ALL },
		"b/ four.jpg Three.jpg two.txt one.jpg one.jpg a/ deep/" },
	{ "both of a folder", { .limit = 100, .type = FILE_QUERY_ALL, .folder_path = "/a" },
		"four.jpg Three.jpg deep/" },
	{ "both, a part", { .limit = 3, .skip = 4, .type = FILE_QUERY_ALL }, "one.jpg one.jpg a/" },
	{ "both by name, descending",
		{ .limit = 100, .type = FILE_QUERY_ALL, .sort = FILE_QUERY_BY_NAME, .descending = true },
		"two.txt one.jpg one.jpg four.jpg deep/ b/ a/ Three.jpg" },
	{ "no old versions yet", { .limit = 100, .type = FILE_QUERY_VERSIONS }, "" },
};
/* clang-format on */

START_TEST(a_query_gives_its_items_in_order)
{
	const struct row *row = &rows[_i];
	const char *got = list(&row->query);

	ck_assert_msg(
		strcmp(got, row->want) == 0, "%s: '%s', not '%s'", row->label, got, row->want);
}
END_TEST

static bool keep(void *ctx, const struct list_item *item)
{
	struct arena *a = library.scope.arena;
	struct list_item *out = ctx;

	*out = *item;
	if (item->file.id) {
		const char *tags = item->file.attributes.tags_json;
		out->file.folder_path = arena_strdup(a, item->file.folder_path);
		out->file.version_id = arena_strdup(a, item->file.version_id);
		out->file.attributes.tags_json = tags ? arena_strdup(a, tags) : NULL;
	} else {
		out->folder.id = arena_strdup(a, item->folder.id);
		out->folder.path = arena_strdup(a, item->folder.path);
	}
	return true;
}

static void add_film(const char *name, int64_t at, double seconds)
{
	struct file f = library_file(&library, name, at);

	f.content.facts.duration = seconds;
	library_add(&library, &library.root, &f);
	ck_assert(blob_facts_store_put(library.db, &library.scope, &f.content));
}

START_TEST(videos_are_ordered_by_duration_and_all_else_has_none)
{
	struct file_query query = {
		.limit = 100, .folder_path = "/", .sort = FILE_QUERY_BY_DURATION
	};

	add_film("long.mp4", 1, 9.5);
	add_film("short.mp4", 2, 0.25);
	add_film("middle.mp4", 3, 2);
	query.with_folders = true;
	ck_assert_str_eq(list(&query), "b/ two.txt one.jpg a/ short.mp4 middle.mp4 long.mp4");
	query.descending = true;
	ck_assert_str_eq(list(&query), "long.mp4 middle.mp4 short.mp4 a/ one.jpg two.txt b/");
}
END_TEST

static struct field original_date(void)
{
	struct field f = {
		.id = "field",
		.name = FIELD_ORIGINAL_DATE,
		.label = FIELD_ORIGINAL_DATE_LABEL,
		.type = FIELD_DATE,
		.schema_json = "{}",
		.is_reserved = true,
	};

	ck_assert(field_store_insert(library.db, &library.scope, library.account.row, &f));
	return f;
}

START_TEST(files_are_ordered_by_the_original_date_while_the_account_has_it)
{
	struct file_query query = {
		.limit = 100, .type = FILE_QUERY_ALL, .sort = FILE_QUERY_BY_ORIGINAL_DATE
	};
	const char *by_creation = "b/ four.jpg Three.jpg two.txt one.jpg one.jpg a/ deep/";
	struct field_item item = { .kind = FIELD_ITEM_DATE, .date_ms = 92 };
	struct file two;

	ck_assert_str_eq(list(&query), by_creation);
	struct field field = original_date();
	ck_assert(file_store_by_path(
		library.db, &library.scope, library.account.row, "/", "two.txt", &two));
	ck_assert(field_value_store_set(library.db, &library.scope, two.version_row,
		&(struct field_value){ field.row, "\"\"", &item, 1 }));
	ck_assert_str_eq(list(&query), "b/ four.jpg Three.jpg one.jpg one.jpg a/ two.txt deep/");
	query.descending = true;
	ck_assert_str_eq(list(&query), "deep/ two.txt a/ one.jpg one.jpg Three.jpg four.jpg b/");
	query.descending = false;
	field.is_deleted = true;
	ck_assert(field_store_update(library.db, &library.scope, &field));
	ck_assert_str_eq(list(&query), by_creation);
}
END_TEST

START_TEST(items_carry_all_that_is_shown)
{
	struct list_item item = { 0 };
	struct file_query query = { .limit = 100, .name = "four.jpg" };

	ck_assert(list_store_each(library.db, &library.scope, library.account.row, &query,
		&(struct list_reader){ .each = keep, .ctx = &item }));
	ck_assert_ptr_null(item.folder.id);
	ck_assert_str_eq(item.file.folder_path, "/a");
	ck_assert_str_eq(item.file.attributes.tags_json, "[\"X\"]");
	ck_assert(item.file.is_current && item.file.updated_at == 200);

	query = (struct file_query){ .limit = 100, .name = "deep", .type = FILE_QUERY_ALL };
	ck_assert(list_store_each(library.db, &library.scope, library.account.row, &query,
		&(struct list_reader){ .each = keep, .ctx = &item }));
	ck_assert_ptr_null(item.file.id);
	ck_assert_str_eq(item.folder.path, "/a/deep");
	ck_assert_uint_eq(strlen(item.folder.id), 24);
	ck_assert(item.folder.created_at == 95 && item.folder.row > 0);
}
END_TEST

START_TEST(old_versions_are_listed_apart_from_current_ones)
{
	struct file_query versions = { .limit = 100, .type = FILE_QUERY_VERSIONS };
	struct file f = library_file(&library, "four.jpg", 1000);
	struct list_item item = { 0 };
	struct file old;

	ck_assert(file_store_by_path(
		library.db, &library.scope, library.account.row, "/a", "four.jpg", &old));
	f.row = old.row;
	library_add_version(&library, &f);
	ck_assert_str_eq(list(&versions), "four.jpg");
	ck_assert(list_store_each(library.db, &library.scope, library.account.row, &versions,
		&(struct list_reader){ .each = keep, .ctx = &item }));
	ck_assert(!item.file.is_current);
	ck_assert_int_eq(item.file.version_no, 1);
	ck_assert_str_eq(item.file.version_id, old.version_id);
	ck_assert_str_eq(
		list(&(struct file_query){ .limit = 100, .name = "four.jpg" }), "four.jpg");
	/* A tag of the old version is no tag of the current one. */
	ck_assert_str_eq(list(&(struct file_query){
				 .limit = 100, .tags = (const char *[]){ "X" }, .tag_count = 1 }),
		"");
}
END_TEST

START_TEST(another_account_sees_its_own_alone)
{
	struct account other = library_add_account(&library, "other");
	struct file_query query = { .limit = 100, .type = FILE_QUERY_ALL };
	struct strbuf text = strbuf_init(library.scope.arena, 100);

	library_add_folder(&library, &other, "/", 3);
	ck_assert(list_store_each(library.db, &library.scope, other.row, &query,
		&(struct list_reader){ .each = note, .ctx = &text }));
	ck_assert_str_eq(strbuf_text(&text), "");
}
END_TEST

static bool first_two(void *ctx, const struct list_item *item)
{
	int *count = ctx;

	(void)item;
	return ++*count < 2;
}

START_TEST(the_caller_may_stop)
{
	struct file_query query = { .limit = 100 };
	int count = 0;

	ck_assert(list_store_each(library.db, &library.scope, library.account.row, &query,
		&(struct list_reader){ .each = first_two, .ctx = &count }));
	ck_assert_int_eq(count, 2);
}
END_TEST

START_TEST(values_are_never_taken_for_sql)
{
	static const char *hostile[] = { "') OR 1 --", "x') --", "?1" };
	struct file_query query = { .limit = 100, .tags = hostile, .tag_count = 3 };

	ck_assert_str_eq(list(&query), "");
	query = (struct file_query){ .limit = 100, .name = "' OR '1'='1" };
	ck_assert_str_eq(list(&query), "");
	query = (struct file_query){ .limit = 100, .folder_path = "/' OR 1 --" };
	ck_assert_str_eq(list(&query), "");
}
END_TEST

START_TEST(many_tags_are_answered)
{
	enum { MANY = 20000 };
	const char **tags = arena_alloc(library.scope.arena, MANY * sizeof(*tags));
	struct file_query query = { .limit = 100, .tags = tags, .tag_count = 500 };

	for (size_t i = 0; i < MANY; i++)
		tags[i] = i == 499 ? "y" : "nobody";
	ck_assert_str_eq(list(&query), "two.txt one.jpg");
	query.tag_count = MANY;
	ck_assert_str_eq(list(&query), "two.txt one.jpg");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("list_store");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, a_query_gives_its_items_in_order, 0, ARRAY_LEN(rows));
	tcase_add_test(cases, videos_are_ordered_by_duration_and_all_else_has_none);
	tcase_add_test(cases, files_are_ordered_by_the_original_date_while_the_account_has_it);
	tcase_add_test(cases, items_carry_all_that_is_shown);
	tcase_add_test(cases, old_versions_are_listed_apart_from_current_ones);
	tcase_add_test(cases, another_account_sees_its_own_alone);
	tcase_add_test(cases, the_caller_may_stop);
	tcase_add_test(cases, values_are_never_taken_for_sql);
	tcase_add_test(cases, many_tags_are_answered);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
