/* What comes near to things that are not there: in a library of 20,000 files, of the owner's alone, by queries
 * that read ranges of indexes. */
#include "ops/near_miss.h"
#include "store/field_store.h"
#include "store/neighbour_store.h"
#include "tests/support/check_main.h"
#include "tests/support/library.h"
#include "tests/support/scratch.h"

enum { MANY = 20000 };

static struct library library;
static struct scope *scope;
static struct scope makers;
static const char *folder;
static struct emulator emulator;

/* File number i is /many/picture-<i in hex>.txt with the id that ends with i in hex. */
static void add_many(const struct folder *many)
{
	char *sql = arena_printf(scope->arena,
		"BEGIN;"
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT %d) "
		"INSERT INTO file (account_id, public_id, folder_id, name, "
		"current_version_id, next_version_no, created_at) "
		"SELECT %" PRId64 ", printf('%%016x%%08x', i * 40503 * 65537, i), %" PRId64
		", printf('picture-%%06x.txt', i), 1000000 + i, 2, i FROM n;"
		"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, "
		"blob, size, mime, is_image, width, height, orientation, has_alpha, "
		"x_resolution, y_resolution, is_private, is_published, created_at, "
		"updated_at) SELECT current_version_id, id, public_id, 1, 'k', 'b', 1, "
		"'text/plain', 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0 FROM file "
		"WHERE folder_id = %" PRId64 ";"
		"COMMIT",
		MANY, library.account.row, many->row, many->row);

	ck_assert_msg(db_exec(library.db, scope, sql), "%s", scope->err.msg);
}

static void add_field(const struct account *a, const char *id, const char *name)
{
	struct field f = {
		.id = id, .name = name, .label = name, .schema_json = "{\"type\":\"Text\"}"
	};

	ck_assert_msg(field_store_insert(library.db, scope, a->row, &f), "%s", scope->err.msg);
}

static const char *library_path(void)
{
	return scratch_path(scope, folder, "library.db");
}

static void open_library(void)
{
	static const struct db_options options = { 0 };

	library = (struct library){ .scope = scope_open() };
	scope = &library.scope;
	ck_assert_msg(db_open(scope, library_path(), &options, &library.db), "%s", scope->err.msg);
}

/* Once for all tests, which only read. */
static void make_library(void)
{
	makers = scope_open();
	folder = scratch_make(&makers);
	open_library();
	ck_assert_msg(db_migrate(library.db, scope), "%s", scope->err.msg);
	library.account = library_add_account(&library, "demo");
	struct account other = library_add_account(&library, "other");
	library.root = library_add_folder(&library, &library.account, "/", 1);
	library_add_folder(&library, &other, "/", 2);
	struct folder many = library_add_folder(&library, &library.account, "/many", 3);
	struct folder deep = library_add_folder(&library, &library.account, "/many/deep", 4);
	add_many(&many);
	struct file logo = library_file(&library, "logo.svg", 0x700000);
	struct file hidden = library_file(&library, "hidden.txt", 0x700001);
	struct file unique = library_file(&library, "banner_aB3-_x9Zq.png", 0x700002);
	hidden.attributes.is_private = true;
	library_add(&library, &deep, &logo);
	library_add(&library, &deep, &hidden);
	library_add(&library, &deep, &unique);
	add_field(&library.account, "aaaaaaaaaaaaaaaaaaaaaaaa", "price");
	add_field(&library.account, "bbbbbbbbbbbbbbbbbbbbbbbb", "colour");
	library_close(&library);
}

static void remove_library(void)
{
	scratch_remove(folder);
	scope_close(&makers);
}

static void set_up(void)
{
	open_library();
	ck_assert(account_store_by_imagekit_id(library.db, scope, "demo", &library.account));
	ck_assert_msg(
		db_pool_open(scope, library_path(), false, &emulator.db), "%s", scope->err.msg);
}

static void tear_down(void)
{
	db_pool_close(emulator.db);
	library_close(&library);
}

static const char *find(enum near_miss_kind kind, int64_t owner, const char *text)
{
	err_clear(scope);
	err_set(scope, ERR_NOT_FOUND, "not there");
	ck_assert(!near_miss_note(scope, kind, owner, text));
	near_miss_find(&emulator, scope);
	ck_assert(scope->err.code == ERR_NOT_FOUND);
	ck_assert_str_eq(scope->err.msg, "not there");
	return scope->err.near;
}

#define ID "000001e036cf34ef00000309"

/* clang-format off */
static const struct miss {
	const char *label;
	enum near_miss_kind kind;
	const char *text, *near;
} misses[] = {
	{ "an id", NEAR_MISS_FILE_ID, "000001e03xcf34ef00000309", ID " (/many/picture-000309.txt)" },
	{ "an id that is one letter short", NEAR_MISS_FILE_ID, "000001e036cf4ef00000309", ID " (/many/picture-000309.txt)" },
	{ "an id in capitals", NEAR_MISS_FILE_ID, "000001E211760F940000030C", "000001e211760f940000030c (/many/picture-00030c.txt)" },
	{ "a path for an id", NEAR_MISS_FILE_ID, "many/picture-000309.txt", ID " (/many/picture-000309.txt)" },
	{ "a name for an id", NEAR_MISS_FILE_ID, "picture-000309.txt", ID " (/many/picture-000309.txt)" },
	{ "no id at all", NEAR_MISS_FILE_ID, "", "00003048b92888e000004e20 (/many/picture-004e20.txt)" },
	{ "a name", NEAR_MISS_FILE_PATH, "/many/picture-000309.tx", "/many/picture-000309.txt" },
	{ "the case of a name", NEAR_MISS_FILE_PATH, "/many/Picture-000309.TXT", "/many/picture-000309.txt" },
	{ "a folder's name", NEAR_MISS_FILE_PATH, "/manny/picture-000309.txt", "/many/picture-000309.txt" },
	{ "another folder", NEAR_MISS_FILE_PATH, "/logo.svg", "/many/deep/logo.svg" },
	{ "two folders", NEAR_MISS_FILE_PATH, "/manu/depp/lego.svg", "/many/deep/logo.svg" },
	{ "a name made unique", NEAR_MISS_FILE_PATH, "many//deep/banner.png", "/many/deep/banner_aB3-_x9Zq.png" },
	{ "a private file", NEAR_MISS_FILE_PATH, "/many/deep/hiden.txt", "/many/deep/hidden.txt" },
	{ "a private file in public", NEAR_MISS_PUBLIC_PATH, "/many/deep/hiden.txt", NULL },
	{ "a public file in public", NEAR_MISS_PUBLIC_PATH, "/many/deep/logo.svgg", "/many/deep/logo.svg" },
	{ "a path like none", NEAR_MISS_FILE_PATH, "/zzzzzzzzz", NULL },
	{ "the root", NEAR_MISS_FILE_PATH, "/", NULL },
	{ "a folder", NEAR_MISS_FOLDER_PATH, "/many/dep", "/many/deep" },
	{ "a folder's case", NEAR_MISS_FOLDER_PATH, "Many", "/many" },
	{ "a folder in one like none", NEAR_MISS_FOLDER_PATH, "/zzzzzz/deep", NULL },
	{ "more wrong names than are put right", NEAR_MISS_FOLDER_PATH, "/man/dee/x", NULL },
	{ "a field", NEAR_MISS_FIELD_ID, "aaaaaaaaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaa (price)" },
	{ "a field's name for its id", NEAR_MISS_FIELD_ID, "colour", "bbbbbbbbbbbbbbbbbbbbbbbb (colour)" },
	{ "a field's name", NEAR_MISS_FIELD_NAME, "color", "colour" },
	{ "a field's name like none", NEAR_MISS_FIELD_NAME, "zzzzzz", "colour, price" },
	{ "a job where there is none", NEAR_MISS_JOB_ID, ID, NULL },
	{ "a purge where there is none", NEAR_MISS_PURGE_ID, ID, NULL },
};
/* clang-format on */

START_TEST(the_nearest_thing_is_found)
{
	const struct miss *row = &misses[_i];
	const char *near = find(row->kind, library.account.row, row->text);

	ck_assert_msg(near == row->near || (near && row->near && strcmp(near, row->near) == 0),
		"%s: %s", row->label, near ? near : "none");
}
END_TEST

/* The same questions of an account that has nothing. */
START_TEST(nothing_of_another_account_is_told)
{
	const struct miss *row = &misses[_i];
	struct account other;
	ck_assert(account_store_by_imagekit_id(library.db, scope, "other", &other));
	const char *near = find(row->kind, other.row, row->text);

	ck_assert_msg(!near, "%s: %s", row->label, near ? near : "");
}
END_TEST

START_TEST(versions_are_those_of_the_file)
{
	struct file logo;

	ck_assert(file_store_by_path(
		library.db, scope, library.account.row, "/many/deep", "logo.svg", &logo));
	ck_assert_str_eq(
		find(NEAR_MISS_VERSION_ID, logo.row, "x"), "000000000000000000700000 (version 1)");
	ck_assert_str_eq(find(NEAR_MISS_VERSION_KEY, logo.row, "x"), logo.delivery_key);
	ck_assert(file_store_by_path(
		library.db, scope, library.account.row, "/many/deep", "hidden.txt", &logo));
	ck_assert_ptr_null(find(NEAR_MISS_VERSION_KEY, logo.row, "x"));
	ck_assert_ptr_null(find(NEAR_MISS_VERSION_ID, INT64_MAX, "x"));
}
END_TEST

static const struct key {
	const char *label, *key, *near;
} keys[] = {
	{ "a letter", "private_demi", "demo" },
	{ "the other one", "private_othr", "other" },
	{ "without its beginning", "demo", "demo" },
	{ "nothing like it", "private_zzzz", NULL },
	{ "the beginning alone", "private_", NULL },
	{ "nothing", "", NULL },
};

START_TEST(a_key_names_its_account)
{
	const struct key *row = &keys[_i];
	const char *near = find(NEAR_MISS_PRIVATE_KEY, 0, row->key);

	ck_assert_msg(near == row->near || (near && row->near && strcmp(near, row->near) == 0),
		"%s: %s", row->label, near ? near : "none");
}
END_TEST

START_TEST(what_is_said_already_stays)
{
	err_set(scope, ERR_INVALID, "no");
	err_near(scope, "said");
	near_miss_note(scope, NEAR_MISS_FILE_ID, library.account.row, ID);
	near_miss_find(&emulator, scope);
	ck_assert_str_eq(scope->err.near, "said");
	err_clear(scope);
	near_miss_find(&emulator, scope);
	ck_assert(!scope->err.near && scope->err.code == ERR_NONE);
	/* Delivery has no code: its refusals are no failures of the scope. */
	near_miss_note(scope, NEAR_MISS_IMAGEKIT_ID, 0, "demmo");
	near_miss_note(scope, NEAR_MISS_IMAGEKIT_ID, 0, "the second note");
	near_miss_find(&emulator, scope);
	ck_assert(scope->err.code == ERR_NONE);
	ck_assert_str_eq(scope->err.near, "demo");
}
END_TEST

/* Every step of the plan is a search in an index; nothing is sorted. */
START_TEST(no_query_reads_a_table_from_end_to_end)
{
	enum { DETAIL = 3 };
	const char *sql = neighbour_store_sql((enum neighbour_query)_i);
	struct db_query q =
		db_begin_once(library.db, arena_printf(scope->arena, "EXPLAIN QUERY PLAN %s", sql));
	int steps = 0;

	ck_assert_msg(strstr(sql, "LIMIT ") != NULL, "%s", sql);
	while (db_row(&q)) {
		const char *step = db_text(&q, DETAIL, scope);
		/* As many accounts as its LIMIT says, in the order of their rows. */
		bool first_rows = _i == NEIGHBOUR_OWNERS_ALL && strcmp(step, "SCAN account") == 0;
		ck_assert_msg(text_starts(step, "SEARCH ") || first_rows, "%s: %s", sql, step);
		steps++;
	}
	ck_assert_msg(db_end(&q, scope) && steps > 0, "%s", sql);
}
END_TEST

START_TEST(no_query_returns_more_than_its_limit)
{
	enum neighbour_query which = (enum neighbour_query)_i;
	struct neighbour_list *list = arena_alloc(scope->arena, sizeof(*list));
	const char *sql = neighbour_store_sql(which);
	bool has_owner = strstr(sql, "?1") != NULL, has_text = strstr(sql, "?2") != NULL;
	int64_t limit = 0;

	ck_assert(text_int(view_of(strstr(sql, "LIMIT ") + strlen("LIMIT ")), &limit));
	ck_assert_msg(neighbour_store_add(library.db, scope, which,
			      has_owner ? library.account.row : 0, has_text ? "m" : NULL, list),
		"%s: %s", sql, scope->err.msg ? scope->err.msg : "");
	ck_assert_msg((int64_t)list->count <= limit && limit <= NEIGHBOUR_MAX, "%s: %zu", sql,
		list->count);
	for (int i = 0; i < 20; i++)
		ck_assert(neighbour_store_add(library.db, scope, which,
			has_owner ? library.account.row : 0, has_text ? "m" : NULL, list));
	ck_assert(list->count <= NEIGHBOUR_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("near_miss");

	tcase_set_timeout(cases, 60);
	tcase_add_unchecked_fixture(cases, make_library, remove_library);
	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, the_nearest_thing_is_found, 0, ARRAY_LEN(misses));
	tcase_add_loop_test(cases, nothing_of_another_account_is_told, 0, ARRAY_LEN(misses));
	tcase_add_test(cases, versions_are_those_of_the_file);
	tcase_add_loop_test(cases, a_key_names_its_account, 0, ARRAY_LEN(keys));
	tcase_add_test(cases, what_is_said_already_stays);
	tcase_add_loop_test(cases, no_query_reads_a_table_from_end_to_end, 0, NEIGHBOUR_QUERIES);
	tcase_add_loop_test(cases, no_query_returns_more_than_its_limit, 0, NEIGHBOUR_QUERIES);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
