/* Making of bulk jobs: what is refused, what is locked, when it is due. Running them is job_run.c's. */
#include "ops/job_ops.h"

#include "base/bell.h"
#include "base/encode.h"
#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "ops/job_run.h"
#include "ops/near_miss.h"
#include "ops/purge_ops.h"
#include "ops/refusal.h"
#include "ops/version_ops.h"
#include "store/folder_store.h"
#include "store/job_store.h"
#include "store/tree_store.h"

#include <string.h>

/* A look of its own, before what is made of it is checked and written down. */
static bool destination_of(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **out)
{
	const struct folder_ops_place place = { request->destination, request->names };
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = folder_ops_destination(db, s, a, &place, out);
	db_pool_give(e->db, db);
	return ok;
}

/* What a job keeps others from: its source, and the folder that it fills. */
static const char *filled_by(struct scope *s, const struct job *job)
{
	return job->type == JOB_RENAME_FOLDER ? job->target_path
					      : path_rules_parent(s->arena, job->target_path);
}

/* A folder under an unfinished job, above it or below it, has to wait. */
static bool check_locks(struct db *db, struct scope *s, const struct job *job)
{
	const char *source = job->source_path, *filled = filled_by(s, job);
	bool renames = job->type == JOB_RENAME_FOLDER, source_held = false, filled_held = false;
	struct job *open;
	size_t count;

	if (!job_store_open(db, s, job->account, &open, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *from = open[i].source_path, *into = filled_by(s, &open[i]);
		source_held = source_held || path_rules_overlap(from, source) ||
			      path_rules_overlap(into, source);
		filled_held = filled_held || path_rules_overlap(from, filled) ||
			      path_rules_overlap(into, filled);
	}
	if (source_held || (renames && filled_held))
		return err_set(s, ERR_LOCKED,
			"A bulk job is running on given folder path, please try after sometime.");
	return !filled_held ||
	       err_set(s, ERR_LOCKED,
		       "Destination folder path is already locked. Please try after sometime.");
}

/* What could be there afterwards must be within the limits. */
static bool check_limits(
	struct db *db, struct scope *s, const struct account *a, const struct job *job)
{
	bool fits =
		job->type == JOB_RENAME_FOLDER; /* it never meets files: see check_free_name() */
	int64_t deepest = 0;

	if (!folder_ops_check_size(db, s, a, job->source_path) ||
		!tree_store_depth(db, s, a->row, job->source_path, &deepest) ||
		(!fits && !tree_store_fits(db, s, job, VERSION_OPS_MAX, &fits)))
		return false;
	deepest += path_rules_depth(job->target_path) - path_rules_depth(job->source_path);
	if (deepest > NAME_RULES_MAX_DEPTH)
		return refusal_parameters(s, "INVALID_FOLDER_PATH");
	return fits || refusal_parameters(s, "VERSION_LIMIT_EXCEEDED");
}

static bool find_source(struct db *db, struct scope *s, const struct account *a,
	const struct job *job, const char *sent)
{
	struct folder folder;

	if (folder_store_by_path(db, s, a->row, job->source_path, &folder))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	if (job->type == JOB_RENAME_FOLDER)
		err_set(s, ERR_NOT_FOUND, "Source folder not found.");
	else
		err_reason(s, ERR_NOT_FOUND, "NO_FILES_FOLDER",
			"No files & folder found at sourceFolderPath %s", sent);
	return near_miss_note(s, NEAR_MISS_FOLDER_PATH, a->row, job->source_path);
}

static bool check_free_name(
	struct db *db, struct scope *s, const struct account *a, const struct job *job)
{
	struct folder folder;

	if (job->type != JOB_RENAME_FOLDER)
		return true;
	if (folder_store_by_path(db, s, a->row, job->target_path, &folder))
		return err_set(s, ERR_CONFLICT,
			"Folder with name %s already exists at the same location.",
			path_rules_name(job->target_path));
	return s->err.code == ERR_NONE;
}

static bool record_purge(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, struct job *job, const char *purge_base)
{
	if (!purge_base)
		return true;
	const char *url = arena_printf(
		s->arena, "%s%s/*", purge_base, encode_percent(s->arena, job->source_path, "/"));
	if (!purge_ops_along(e, db, s, a, url, &job->purge_request_id))
		return false;
	job->purge_failed = !job->purge_request_id;
	return true;
}

/* By a reader: counting a large tree keeps nobody from writing. */
static bool look_at_source(struct emulator *e, struct scope *s, const struct account *a,
	const struct job *job, const char *sent)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = find_source(db, s, a, job, sent) && check_limits(db, s, a, job);
	db_pool_give(e->db, db);
	return ok;
}

/* A job that is made will be done. When it fails now the worker tries it again, and whoever asks for it hears why; a
 * request that is taken back leaves nothing to try. */
static bool run_now(struct emulator *e, struct scope *s, const struct job *job)
{
	if (job_run(e, s, job))
		return true;
	if (e->config->stateless)
		return false;
	err_clear(s);
	return true;
}

static bool submit(struct emulator *e, struct scope *s, const struct account *a, struct job *job,
	const struct job_request *request)
{
	struct db *db;

	job->account = a->row;
	if (!look_at_source(e, s, a, job, request->source) || !db_pool_write(e->db, s, &db))
		return false;
	job->created_at = clock_now(e->clock, a->row);
	job->due_at = job->created_at + e->config->job_delay * 1000;
	job->id = ident_object(e->ident, s->arena, job->created_at);
	bool ok = find_source(db, s, a, job, request->source) && check_locks(db, s, job) &&
		  check_free_name(db, s, a, job) &&
		  record_purge(e, db, s, a, job, request->purge_base) &&
		  job_store_insert(db, s, job);
	if (!db_pool_finish(e->db, s, ok))
		return false;
	bell_ring(e->jobs);
	return e->config->job_delay > 0 || run_now(e, s, job);
}

/* What copying and moving have in common. */
static bool relocate(struct emulator *e, struct scope *s, const struct account *a, struct job *job,
	const struct job_request *request)
{
	const char *from = path_rules_normal(s->arena, request->source), *into;

	if (!destination_of(e, s, a, request, &into))
		return false;
	if (strcmp(from, "/") == 0)
		return err_reason(
			s, ERR_INVALID, "SOURCE_IS_ROOT", "sourceFolderPath cannot be root");
	job->source_path = from;
	job->target_path = name_rules_join(s->arena, into, path_rules_name(from));
	if (strcmp(from, into) == 0 || strcmp(from, job->target_path) == 0)
		return err_reason(s, ERR_INVALID, "SAME_SOURCE_AND_DESTINATION",
			"sourceFolderPath and destinationPath cannot be same.");
	if (job->type == JOB_MOVE_FOLDER && path_rules_is_within(into, from))
		return err_reason(s, ERR_INVALID, "INVALID_DESTINATION_PATH",
			"This operation is not allowed because parent folder cannot be moved into "
			"child "
			"folder.");
	return submit(e, s, a, job, request);
}

bool job_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id)
{
	struct job job = { .type = JOB_COPY_FOLDER, .include_versions = request->include_versions };
	bool ok = relocate(e, s, a, &job, request);

	*id = job.id;
	return ok;
}

bool job_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id)
{
	struct job job = { .type = JOB_MOVE_FOLDER };
	bool ok = relocate(e, s, a, &job, request);

	*id = job.id;
	return ok;
}

bool job_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id)
{
	struct job job = { .type = JOB_RENAME_FOLDER };
	const char *name = NULL;

	job.source_path = path_rules_normal(s->arena, request->source);
	if (strcmp(job.source_path, "/") == 0)
		return err_set(s, ERR_INVALID, "folderPath cannot be root.");
	if (!folder_ops_name(s, request->names, "newFolderName", request->new_name, &name))
		return false;
	job.target_path =
		name_rules_join(s->arena, path_rules_parent(s->arena, job.source_path), name);
	if (strcmp(job.source_path, job.target_path) == 0)
		return err_reason(s, ERR_INVALID, "INVALID_PARAMETER",
			"newFolderName cannot be the same as its existing name.");
	bool ok = submit(e, s, a, &job, request);
	*id = job.id;
	return ok;
}

static bool find(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct job *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = job_store_by_id(db, s, a->row, id, out);
	db_pool_give(e->db, db);
	return found || err_set(s, ERR_NOT_FOUND, "The requested job does not exist.") ||
	       near_miss_note(s, NEAR_MISS_JOB_ID, a->row, id);
}

bool job_ops_get(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct job *out)
{
	if (!find(e, s, a, id, out))
		return false;
	if (out->is_done || !job_run_is_due(e, out))
		return true;
	/* The worker may not have come to it yet; the answer goes by the clock. */
	return job_run(e, s, out) && find(e, s, a, id, out);
}

bool job_ops_pending(struct emulator *e, struct scope *s, int64_t *count)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = job_store_count_open(db, s, count);
	db_pool_give(e->db, db);
	return ok;
}
