/* A turn a transaction; most jobs need one. */
#include "ops/job_run.h"

#include "base/bell.h"
#include "base/log.h"
#include "model/account.h"
#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "ops/job_walk.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/tree_move.h"
#include "store/tree_plan.h"
#include "store/tree_store.h"
#include "store/walk_store.h"

/* Trees that are moved at once, by the paths of their folders. */
enum { MOST_AT_ONCE = 4000 };

enum { SYNC_EACH = 8 }; /* of so many turns one, from the first on: only then the log is emptied */

static bool move(struct emulator *e, struct db *db, struct scope *s, const struct job *job)
{
	const struct account a = { .row = job->account };
	const char *into = path_rules_parent(s->arena, job->target_path);
	int64_t now = clock_now(e->clock, a.row), count;
	struct folder parent;
	struct job_walk all;
	struct tree_move how = { .account = a.row, .walk = &all, .parent = &parent, .now_ms = now };

	how.name = path_rules_name(job->target_path);
	return folder_ops_ensure(e, db, s, &a, into, &parent) &&
	       walk_store_begin(db, s, job->source_path, job->target_path, &all) &&
	       tree_plan_folders(db, s, a.row, &all, -1, &count) && tree_move_whole(db, s, &how) &&
	       (job->type != JOB_MOVE_FOLDER || tree_move_renew_ids(db, s, now));
}

/* A folder that is gone by now leaves nothing to do. */
static bool begin(
	struct emulator *e, struct db *db, struct scope *s, const struct job *job, bool *done)
{
	struct folder source;
	bool small = false;

	if (!folder_store_by_path(db, s, job->account, job->source_path, &source)) {
		*done = true;
		return s->err.code == ERR_NONE;
	}
	if (job->type != JOB_COPY_FOLDER && !tree_store_is_small(db, s, job, MOST_AT_ONCE, &small))
		return false;
	*done = small;
	return small ? move(e, db, s, job) : job_walk_turn(e, db, s, job, done);
}

static bool carry_on(
	struct emulator *e, struct db *db, struct scope *s, const struct job *job, bool *done)
{
	struct job_walk walk;
	bool begun = walk_store_find(db, s, job->row, &walk);

	if (s->err.code != ERR_NONE || !(begun ? job_walk_turn : begin)(e, db, s, job, done))
		return false;
	return !*done || job_store_set_done(db, s, job->row);
}

/* Somebody else may take turns of the same job, and the last one. A turn that power takes away is taken again. */
static bool take_turn(
	struct emulator *e, struct scope *s, const struct job *job, bool synced, bool *done)
{
	struct job now;
	struct db *db;

	if (!db_pool_write_large(e->db, s, synced, &db))
		return false;
	*done = !job_store_by_id(db, s, job->account, job->id, &now) || now.is_done;
	bool ok = s->err.code == ERR_NONE && (*done || carry_on(e, db, s, &now, done));
	return db_pool_finish(e->db, s, ok);
}

bool job_run(struct emulator *e, struct scope *s, const struct job *job)
{
	bool done = false, ok = true;

	for (int n = 0; ok && !done; n++) {
		struct scope turn = scope_open();
		ok = take_turn(e, &turn, job, n % SYNC_EACH == 0, &done) ||
		     err_set(s, turn.err.code, "%s", turn.err.msg);
		scope_close(&turn);
		if (ok && !done)
			db_pool_let_others(e->db);
	}
	db_pool_end_large(e->db);
	bell_ring(e->garbage);
	return ok;
}

static bool load_open(
	struct emulator *e, struct scope *s, int64_t account, struct job **open, size_t *count)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = job_store_open(db, s, account, open, count);
	db_pool_give(e->db, db);
	return ok;
}

/* A job that fails stays open and must not hold up the others. */
static bool run_alone(struct emulator *e, const struct job *job)
{
	struct scope s = scope_open();
	bool ok = job_run(e, &s, job);

	if (!ok)
		log_message(LOG_ERROR, "job", "%s failed: %s", job->id, s.err.msg);
	scope_close(&s);
	return ok;
}

bool job_run_is_due(struct emulator *e, const struct job *job)
{
	return job->is_begun || clock_now(e->clock, job->account) >= job->due_at;
}

enum job_rest job_run_due(struct emulator *e)
{
	struct scope s = scope_open();
	struct job *open = NULL;
	size_t count = 0;
	bool failed = !load_open(e, &s, 0, &open, &count), waiting = false;

	for (size_t i = 0; i < count; i++) {
		if (!job_run_is_due(e, &open[i]))
			waiting = true;
		else if (!run_alone(e, &open[i]))
			failed = true;
	}
	scope_close(&s);
	if (failed)
		return JOB_REST_FAILED;
	return waiting ? JOB_REST_WAITING : JOB_REST_NONE;
}

bool job_run_begun(struct emulator *e, struct scope *s, int64_t account)
{
	struct job *open = NULL;
	size_t count = 0;

	if (!load_open(e, s, account, &open, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (open[i].is_begun && !job_run(e, s, &open[i]))
			return false;
	return true;
}
