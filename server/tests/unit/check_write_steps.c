/* What a call costs while it holds the one writer, for which everybody else waits: so many steps of SQLite's
 * machine at the documented limits, beside a library that is large. */
#include "base/strbuf.h"
#include "ops/bulk_ops.h"
#include "ops/field_ops.h"
#include "ops/file_ops.h"
#include "ops/folder_ops.h"
#include "ops/transfer_ops.h"
#include "state/reset_ops.h"
#include "state/start_state.h"
#include "store/account_store.h"
#include "tests/support/bench.h"
#include "tests/support/check_main.h"
#include "tests/support/db_steps.h"

enum { FILES = 100 };

static struct bench bench;
static struct account account;
static struct db_steps steps;

/* In folder 2 (/limits): files 1 to 100, of which the first has 100 versions, with 40 tags and 10 values of
 * custom metadata each; beside them 12,000 files and 3,000 folders in /others, and 20,000 words. The account has 1,000 fields. */
static const char library[] =
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) "
	"SELECT 2, account_id, 'limits', id, 'limits', '/limits', 1, 1 FROM folder UNION ALL "
	"SELECT 3, account_id, 'others', id, 'others', '/others', 1, 1 FROM folder UNION ALL "
	"SELECT 4, account_id, 'beside', id, 'others-2', '/others-2', 1, 1 FROM folder;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) "
	"SELECT 10 + i, a.id, 'd' || i, iif(i % 2, 3, 9 + i), 'd' || i, '/others/d' || iif(i % 2, "
	"i, (i - 1) || "
	"'/d' || i), 1, 1 FROM n, account a;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12100) "
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT i, a.id, printf('%024x', i), iif(i <= 100, 2, iif(i % "
	"4, 3, 11 + i % 3000)), i "
	"|| '.txt', "
	"iif(i = 1, 30099, i), iif(i = 1, 101, 2), i FROM n, account a;"
	"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, "
	"width, height, orientation, has_alpha, x_resolution, y_resolution, is_private, "
	"is_published, "
	"created_at, updated_at) SELECT id, id, public_id, 1, 'k' || id, printf('%064x', id), 1, "
	"'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 FROM file;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) "
	"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, "
	"width, height, orientation, has_alpha, x_resolution, y_resolution, is_private, "
	"is_published, "
	"created_at, updated_at) SELECT 30000 + i, 1, 'v' || i, i + 1, 'l' || i, printf('%064x', "
	"i), 1, "
	"'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 FROM n;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
	"INSERT INTO tag_word (id, account_id, name) SELECT i, a.id, 'word ' || i FROM n, account "
	"a;"
	"INSERT INTO tag (version_id, position, word_id) SELECT v.id, w.id, w.id + 100 FROM "
	"file_version v, "
	"tag_word w WHERE (v.id <= 100 OR v.id > 30000) AND w.id <= 40;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
	"INSERT INTO field (id, account_id, public_id, name, label, type, schema, is_deleted) "
	"SELECT i, a.id, printf('%024x', i), 'f' || i, 'l' || i, 'Text', '{\"type\":\"Text\"}', 0 "
	"FROM n, account a;"
	"INSERT INTO field_value (version_id, field_id, position, json, item) SELECT v.id, d.id, "
	"0, "
	"'\"some text\"', 'some text' FROM file_version v, field d WHERE (v.id <= 100 OR v.id > "
	"30000) AND "
	"d.id <= 10;"
	"INSERT INTO field_value (version_id, field_id, position, json, item) SELECT v.id, 1, 0, "
	"'\"some text\"', 'some text' FROM file_version v WHERE v.id > 100 AND v.id <= 30000;";

static void set_up(void)
{
	struct scope *s = &bench.scope;
	struct db *db;

	bench_open(&bench);
	ck_assert_msg(db_pool_write(bench.emulator.db, s, &db) &&
			      db_pool_finish(bench.emulator.db, s, db_exec(db, s, library)),
		"%s", s->err.msg);
	ck_assert(db_pool_write(bench.emulator.db, s, &db));
	ck_assert(account_store_by_imagekit_id(db, s, "demo", &account));
	db_steps_begin_commits(db, &steps);
	ck_assert(db_pool_finish(bench.emulator.db, s, true));
	steps = (struct db_steps){ 0 };
}

static void tear_down(void)
{
	bench_close(&bench);
}

static struct bulk_ids first_files(size_t count)
{
	struct bulk_ids ids = { .count = count };

	ids.ids = arena_alloc(bench.scope.arena, count * sizeof(*ids.ids));
	for (size_t i = 0; i < count; i++)
		ids.ids[i] = arena_printf(bench.scope.arena, "%024zx", i + 1);
	return ids;
}

/* New ones, so many, of so many characters. */
static struct tag_list some_tags(size_t count)
{
	struct tag_list tags = { 0 };

	for (size_t i = 0; i < count; i++)
		tag_rules_add(bench.scope.arena, &tags, arena_printf(bench.scope.arena, "%zu", i));
	return tags;
}

static bool delete_a_hundred(void)
{
	struct bulk_ids ids = first_files(100);

	return bulk_ops_delete(&bench.emulator, &bench.scope, &account, &ids);
}

static bool add_tags_to_fifty(void)
{
	struct bulk_ids ids = first_files(50);
	struct tag_list tags = some_tags(60);

	return bulk_ops_add_tags(&bench.emulator, &bench.scope, &account, &ids, &tags);
}

static bool remove_tags_from_fifty(void)
{
	struct bulk_ids ids = first_files(50);
	struct tag_list tags = some_tags(60);

	return bulk_ops_remove_tags(&bench.emulator, &bench.scope, &account, &ids, &tags);
}

static bool update_with_all_values(void)
{
	struct strbuf text = strbuf_init(bench.scope.arena, 1 << 20);
	struct file_patch patch = { .has_tags = true };
	struct file out;

	for (int i = 1; i <= 1000; i++)
		strbuf_printf(&text, "%c\"f%d\":\"some other text\"", i == 1 ? '{' : ',', i);
	strbuf_str(&text, "}");
	ck_assert(json_parse(&bench.scope, strbuf_text(&text), text.len, &patch.custom_metadata));
	return file_ops_update(
		&bench.emulator, &bench.scope, &account, first_files(1).ids[0], &patch, &out);
}

static bool unpublish_all_versions(void)
{
	struct file_patch patch = {
		.has_publish = true, .all_versions = true, .base = "http://localhost/demo"
	};
	struct file out;

	return file_ops_update(
		&bench.emulator, &bench.scope, &account, first_files(1).ids[0], &patch, &out);
}

static bool copy_with_versions(void)
{
	const struct transfer_request request = {
		.source = "/limits/1.txt", .destination = { .path = "/new" }, .all_versions = true
	};

	return transfer_ops_copy(&bench.emulator, &bench.scope, &account, &request);
}

static bool copy_with_all_values(void)
{
	static const char sql[] = "INSERT INTO field_value (version_id, field_id, position, json, "
				  "item) SELECT v.id, d.id, "
				  "0, '\"some text\"', 'some text' FROM file_version v, field d "
				  "WHERE v.file_id = 1 AND "
				  "d.id > 10";
	struct db *db;

	ck_assert(db_pool_write(bench.emulator.db, &bench.scope, &db));
	ck_assert(db_pool_finish(bench.emulator.db, &bench.scope, db_exec(db, &bench.scope, sql)));
	steps = (struct db_steps){ 0 };
	if (!copy_with_versions())
		return false;
	ck_assert_int_eq(
		bench_count(&bench, "SELECT count(*) FROM field_value v JOIN file_version f "
				    "ON f.id = v.version_id JOIN file i ON i.id = f.file_id "
				    "WHERE i.name = '1.txt'"),
		200000);
	return true;
}

static bool move_with_versions(void)
{
	const struct transfer_request request = { .source = "/limits/1.txt",
		.destination = { .path = "/others" } };

	return transfer_ops_move(&bench.emulator, &bench.scope, &account, &request);
}

static bool rename_file(void)
{
	const struct transfer_rename request = { .path = "/limits/1.txt", .new_name = "new.txt" };
	const char *purge;

	return transfer_ops_rename(&bench.emulator, &bench.scope, &account, &request, &purge);
}

static bool delete_versions(void)
{
	return file_ops_delete(&bench.emulator, &bench.scope, &account, first_files(1).ids[0]);
}

static bool delete_field(void)
{
	return field_ops_delete(&bench.emulator, &bench.scope, &account, first_files(1).ids[0]);
}

static bool create_deep_folder(void)
{
	const char *path = "";

	for (int i = 0; i < 48; i++)
		path = arena_printf(bench.scope.arena, "%s/d%d", path, i);
	return folder_ops_create(&bench.emulator, &bench.scope, &account, "last",
		&(struct folder_ops_place){ .path = path });
}

static bool upload(void)
{
	struct scope s = scope_open();
	struct upload_result out;
	bool ok = bench_upload(
		&bench, &s, "private_demo", "fileName=a.txt|tags=a,b,c|folder=/limits", "x", &out);

	scope_close(&s); /* while there still is a store that it can let go of the bytes */
	return ok;
}

static bool delete_folder(void)
{
	return folder_ops_delete(&bench.emulator, &bench.scope, &account, "/others");
}

/* The start, with the large library in it or without. */
static void make_start(bool large)
{
	static const struct db_options options = { .plain = true };
	struct db *db;

	ck_assert_msg(start_state_make(&bench.emulator, &bench.scope, NULL, 0), "%s",
		bench.scope.err.msg);
	ck_assert(db_open(&bench.scope,
		scratch_path(&bench.scope, bench.folder, "checkpoints/.start.db"), &options, &db));
	ck_assert_msg(!large || db_exec(db, &bench.scope, library), "%s", bench.scope.err.msg);
	db_close(db);
}

static bool reset_account(void)
{
	db_steps_begin_all("bench.db", &steps);
	bool ok = reset_ops_reset(&bench.emulator, &bench.scope, "demo", 0);
	sqlite3_reset_auto_extension();
	return ok;
}

static bool empty_account(void)
{
	make_start(false);
	return reset_account();
}

static bool fill_account(void)
{
	make_start(true);
	return reset_account();
}

static const struct row {
	const char *label;
	bool (*call)(void);
} rows[] = {
	{ "delete 100 files", delete_a_hundred },
	{ "add tags to 50 files", add_tags_to_fifty },
	{ "remove tags from 50 files", remove_tags_from_fifty },
	{ "update with 1000 values", update_with_all_values },
	{ "unpublish 100 versions", unpublish_all_versions },
	{ "copy 100 versions", copy_with_versions },
	{ "copy 100 versions of 1000 values", copy_with_all_values },
	{ "move 100 versions", move_with_versions },
	{ "rename", rename_file },
	{ "delete 100 versions", delete_versions },
	{ "delete a field of 12,000 values", delete_field },
	{ "a folder 49 deep", create_deep_folder },
	{ "an upload", upload },
	{ "delete a folder of 12,000 files", delete_folder },
	{ "reset an account of 12,000 files to nothing", empty_account },
	{ "reset an account of 12,000 files to 12,000", fill_account },
};

START_TEST(no_call_holds_the_writer_for_long)
{
	const struct row *row = &rows[_i];

	bool ok = row->call();
	ck_assert_msg(ok, "%s: %s", row->label, bench.scope.err.msg);
	ck_assert_msg(steps.commits >= 1 && steps.longest <= DB_STEPS_MOST, "%s: %jd steps of %d",
		row->label, (intmax_t)steps.longest, steps.commits);
}
END_TEST

START_TEST(what_is_deleted_in_turns_is_gone_and_nothing_else)
{
	ck_assert_msg(delete_folder(), "%s", bench.scope.err.msg);
	ck_assert_int_ge(steps.commits, 3);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM file"), FILES);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM folder"), 3);
	ck_assert(delete_a_hundred());
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM file"), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM file_version"), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM tag"), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM field_value"), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM blob_garbage"), 12100);
}
END_TEST

START_TEST(an_account_is_reset_in_turns_and_is_as_the_start)
{
	static const char *const counts[] = {
		"SELECT count(*) FROM file",
		"SELECT count(*) FROM file_version",
		"SELECT count(*) FROM folder",
		"SELECT count(*) FROM tag",
		"SELECT count(*) FROM tag_word",
		"SELECT count(*) FROM field",
		"SELECT count(*) FROM field_value",
	};
	int64_t before[ARRAY_LEN(counts)];

	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		before[i] = bench_count(&bench, counts[i]);
	ck_assert_msg(fill_account(), "%s", bench.scope.err.msg);
	ck_assert_int_ge(steps.commits, 6);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		ck_assert_int_eq(bench_count(&bench, counts[i]), before[i]);
	ck_assert_msg(empty_account(), "%s", bench.scope.err.msg);
	ck_assert_int_ge(steps.commits, 4);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM folder"), 1);
	for (size_t i = 3; i < ARRAY_LEN(counts); i++)
		ck_assert_int_eq(bench_count(&bench, counts[i]), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM file_version"), 0);
	ck_assert_int_eq(bench_count(&bench, "SELECT count(*) FROM account"), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("write_steps");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, no_call_holds_the_writer_for_long, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, what_is_deleted_in_turns_is_gone_and_nothing_else);
	tcase_add_test(cases, an_account_is_reset_in_turns_and_is_as_the_start);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
