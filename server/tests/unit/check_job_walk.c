/* Jobs on folders that are too large for one turn: what comes of them, what they cost in each turn, and that one that
 * is broken off at any turn comes to the same end. */
#include "state/seed_save.h"
#include "tests/support/job_bench.h"

#include <unistd.h>

/* /big: 5,000 folders, a third of them below others; 4,800 files, each third one in /big itself. Each tenth has three
 * versions, of which the second is current in each twentieth. fat.txt has 100 versions of 80 values each.
 * In /to/big there is something of every kind already: folders, and files with other bytes. */
static const char library[] =
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT 2, account_id, 'big', id, 'big', '/big', 11, 12 FROM folder UNION ALL "
	"SELECT 3, account_id, 'to', id, 'to', '/to', 1, 1 FROM folder UNION ALL "
	"SELECT 4, account_id, 'in', 3, 'big', '/to/big', 1, 1 FROM folder UNION ALL "
	"SELECT 5, account_id, 'beside', id, 'big-1', '/big-1', 1, 1 FROM folder;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT 10 + i, a.id, 'd' || i, iif(i % 3, 2, 9 + i), 'd' || i, '/big/d' || "
	"iif(i % 3, i, (i - 1) || '/d' || i), i, i + 1 FROM n, account a;"
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT id + 20000, account_id, 't' || id, iif(parent_id = 2, 4, parent_id + "
	"20000), name, '/to' || path, 1, 1 FROM folder WHERE id > 10 AND id < 500;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4800) "
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT i, a.id, printf('%024x', i), iif(i % 3, 10 + i, 2), "
	"iif(i = 3, 'fat', i) || '.txt', i, 2, i FROM n, account a;"
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT f.id + 10000, f.account_id, 'u' || f.id, "
	"iif(f.folder_id = "
	"2, 4, f.folder_id + 20000), f.name, f.id + 10000, 2, 1 FROM file f WHERE f.folder_id IN "
	"(SELECT "
	"id FROM folder WHERE id < 500) AND (f.id % 2 OR f.id < 50) AND f.id <> 3;"
	"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, is_private, "
	"is_published, created_at, updated_at) SELECT id, id, public_id, 1, 'k' || id, "
	"printf('%064x', id), 1, 'text/plain', 0, 0, 0, 0, 0, 0, 0, id % 7 = 0, 1, 1, 1 FROM file;"
	"WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
	"INSERT INTO file_version (file_id, public_id, number, delivery_key, blob, size, mime, "
	"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, is_private, "
	"is_published, created_at, updated_at) SELECT f.id, f.id || '-' || i, i, 'l' || f.id || "
	"'-' || i, printf('%060x%04d', f.id, i), 1, 'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1 "
	"FROM file f, n WHERE f.id < 10000 AND (i <= 3 AND f.id % 10 = 0 OR f.id = 3);"
	"UPDATE file SET next_version_no = 4, current_version_id = (SELECT id FROM file_version v "
	"WHERE v.file_id = file.id AND number = iif(file.id % 20, 3, 2)) WHERE id < 10000 AND id % "
	"10 = 0;"
	"UPDATE file SET next_version_no = 101, current_version_id = (SELECT id FROM file_version "
	"v WHERE v.file_id = file.id AND number = 50) WHERE id = 3;";
static const char values[] =
	"INSERT INTO tag_word (id, account_id, name) SELECT i.column1, a.id, i.column2 FROM "
	"(VALUES "
	"(1, 'one'), (2, 'two')) i, account a;"
	"INSERT INTO tag (version_id, position, word_id) SELECT v.id, w.id, w.id FROM file_version "
	"v, tag_word w WHERE v.id % 5 = 0;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80) "
	"INSERT INTO field (id, account_id, public_id, name, label, type, schema, is_deleted) "
	"SELECT i, a.id, 'f' || i, 'f' || i, 'l' || i, 'Text', '{\"type\":\"Text\"}', 0 FROM n, "
	"account a;"
	"INSERT INTO field_value (version_id, field_id, position, json, item) SELECT v.id, d.id, "
	"0, '\"' || v.id || '\"', v.id FROM file_version v, field d WHERE v.file_id = 3 OR v.id % "
	"11 = 0 AND d.id = 1;"
	/* Where each file is and what it holds, its versions in the order that a copy has. */
	"CREATE VIEW content AS SELECT d.path AS path, f.name AS name, v.number AS number, "
	"row_number() OVER (PARTITION BY f.id ORDER BY v.id = f.current_version_id, v.number) AS "
	"n, v.id = f.current_version_id AS is_current, v.is_private AS is_private, v.blob || "
	"coalesce((SELECT group_concat(position || '=' || word_id) FROM tag t WHERE t.version_id = "
	"v.id), '-') || coalesce((SELECT group_concat(field_id || json || item) FROM field_value x "
	"WHERE x.version_id = v.id), '-') AS holds "
	"FROM folder d JOIN file f ON f.folder_id = d.id JOIN file_version v ON v.file_id = f.id;"
	"CREATE TABLE before AS SELECT * FROM content;"
	"CREATE TABLE folders_before AS SELECT * FROM folder;"
	"CREATE INDEX before_path ON before (path, name);"
	"CREATE TABLE expected (path TEXT, name TEXT, n INTEGER, is_private INTEGER, holds TEXT);";

static void set_up(void)
{
	job_bench_open();
	job_bench_run(library);
	job_bench_run(values);
}

/* Every commit but the first of each try is lost. */
static void run_broken_off(const struct job *job)
{
	int tries = 0;

	for (bool done = false; !done; tries++) {
		commits_left = 1;
		done = job_run(&bench.emulator, s, job);
		err_clear(s);
		commits_left = -1;
		ck_assert_int_le(tries, 100);
	}
	ck_assert_int_ge(tries, 3);
	job_bench_end(job);
}

static void (*const ways[])(const struct job *job) = { job_bench_end, run_broken_off };

/* By the connection that has the temporary tables. */
static int64_t count_written(const char *sql)
{
	struct db *db;
	int64_t n = -1;

	ck_assert(db_pool_write(bench.emulator.db, s, &db));
	struct db_query q = db_begin_once(db, sql);
	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_pool_finish(bench.emulator.db, s, db_end(&q, s)), "%s", s->err.msg);
	return n;
}

/* `expected` is what lies at and below `path`, with nothing missing, nothing besides, and the last version current. */
static void check_content(const char *path)
{
	job_bench_run(arena_printf(s->arena,
		"CREATE TEMP TABLE IF NOT EXISTS found AS SELECT * FROM content LIMIT 0;"
		"DELETE FROM found; INSERT INTO found SELECT * FROM content WHERE path = '%s' OR "
		"path GLOB "
		"'%s/*'",
		path, path));
	ck_assert_int_gt(job_bench_count("SELECT count(*) FROM expected"), 0);
	ck_assert_int_eq(count_written("SELECT count(*) FROM (SELECT * FROM expected EXCEPT SELECT "
				       "path, name, n, is_private, holds FROM found)"),
		0);
	ck_assert_int_eq(
		count_written("SELECT count(*) FROM (SELECT path, name, n, is_private, holds "
			      "FROM found EXCEPT SELECT * FROM expected)"),
		0);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM file f WHERE next_version_no <> 1 + (SELECT "
				"max(number) FROM file_version v WHERE v.file_id = f.id)"),
		0);
}

/* In copies the current version is the last one, and becomes so before the others are there. */
static void check_current(void)
{
	ck_assert_int_eq(
		count_written("SELECT count(*) FROM (SELECT number, max(number) OVER "
			      "(PARTITION BY path, name) AS last, is_current FROM found) WHERE "
			      "is_current <> (number = last)"),
		0);
}

/* Every folder lies where its path says. */
static void check_folders(const char *path, int64_t folders)
{
	ck_assert_int_eq(
		job_bench_count(arena_printf(s->arena,
			"SELECT count(*) FROM folder WHERE path = '%s' OR path GLOB '%s/*'", path,
			path)),
		folders);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder c JOIN folder p ON p.id = c.parent_id "
				"WHERE c.path <> iif(p.path = '/', '', p.path) || '/' || c.name"),
		0);
}

/* What a merge of /big with what is in /to/big comes to. */
static const char merged[] =
	"INSERT INTO expected SELECT path, name, n, is_private, holds FROM before WHERE path GLOB "
	"'/to/big*';"
	"INSERT INTO expected SELECT '/to' || b.path, b.name, b.n + coalesce((SELECT max(n) FROM "
	"before t WHERE t.path = '/to' || b.path AND t.name = b.name), 0), coalesce((SELECT "
	"is_private FROM before t WHERE t.path = '/to' || b.path AND t.name = b.name), "
	"b.is_private), b.holds FROM before b WHERE b.path = '/big' OR b.path GLOB '/big/*'";

static const char moved[] =
	"INSERT INTO expected SELECT '/new' || path, name, n, is_private, holds FROM before WHERE "
	"path = '/big' OR path GLOB '/big/*'";

START_TEST(a_copy_of_all_versions)
{
	job_bench_run(moved);
	const struct job job = job_bench_copy("/big", "/new", true);
	ways[_i](&job);
	check_content("/new");
	check_current();
	check_folders("/new/big", 5001);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM (SELECT * FROM before EXCEPT SELECT * FROM content)"),
		0);
}
END_TEST

START_TEST(a_copy_of_current_versions)
{
	job_bench_run("INSERT INTO expected SELECT '/new' || path, name, 1, is_private, holds FROM "
		      "before WHERE "
		      "is_current AND (path = '/big' OR path GLOB '/big/*')");
	const struct job job = job_bench_copy("/big", "/new", false);
	ways[_i](&job);
	check_content("/new");
	check_current();
	check_folders("/new/big", 5001);
}
END_TEST

START_TEST(a_copy_onto_what_is_there)
{
	job_bench_run(merged);
	const struct job job = job_bench_copy("/big", "/to", true);
	ways[_i](&job);
	check_content("/to/big");
	check_current();
	check_folders("/to/big", 5001);
}
END_TEST

START_TEST(a_copy_into_itself)
{
	job_bench_run(
		"INSERT INTO expected SELECT '/big/d1' || path, name, n, is_private, holds FROM "
		"before WHERE path = '/big' OR path GLOB '/big/*'");
	const struct job job = job_bench_copy("/big", "/big/d1", true);
	ways[_i](&job);
	check_content("/big/d1/big");
	check_current();
	check_folders("/big/d1/big", 5001);
}
END_TEST

START_TEST(a_move)
{
	job_bench_run(moved);
	const struct job job = job_bench_move("/big", "/new");
	ways[_i](&job);
	check_content("/new");
	check_folders("/new/big", 5001);
	check_folders("/big", 0);
	check_folders("/big-1", 1);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM folder n JOIN folders_before b ON n.path = '/new' || "
			"b.path AND n.public_id <> b.public_id AND n.created_at = b.created_at"),
		5001);
}
END_TEST

START_TEST(a_move_onto_what_is_there)
{
	job_bench_run(merged);
	const struct job job = job_bench_move("/big", "/to");
	ways[_i](&job);
	check_content("/to/big");
	check_folders("/to/big", 5001);
	check_folders("/big", 0);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM file_version v LEFT JOIN file f ON f.id = "
				"v.file_id WHERE f.id IS NULL"),
		0);
}
END_TEST

START_TEST(a_move_onto_its_own_ancestor)
{
	job_bench_run(
		"UPDATE folder SET path = '/to/big/to' || path WHERE id = 2 OR id > 10 AND id < "
		"20000;"
		"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
		"updated_at) SELECT 6, account_id, 'six', 4, 'to', '/to/big/to', 1, 1 FROM folder "
		"WHERE id = 1; UPDATE folder SET parent_id = 6 WHERE id = 2;");
	job_bench_run(merged);
	const struct job job = job_bench_move("/to/big/to/big", "/to");
	ways[_i](&job);
	check_content("/to/big");
	check_folders("/to/big", 5002);
	check_folders("/to/big/to", 1);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM folder WHERE parent_id = 1"), 2);
}
END_TEST

START_TEST(a_rename_keeps_ids)
{
	job_bench_run(
		"INSERT INTO expected SELECT '/new' || substr(path, 5), name, n, is_private, holds "
		"FROM before WHERE path = '/big' OR path GLOB '/big/*'");
	const struct job job = job_bench_rename("/big", "new");
	ways[_i](&job);
	check_content("/new");
	check_folders("/new", 5001);
	check_folders("/big", 0);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM folder n JOIN folders_before b ON n.path = '/new' || "
			"substr(b.path, 5) AND n.public_id = b.public_id AND n.created_at = "
			"b.created_at "
			"AND (n.updated_at = b.updated_at OR n.path = '/new')"),
		5001);
}
END_TEST

/* What comes while a job is under way is not lost: it is not part of the job. */
START_TEST(a_file_that_comes_meanwhile_stays)
{
	struct job job = job_bench_move("/big", "/new");

	job_bench_begin(&job);
	job_bench_run(
		"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
		"next_version_no, created_at) SELECT 90000, account_id, 'late', id, 'late.txt', "
		"90000, 2, 1 FROM folder WHERE path GLOB '/big/d*' ORDER BY path DESC LIMIT 1;"
		"INSERT INTO file_version (id, file_id, public_id, number, delivery_key, blob, "
		"size, mime, "
		"is_image, width, height, orientation, has_alpha, x_resolution, y_resolution, "
		"is_private, "
		"is_published, created_at, updated_at) VALUES (90000, 90000, 'late', 1, 'late', "
		"'late', 1, "
		"'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1)");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content WHERE name = 'late.txt' AND path GLOB "
			"'/big/d*'"),
		1);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder WHERE path GLOB '/big*' AND id <> 5"),
		3);
}
END_TEST

START_TEST(a_job_that_has_begun_can_be_brought_to_its_end)
{
	struct job begun = job_bench_copy("/big", "/new", true);

	job_bench_begin(&begun);
	job_bench_copy("/to", "/other", true);
	ck_assert_msg(job_run_begun(&bench.emulator, s, account.row), "%s", s->err.msg);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job WHERE is_done"), 1);
	check_folders("/new/big", 5001);
	check_folders("/other", 0);
}
END_TEST

/* The document has no place for half a job. */
START_TEST(a_seed_is_saved_when_begun_jobs_are_done)
{
	const struct seed_save_wish wish = { .content = SEED_SAVE_REFERENCE };
	struct job begun = job_bench_move("/big", "/new");
	struct seed_save_result saved;

	job_bench_begin(&begun);
	ck_assert_msg(seed_save(&bench.emulator, s, &wish, &saved), "%s", s->err.msg);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job_walk"), 0);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job WHERE is_done"), 1);
	close(saved.fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("job_walk");
	const int all = (int)ARRAY_LEN(ways);

	tcase_add_checked_fixture(cases, set_up, close_bench);
	tcase_add_loop_test(cases, a_copy_of_all_versions, 0, all);
	tcase_add_loop_test(cases, a_copy_of_current_versions, 0, all);
	tcase_add_loop_test(cases, a_copy_onto_what_is_there, 0, all);
	tcase_add_loop_test(cases, a_copy_into_itself, 0, all);
	tcase_add_loop_test(cases, a_move, 0, all);
	tcase_add_loop_test(cases, a_move_onto_what_is_there, 0, all);
	tcase_add_loop_test(cases, a_move_onto_its_own_ancestor, 0, all);
	tcase_add_loop_test(cases, a_rename_keeps_ids, 0, all);
	tcase_add_test(cases, a_file_that_comes_meanwhile_stays);
	tcase_add_test(cases, a_job_that_has_begun_can_be_brought_to_its_end);
	tcase_add_test(cases, a_seed_is_saved_when_begun_jobs_are_done);
	tcase_set_timeout(cases, 120);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
