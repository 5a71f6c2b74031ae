/* What others write while a job on a large folder is under way: the job ends, takes nothing that came later for its own,
 * and loses nothing that was there. */
#include "tests/support/job_bench.h"
#include "worker/job_worker.h"

#include <pthread.h>

#define VERSION_COLUMNS                                                                     \
	"delivery_key, blob, size, mime, is_image, width, height, orientation, has_alpha, " \
	"x_resolution, y_resolution, is_private, is_published, created_at, updated_at"
#define VERSION(blob) "'k', " blob ", 1, 'text/plain', 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1"

/* /a, in it a folder and below /to another one of its name; in /fat a file with 100 versions of 120 values each. */
static const char library[] =
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT i.column1, account_id, 'd' || i.column1, i.column2, i.column3, "
	"i.column4, 1, 1 FROM folder, (VALUES (2, 1, 'a', '/a'), (3, 1, 'to', '/to'), "
	"(4, 3, 'a', '/to/a'), (5, 1, 'fat', '/fat'), (6, 2, 'z', '/a/z')) i;"
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT 1, id, 'fat', 5, 'fat', 100, 101, 1 FROM account;"
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
	"INSERT INTO file_version (id, file_id, public_id, number, " VERSION_COLUMNS ") "
	"SELECT i, 1, 'fat' || i, i, " VERSION(
		"'fat' || i") " FROM n;"
			      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
			      "WHERE i < 120) "
			      "INSERT INTO field (id, account_id, public_id, name, label, type, "
			      "schema, is_deleted) "
			      "SELECT i, a.id, 'f' || i, 'f' || i, 'l' || i, 'Text', "
			      "'{\"type\":\"Text\"}', 0 FROM n, "
			      "account a;"
			      "INSERT INTO field_value (version_id, field_id, position, json, "
			      "item) SELECT v.id, d.id, "
			      "0, '\"' || v.id || '\"', v.id FROM file_version v, field d WHERE "
			      "v.file_id = 1;"
			      /* What lies where. */
			      "CREATE VIEW content AS SELECT d.path AS path, f.name AS name, "
			      "v.number AS number, v.blob "
			      "AS blob, v.id = f.current_version_id AS is_current FROM folder d "
			      "JOIN file f ON "
			      "f.folder_id = d.id JOIN file_version v ON v.file_id = f.id;";

/* 16,000 files in /a, 00101 to 16100 after the numbers of their rows, and one in /to/a of the last one's name. */
static const char many_files[] =
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT 2, id, 'there', 4, '16100', 101, 2, 1 FROM account;"
	"WITH RECURSIVE n (i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 16100) "
	"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
	"next_version_no, created_at) SELECT i, a.id, 'f' || i, 2, printf('%05d', i), i + 100, 2, "
	"1 FROM n, account a;"
	"INSERT INTO file_version (id, file_id, public_id, number, " VERSION_COLUMNS ") "
	"SELECT current_version_id, id, 'v' || id, 1, " VERSION(
		"'old' || id") " FROM file WHERE id > 1;";

static void set_up(void)
{
	job_bench_open();
	job_bench_run(library);
}

/* The first turn. */
static struct job begin_copy(const char *source, const char *into, bool all)
{
	const struct job job = job_bench_copy(source, into, all);

	job_bench_begin(&job);
	return job;
}

static struct job begin_move(const char *source, const char *into)
{
	const struct job job = job_bench_move(source, into);

	job_bench_begin(&job);
	return job;
}

START_TEST(a_version_that_comes_before_its_file_moves_stays_current)
{
	job_bench_run(many_files);
	struct job job = begin_move("/a", "/to");

	job_bench_run(
		"INSERT INTO file_version (id, file_id, public_id, number, " VERSION_COLUMNS
		") SELECT 50000, 16100, 'new', 2, " VERSION(
			"'new'") ";"
				 "UPDATE file SET current_version_id = 50000, next_version_no = 3 "
				 "WHERE id = 16100");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT number FROM content WHERE path = '/to/a' AND is_current AND "
			"blob = 'new'"),
		3);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content WHERE path = '/to/a' AND name = '16100'"),
		3);
}
END_TEST

/* Files that others uploaded again, and took the old versions from. */
START_TEST(a_copy_goes_on_behind_files_that_have_new_versions_alone)
{
	const bool all = _i;
	job_bench_run(many_files);
	struct job job = begin_copy("/a", "/new", all);

	job_bench_run(
		"UPDATE file_version SET id = id + 100000 WHERE file_id BETWEEN 3000 AND 15000;"
		"UPDATE file SET current_version_id = current_version_id + 100000 WHERE id BETWEEN "
		"3000 AND 15000");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM content WHERE path = '/new/a'"), 16000);
}
END_TEST

/* SQLite gives their numbers to the next rows. */
START_TEST(what_comes_in_place_of_the_last_rows_is_not_part_of_the_job)
{
	job_bench_run(many_files);
	struct job job = begin_copy("/a", "/a/z", false);

	job_bench_run(
		"DELETE FROM file WHERE id BETWEEN 16090 AND 16100;"
		"DELETE FROM file WHERE folder_id NOT IN (2, 4, 5); DELETE FROM folder WHERE id >= "
		"6");
	ck_assert_int_eq(job_bench_count("SELECT max(id) FROM file"), 16089);
	job_bench_run(
		"INSERT INTO folder (account_id, public_id, parent_id, name, path, created_at, "
		"updated_at) SELECT id, 'late', 2, 'late', '/a/late', 1, 1 FROM account;"
		"INSERT INTO file (account_id, public_id, folder_id, name, current_version_id, "
		"next_version_no, created_at) SELECT id, 'late', 2, '16090', (SELECT max(id) + 1 "
		"FROM file_version), 2, 1 FROM account;"
		"INSERT INTO file_version (file_id, public_id, number, " VERSION_COLUMNS
		") SELECT id, 'late', 1, " VERSION(
			"'late'") " FROM file WHERE public_id = 'late';"
				  "INSERT INTO file_version (file_id, public_id, "
				  "number, " VERSION_COLUMNS ") SELECT id, 'later', 2, " VERSION(
					  "'late'") " FROM file WHERE name = '16089';"
						    "UPDATE file SET next_version_no = 3, "
						    "current_version_id = (SELECT max(id) FROM "
						    "file_version) WHERE name = '16089'");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content WHERE path GLOB '/a/z/*' AND blob = 'late'"),
		0);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM content WHERE path GLOB '/a/z/*' AND blob = "
				"'old16089'"),
		1);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder WHERE path GLOB '/a/z/*late*'"), 0);
}
END_TEST

static const struct meanwhile {
	const char *sql;
	int versions; /* that the copy has */
} meanwhiles[] = {
	{ "UPDATE file SET current_version_id = 5 WHERE id = 1", 100 },
	{ "DELETE FROM file_version WHERE id = 10", 99 },
	{ "DELETE FROM file_version WHERE id IN (1, 10)", 98 },
	{ "DELETE FROM file_version WHERE id = 90", 100 }, /* it is there by now */
	{ "INSERT INTO file_version (id, file_id, public_id, number, " VERSION_COLUMNS
	  ") SELECT 50000, 1, 'new', 101, " VERSION(
		  "'new'") ";"
			   "UPDATE file SET current_version_id = 50000, next_version_no = 102 "
			   "WHERE id = 1",
		100 },
};

START_TEST(a_file_that_takes_several_turns_is_copied_as_it_was)
{
	struct job job = begin_copy("/fat", "/new", true);

	job_bench_run(meanwhiles[_i].sql);
	job_bench_end(&job);
	ck_assert_int_eq(job_bench_count("SELECT count(DISTINCT blob) FROM content WHERE "
					 "path = '/new/fat' "
					 "AND blob GLOB 'fat*'"),
		meanwhiles[_i].versions);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM content WHERE path = '/new/fat'"),
		meanwhiles[_i].versions);
	ck_assert_int_eq(
		job_bench_count("SELECT number FROM content WHERE path = '/new/fat' AND is_current "
				"AND blob = 'fat100'"),
		100);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content a JOIN content b ON a.path = b.path "
			"AND a.number < b.number WHERE a.path = '/new/fat' AND "
			"CAST(substr(a.blob, 4) AS INTEGER) > CAST(substr(b.blob, 4) AS INTEGER)"),
		0);
}
END_TEST

START_TEST(a_file_in_place_of_one_that_takes_several_turns_is_not_copied)
{
	struct job job = begin_copy("/fat", "/new", true);

	job_bench_run(
		"CREATE TABLE other AS SELECT * FROM file_version WHERE id <= 10;"
		"DELETE FROM file WHERE id = 1;"
		"INSERT INTO file (id, account_id, public_id, folder_id, name, current_version_id, "
		"next_version_no, created_at) SELECT 1, id, 'other', 5, 'fat', 10, 11, 1 FROM "
		"account;"
		"UPDATE other SET blob = 'other'; INSERT INTO file_version SELECT * FROM other");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content WHERE path = '/fat' AND blob = 'other'"),
		10);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM content WHERE path = '/new/fat' AND blob = 'other'"),
		0);
}
END_TEST

START_TEST(a_file_that_goes_where_the_job_has_been_moves_all_the_same)
{
	job_bench_run(many_files);
	struct job job = begin_move("/a", "/to");

	job_bench_run("UPDATE file SET name = '00000' WHERE id = 16000");
	job_bench_end(&job);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM content WHERE path = '/to/a'"), 16001);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM folder WHERE path = '/a'"), 0);
}
END_TEST

START_TEST(a_job_that_has_begun_goes_on_though_its_clock_is_set_back)
{
	job_bench_run(many_files);
	begin_move("/a", "/to");
	clock_set(bench.emulator.clock, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, 0 });
	ck_assert_int_eq(job_run_due(&bench.emulator), JOB_REST_NONE);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job WHERE is_done"), 1);
}
END_TEST

/* As on a disk that is full for a while. The client knows the job, and nobody has to ask for it. */
START_TEST(a_job_that_fails_is_answered_and_tried_again)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	const struct job_request request = { .source = "/fat", .destination = "/to" };
	const char *id = NULL;

	bench.config.job_delay = 0;
	commits_left = 1;
	ck_assert_msg(job_ops_move(&bench.emulator, s, &account, &request, &id), "%s", s->err.msg);
	ck_assert_ptr_nonnull(id);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job WHERE NOT is_done"), 1);
	ck_assert(bell_wait_ms(bench.emulator.jobs, 0)); /* the ring of its making */
	commits_left = 0;
	struct job_worker *worker = job_worker_start(&bench.emulator);
	for (int i = 0; i < 1500 && job_bench_count("SELECT count(*) FROM job WHERE is_done") == 0;
		i++)
		nanosleep(&pause, NULL);
	job_worker_stop(worker);
	ck_assert_int_eq(commits_left, -1);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM content WHERE path = '/to/fat'"), 100);
}
END_TEST

/* 300 rows of 40 folders, each in the one before, beside 20,000 others whose names begin alike. */
static const char deep_folders[] =
	"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT 20000 + i, a.id, 'b' || i, 1, 'a-' || i, '/a-' || i, 1, 1 "
	"FROM n, account a;"
	"WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 11999), "
	"d (i, path) AS (SELECT i, '/a/' || i FROM n WHERE i < 300 UNION ALL "
	"SELECT i + 300, path || '/' || (i + 300) FROM d WHERE i < 11700) "
	"INSERT INTO folder (id, account_id, public_id, parent_id, name, path, created_at, "
	"updated_at) SELECT 100 + i, a.id, 'c' || i, iif(i < 300, 2, i - 200), i, path, 1, 1 "
	"FROM d, account a ORDER BY i;";

START_TEST(deep_folders_are_cleared_in_turns_as_short_as_others)
{
	const struct job_request request = { .source = "/a", .destination = "/new" };
	const char *id = NULL;

	bench.config.job_delay = 0;
	job_bench_run(deep_folders);
	steps = (struct db_steps){ 0 };
	ck_assert_msg(job_ops_move(&bench.emulator, s, &account, &request, &id), "%s", s->err.msg);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder WHERE path GLOB '/new/a*'"), 12002);
	ck_assert_int_eq(
		job_bench_count(
			"SELECT count(*) FROM folder WHERE path = '/a' OR path GLOB '/a/*'"),
		0);
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder WHERE path GLOB '/a-*'"), 20000);
	db_steps_check(&steps);
}
END_TEST

/* Others see all of it or nothing. */
START_TEST(a_small_job_is_one_transaction)
{
	const struct job_request request = { .source = "/to", .destination = "/new" };
	const char *id = NULL;

	bench.config.job_delay = 0;
	steps = (struct db_steps){ 0 };
	ck_assert_msg((_i == 0 ? job_ops_copy : job_ops_move)(
			      &bench.emulator, s, &account, &request, &id),
		"%s", s->err.msg);
	ck_assert_int_eq(steps.commits, 2); /* with that of its making */
	ck_assert_int_eq(
		job_bench_count("SELECT count(*) FROM folder WHERE path = '/new/to/a'"), 1);
}
END_TEST

static void *move_fat(void *arg)
{
	const struct job_request request = { .source = "/fat", .destination = "/to" };
	const char *id = NULL;
	struct scope own = scope_open();

	*(enum err_code *)arg = job_ops_move(&bench.emulator, &own, &account, &request, &id)
					? ERR_NONE
					: own.err.code;
	scope_close(&own);
	return NULL;
}

/* Whoever looks before another one's transaction and waits for its end finds the source gone. */
START_TEST(a_source_that_goes_just_before_is_missed)
{
	const struct timespec while_it_looks = { .tv_nsec = 200000000 };
	enum err_code code = ERR_NONE;
	pthread_t thread;
	struct db *db;

	ck_assert(db_pool_write(bench.emulator.db, s, &db));
	ck_assert_int_eq(pthread_create(&thread, NULL, move_fat, &code), 0);
	nanosleep(&while_it_looks, NULL);
	ck_assert(db_pool_finish(
		bench.emulator.db, s, db_exec(db, s, "DELETE FROM folder WHERE id = 5")));
	pthread_join(thread, NULL);
	ck_assert_int_eq(code, ERR_NOT_FOUND);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job"), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("job_meanwhile");

	tcase_add_checked_fixture(cases, set_up, close_bench);
	tcase_add_test(cases, a_version_that_comes_before_its_file_moves_stays_current);
	tcase_add_loop_test(cases, a_copy_goes_on_behind_files_that_have_new_versions_alone, 0, 2);
	tcase_add_test(cases, what_comes_in_place_of_the_last_rows_is_not_part_of_the_job);
	tcase_add_loop_test(cases, a_file_that_takes_several_turns_is_copied_as_it_was, 0,
		(int)ARRAY_LEN(meanwhiles));
	tcase_add_test(cases, a_file_in_place_of_one_that_takes_several_turns_is_not_copied);
	tcase_add_test(cases, a_file_that_goes_where_the_job_has_been_moves_all_the_same);
	tcase_add_test(cases, a_job_that_has_begun_goes_on_though_its_clock_is_set_back);
	tcase_add_test(cases, a_job_that_fails_is_answered_and_tried_again);
	tcase_add_test(cases, deep_folders_are_cleared_in_turns_as_short_as_others);
	tcase_add_loop_test(cases, a_small_job_is_one_transaction, 0, 2);
	tcase_add_test(cases, a_source_that_goes_just_before_is_missed);
	tcase_set_timeout(cases, 60);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
