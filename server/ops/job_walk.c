/* Copying goes through the source's folders, makes their targets and copies file by file. Moving does the same, with
 * the files themselves, and then removes the folders that it has emptied. */
#include "ops/job_walk.h"

#include "model/path_rules.h"
#include "ops/folder_ops.h"
#include "store/tree_copy.h"
#include "store/tree_move.h"
#include "store/tree_plan.h"
#include "store/walk_store.h"

#include <string.h>

enum {
	FOLDERS = 1000, /* of one plan */
	FOLDER_ROWS = 2 /* what the making of a folder counts as */
};

struct turn {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	struct account account;
	const struct job *job;
	struct job_walk walk;
	int64_t now, rows; /* that are left of this turn */
	bool done;
};

static bool copies(const struct turn *t)
{
	return t->job->type == JOB_COPY_FOLDER;
}

static struct tree_copy copy_of(const struct turn *t)
{
	return (struct tree_copy){ .account = t->account.row,
		.all_versions = t->job->include_versions,
		.rows = JOB_WALK_ROWS,
		.now_ms = t->now };
}

/* A source that lies inside its target would meet itself; it goes aside first. */
static const char *first_target(struct turn *t)
{
	bool meets = !copies(t) && path_rules_is_within(t->job->source_path, t->job->target_path);

	return meets ? arena_printf(t->s->arena, "/%s", t->job->id) : t->job->target_path;
}

static bool load(struct turn *t)
{
	if (walk_store_find(t->db, t->s, t->job->row, &t->walk))
		return true;
	return t->s->err.code == ERR_NONE &&
	       walk_store_begin(t->db, t->s, t->job->source_path, first_target(t), &t->walk);
}

/* Targets that are missing, parents first. */
static bool make_targets(struct turn *t)
{
	struct folder folder;
	const char **missing;
	size_t count;

	if (!tree_plan_find_targets(t->db, t->s, t->account.row) ||
		!tree_plan_missing(t->db, t->s, &missing, &count))
		return false;
	if (count == 0)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!folder_ops_ensure(t->e, t->db, t->s, &t->account, missing[i], &folder))
			return false;
	t->rows -= (int64_t)count * FOLDER_ROWS;
	if (!tree_plan_find_targets(t->db, t->s, t->account.row) || copies(t))
		return t->s->err.code == ERR_NONE;
	return tree_move_inherit(t->db, t->s, &t->walk, t->now) &&
	       (t->job->type != JOB_RENAME_FOLDER || tree_move_keep_ids(t->db, t->s, t->now));
}

static bool carry_files(struct turn *t, int64_t files)
{
	const struct tree_copy copy = copy_of(t);

	if (files == 0)
		return true;
	return copies(t) ? tree_copy_picked(t->db, t->s, &copy, &t->walk)
			 : tree_move_picked(t->db, t->s);
}

/* The next files, and the folders up to them. */
static bool go_on(struct turn *t)
{
	struct tree_wish wish = { .rows = t->rows, .weight = TREE_WEIGHT_MOVED };
	struct tree_picked picked = { 0 };
	int64_t folders = 0;

	if (copies(t))
		wish.weight = t->job->include_versions ? TREE_WEIGHT_VERSIONS : TREE_WEIGHT_CURRENT;
	if (!tree_plan_folders(t->db, t->s, t->account.row, &t->walk, FOLDERS, &folders) ||
		!tree_plan_pick(t->db, t->s, &t->walk, &wish, &picked) ||
		!tree_plan_advance(t->db, t->s, &t->walk) || !make_targets(t) ||
		!carry_files(t, picked.files))
		return false;
	t->rows -= picked.rows + 1;
	if (picked.files == 0 && folders < FOLDERS)
		tree_move_begin_clearing(t->s, &t->walk);
	return true;
}

/* The second half of a move that went aside first. */
static bool come_back(struct turn *t)
{
	t->rows = 0;
	return walk_store_begin(t->db, t->s, t->walk.target_path, t->job->target_path, &t->walk);
}

/* Of a move, when the source has been cleared. */
static bool leave_source(struct turn *t)
{
	bool left = false;

	if (!tree_move_is_left(t->db, t->s, t->account.row, &t->walk, &left))
		return false;
	if (left) {
		t->walk.at_path = t->walk.source_path;
		t->walk.at_name = "";
		t->walk.is_walked = false;
		return true;
	}
	t->done = strcmp(t->walk.target_path, t->job->target_path) == 0;
	return t->done || come_back(t);
}

static bool clear_source(struct turn *t)
{
	const int64_t most = t->rows;
	int64_t seen = 0;

	if (!tree_move_clear(t->db, t->s, t->account.row, &t->walk, most, &seen))
		return false;
	t->rows -= seen;
	return seen == most || leave_source(t);
}

static bool end_walk(struct turn *t)
{
	t->done = copies(t);
	return t->done || clear_source(t);
}

static bool step(struct turn *t)
{
	const struct tree_copy copy = copy_of(t);

	if (t->walk.held.source) {
		t->rows = 0;
		return tree_copy_held(t->db, t->s, &copy, &t->walk);
	}
	return t->walk.is_walked ? end_walk(t) : go_on(t);
}

bool job_walk_turn(
	struct emulator *e, struct db *db, struct scope *s, const struct job *job, bool *done)
{
	struct turn t = {
		.e = e,
		.db = db,
		.s = s,
		.account = { .row = job->account },
		.job = job,
		.now = clock_now(e->clock, job->account),
		.rows = JOB_WALK_ROWS,
	};

	if (!load(&t))
		return false;
	while (t.rows > 0 && !t.done)
		if (!step(&t))
			return false;
	*done = t.done;
	return *done ? walk_store_end(db, s, job->row) : walk_store_save(db, s, job->row, &t.walk);
}
