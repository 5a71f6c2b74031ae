/* Versions: finding one, and what may be changed of it. */
#include "base/strbuf.h"
#include "store/version_store.h"
#include "tests/support/check_main.h"
#include "tests/support/db_steps.h"
#include "tests/support/library.h"

static struct library library;
static struct scope *scope;
static struct db *db;
static struct file versions[3]; /* of one file, the last one is current */

static void set_up(void)
{
	library_open(&library);
	scope = &library.scope;
	db = library.db;
	for (int i = 0; i < 3; i++) {
		versions[i] = library_file(&library, "a.txt", 100 * (i + 1));
		versions[i].row = versions[0].row;
		versions[i].stored_at = versions[i].updated_at;
		if (i == 0)
			library_add(&library, &library.root, &versions[i]);
		else
			library_add_version(&library, &versions[i]);
	}
}

static void tear_down(void)
{
	library_close(&library);
}

static struct file get(int i)
{
	struct file f;

	ck_assert_msg(version_store_by_id(db, scope, versions[0].row, versions[i].version_id, &f),
		"%s", scope->err.msg ? scope->err.msg : "absent");
	return f;
}

START_TEST(a_version_is_found_by_its_id_and_by_its_key)
{
	struct file f, other = library_file(&library, "b.txt", 900);

	library_add(&library, &library.root, &other);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(get(i).version_no, i + 1);
		ck_assert(get(i).is_current == (i == 2));
		ck_assert(version_store_by_delivery_key(
			db, scope, versions[0].row, versions[i].delivery_key, &f));
		ck_assert_int_eq(f.version_no, i + 1);
		ck_assert(version_store_by_delivery_key(
			db, scope, versions[0].row, versions[i].version_id, &f));
		ck_assert_int_eq(f.version_no, i + 1);
	}
	ck_assert(!version_store_by_id(db, scope, other.row, versions[0].version_id, &f));
	ck_assert(
		!version_store_by_delivery_key(db, scope, other.row, versions[0].delivery_key, &f));
	ck_assert(!version_store_by_id(db, scope, versions[0].row, "nothing", &f));
	ck_assert_int_eq(scope->err.code, ERR_NONE);
}
END_TEST

static const char *numbers(void)
{
	const char *text = "";
	struct file *all;
	size_t count;

	ck_assert(version_store_all(db, scope, versions[0].row, &all, &count));
	for (size_t i = 0; i < count; i++)
		text = arena_printf(scope->arena, "%s%jd%s", text, (intmax_t)all[i].version_no,
			all[i].is_current ? "*" : "");
	return text;
}

START_TEST(all_versions_come_current_first_then_newest_first)
{
	ck_assert_str_eq(numbers(), "3*21");
	ck_assert(file_store_set_current(db, scope, versions[0].row, versions[0].version_row));
	ck_assert_str_eq(numbers(), "1*32");
	ck_assert(version_store_delete(db, scope, versions[1].version_row));
	ck_assert_str_eq(numbers(), "1*3");
	ck_assert_int_eq(library_count(&library, "SELECT count(*) FROM blob_garbage"), 1);
}
END_TEST

START_TEST(tags_are_set_and_cleared_for_one_version)
{
	int64_t row = versions[2].version_row;

	ck_assert(version_store_set_tags(db, scope, row, "[\"b\",\"a\",\"b\"]", 1000));
	ck_assert_str_eq(get(2).attributes.tags_json, "[\"b\",\"a\",\"b\"]");
	ck_assert(get(2).updated_at == 1000 && get(2).stored_at == 300);
	ck_assert_ptr_null(get(1).attributes.tags_json);
	ck_assert_int_eq(get(1).updated_at, 200);
	ck_assert(version_store_set_tags(db, scope, row, "[\"c\"]", 1001));
	ck_assert_str_eq(get(2).attributes.tags_json, "[\"c\"]");
	ck_assert(version_store_set_tags(db, scope, row, NULL, 1002));
	ck_assert_ptr_null(get(2).attributes.tags_json);
}
END_TEST

/* Steps that it takes to give a version 100 tags, of which the account has half. */
static int64_t steps_of_tagging(void)
{
	struct strbuf tags = strbuf_init(scope->arena, 16384);
	struct db_steps steps;

	for (int i = 0; i < 100; i++)
		strbuf_printf(&tags, "%s\"word %d\"", i ? "," : "[", i < 50 ? i : -i);
	strbuf_str(&tags, "]");
	ck_assert(version_store_set_tags(db, scope, versions[2].version_row, NULL, 1000));
	db_steps_begin(db, &steps);
	ck_assert(version_store_set_tags(
		db, scope, versions[2].version_row, strbuf_text(&tags), 1000));
	return db_steps_end(db, &steps);
}

START_TEST(tagging_costs_the_same_however_many_words_the_account_has)
{
	static const char more[] =
		"WITH RECURSIVE n (i) AS (SELECT 50 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
		"INSERT INTO tag_word (account_id, name) SELECT 1, 'word ' || i FROM n";

	steps_of_tagging();
	int64_t few = steps_of_tagging();
	ck_assert(db_exec(db, scope, more));
	int64_t many = steps_of_tagging();
	ck_assert_msg(many < 2 * few && many < 50000, "%jd steps, then %jd", (intmax_t)few,
		(intmax_t)many);
}
END_TEST

START_TEST(attributes_are_set_and_cleared_for_one_version)
{
	struct file_attributes set = { .custom_coordinates = "1,2,3,4", .description = "words" };
	int64_t row = versions[0].version_row;

	ck_assert(version_store_set_attributes(db, scope, row, &set, 1000));
	struct file f = get(0);
	ck_assert_str_eq(f.attributes.custom_coordinates, "1,2,3,4");
	ck_assert_str_eq(f.attributes.description, "words");
	ck_assert(f.updated_at == 1000 && f.attributes.is_published);
	ck_assert_ptr_null(get(1).attributes.description);
	ck_assert(
		version_store_set_attributes(db, scope, row, &(struct file_attributes){ 0 }, 1001));
	ck_assert_ptr_null(get(0).attributes.description);
	ck_assert_ptr_null(get(0).attributes.custom_coordinates);
}
END_TEST

START_TEST(publishing_gives_a_new_key)
{
	struct file f;

	ck_assert(version_store_set_published(db, scope, &versions[1], false, "new key", 1000));
	ck_assert(!get(1).attributes.is_published);
	ck_assert(get(0).attributes.is_published && get(2).attributes.is_published);
	ck_assert_int_eq(get(1).updated_at, 1000);
	ck_assert(version_store_by_delivery_key(db, scope, versions[0].row, "new key", &f));
	ck_assert_int_eq(f.version_no, 2);
	ck_assert(!version_store_by_delivery_key(
		db, scope, versions[0].row, versions[1].delivery_key, &f));
}
END_TEST

START_TEST(touching_changes_the_time_alone)
{
	ck_assert(version_store_touch(db, scope, versions[0].version_row, 1000));
	ck_assert(get(0).updated_at == 1000 && get(0).stored_at == 100 && get(0).created_at == 100);
	ck_assert_int_eq(get(1).updated_at, 200);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");
	TCase *cases = tcase_create("version_store");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_version_is_found_by_its_id_and_by_its_key);
	tcase_add_test(cases, all_versions_come_current_first_then_newest_first);
	tcase_add_test(cases, tags_are_set_and_cleared_for_one_version);
	tcase_add_test(cases, tagging_costs_the_same_however_many_words_the_account_has);
	tcase_add_test(cases, attributes_are_set_and_cleared_for_one_version);
	tcase_add_test(cases, publishing_gives_a_new_key);
	tcase_add_test(cases, touching_changes_the_time_alone);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
