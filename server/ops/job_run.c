/* One job, one transaction. */
#include "ops/job_run.h"

#include "base/bell.h"
#include "base/log.h"
#include "model/account.h"
#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/tree_store.h"

static bool copy(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const struct job *job)
{
	const char **targets;
	struct folder folder;
	size_t count;

	if (!tree_store_plan(db, s, a->row, job->source_path, job->target_path) ||
		!tree_store_targets(db, s, &targets, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!folder_ops_ensure(e, db, s, a, targets[i], &folder))
			return false;
	return tree_store_copy(db, s, a->row, job->include_versions, clock_now(e->clock, a->row));
}

static bool move(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const struct job *job)
{
	const char *into = path_rules_parent(s->arena, job->target_path);
	int64_t now = clock_now(e->clock, a->row);
	struct folder parent;

	return folder_ops_ensure(e, db, s, a, into, &parent) &&
	       tree_store_plan(db, s, a->row, job->source_path, job->target_path) &&
	       tree_store_move(db, s, a->row, &parent, path_rules_name(job->target_path), now) &&
	       (job->type != JOB_MOVE_FOLDER || tree_store_renew_ids(db, s, now));
}

/* Inside the transaction. A folder that is gone by now leaves nothing to do. */
static bool carry_out(struct emulator *e, struct db *db, struct scope *s, const struct job *job)
{
	const struct account a = { .row = job->account };
	struct folder source;
	bool there = folder_store_by_path(db, s, a.row, job->source_path, &source);

	if (s->err.code != ERR_NONE)
		return false;
	if (there && !(job->type == JOB_COPY_FOLDER ? copy : move)(e, db, s, &a, job))
		return false;
	return job_store_set_done(db, s, job->row);
}

bool job_run(struct emulator *e, struct scope *s, const struct job *job)
{
	struct job now;
	struct db *db;

	if (!db_pool_write_large(e->db, s, &db))
		return false;
	/* Somebody else may have done it in between. */
	bool open = job_store_by_id(db, s, job->account, job->id, &now) && !now.is_done;
	bool ok = s->err.code == ERR_NONE && (!open || carry_out(e, db, s, &now));
	ok = db_pool_finish(e->db, s, ok);
	bell_ring(e->garbage);
	return ok;
}

static bool load_open(struct emulator *e, struct scope *s, struct job **open, size_t *count)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = job_store_open(db, s, 0, open, count);
	db_pool_give(e->db, db);
	return ok;
}

/* A job that fails stays open and must not hold up the others. */
static void run_alone(struct emulator *e, const struct job *job)
{
	struct scope s = scope_open();

	if (!job_run(e, &s, job))
		log_message(LOG_ERROR, "job", "%s failed: %s", job->id, s.err.msg);
	scope_close(&s);
}

bool job_run_due(struct emulator *e)
{
	struct scope s = scope_open();
	struct job *open = NULL;
	size_t count = 0;
	bool waiting = !load_open(e, &s, &open, &count);

	for (size_t i = 0; i < count; i++) {
		if (clock_now(e->clock, open[i].account) >= open[i].due_at)
			run_alone(e, &open[i]);
		else
			waiting = true;
	}
	scope_close(&s);
	return waiting;
}
