/* A bench for jobs on folders: the library that SQL fills, jobs that wait until the test runs them, and the commits of the
 * writer, which are counted and can be made to fail as if the server had been killed before them. */
#ifndef TESTS_JOB_BENCH_H
#define TESTS_JOB_BENCH_H

#include "ops/job_ops.h"
#include "ops/job_run.h"
#include "store/account_store.h"
#include "store/job_store.h"
#include "tests/support/check_main.h"
#include "tests/support/db_steps.h"
#include "tests/support/own_bench.h"

static struct scope *s = &bench.scope;
static struct account account;
static struct db_steps steps;
static int commits_left; /* until one fails; negative: none does */

static inline int job_bench_commit(void *arg)
{
	db_steps_commit(arg);
	return commits_left >= 0 && commits_left-- == 0;
}

static inline void job_bench_run(const char *sql)
{
	struct db *db;

	ck_assert(db_pool_write(bench.emulator.db, s, &db));
	ck_assert_msg(db_pool_finish(bench.emulator.db, s, db_exec(db, s, sql)), "%s: %s", sql,
		s->err.msg);
}

static inline void job_bench_open(void)
{
	struct db *db;

	open_bench();
	bench.config.job_delay = 1;
	commits_left = -1;
	ck_assert(db_pool_write(bench.emulator.db, s, &db));
	ck_assert(account_store_by_imagekit_id(db, s, "demo", &account));
	db_steps_begin(db, &steps);
	sqlite3_commit_hook(db->conn, job_bench_commit, &steps);
	ck_assert(db_pool_finish(bench.emulator.db, s, true));
}

static inline int64_t job_bench_count(const char *sql)
{
	return bench_count(&bench, sql);
}

static inline struct job job_bench_find(const char *id)
{
	struct job job = { 0 };
	struct db *db;

	ck_assert(db_pool_take(bench.emulator.db, s, &db));
	ck_assert(job_store_by_id(db, s, account.row, id, &job));
	db_pool_give(bench.emulator.db, db);
	return job;
}

static inline struct job job_bench_copy(const char *source, const char *into, bool all)
{
	const struct job_request request = {
		.source = source, .destination = into, .include_versions = all
	};
	const char *id = NULL;

	ck_assert_msg(job_ops_copy(&bench.emulator, s, &account, &request, &id), "%s", s->err.msg);
	return job_bench_find(id);
}

static inline struct job job_bench_move(const char *source, const char *into)
{
	const struct job_request request = { .source = source, .destination = into };
	const char *id = NULL;

	ck_assert_msg(job_ops_move(&bench.emulator, s, &account, &request, &id), "%s", s->err.msg);
	return job_bench_find(id);
}

static inline struct job job_bench_rename(const char *source, const char *name)
{
	const struct job_request request = { .source = source, .new_name = name };
	const char *id = NULL;

	ck_assert_msg(
		job_ops_rename(&bench.emulator, s, &account, &request, &id), "%s", s->err.msg);
	return job_bench_find(id);
}

/* Takes the first turn alone: the next one fails. */
static inline void job_bench_begin(const struct job *job)
{
	commits_left = 1;
	ck_assert(!job_run(&bench.emulator, s, job));
	err_clear(s);
	commits_left = -1;
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job_walk"), 1);
}

/* To its end, in turns that are all short. */
static inline void job_bench_end(const struct job *job)
{
	steps = (struct db_steps){ 0 };
	ck_assert_msg(job_run(&bench.emulator, s, job), "%s", s->err.msg);
	db_steps_check(&steps);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job_walk"), 0);
	ck_assert_int_eq(job_bench_count("SELECT count(*) FROM job WHERE NOT is_done"), 0);
}

#endif
