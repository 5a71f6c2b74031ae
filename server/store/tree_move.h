/* Moving what is planned. For the inside of the transaction that planned it (tree_plan.h). */
#ifndef STORE_TREE_MOVE_H
#define STORE_TREE_MOVE_H

#include "db/db.h"
#include "model/folder.h"
#include "model/job.h"

/* The picked files go to the target folders, which are there by now: as versions where a file of that name is. */
NODISCARD bool tree_move_picked(struct db *db, struct scope *s);

struct tree_move {
	int64_t account;
	const struct job_walk *walk;
	const struct folder *parent; /* the source becomes a folder in this one … */
	const char *name;            /* … of this name */
	int64_t now_ms;
};

/* At once and all of the source, which the plan holds to the last folder. Folders whose target path is free take it; the files
 * of the others move into what is there. */
NODISCARD bool tree_move_whole(struct db *db, struct scope *s, const struct tree_move *how);

/* After it: the folders that took their target path get new ids, made at `now_ms`. A folder that is moved is a new one
 * to the service, one that is renamed is not. */
NODISCARD bool tree_move_renew_ids(struct db *db, struct scope *s, int64_t now_ms);

/* The folders that were made as targets, because they were missing, get the times of their sources; a renamed one gets
 * the id, too, and its source another one. */
NODISCARD bool tree_move_inherit(
	struct db *db, struct scope *s, const struct job_walk *walk, int64_t now_ms);
NODISCARD bool tree_move_keep_ids(struct db *db, struct scope *s, int64_t now_ms);

/* Whether there are files of the walk that are still in the source: renamed or moved while it was under way, to where it had
 * been already. */
NODISCARD bool tree_move_is_left(
	struct db *db, struct scope *s, int64_t account, const struct job_walk *walk, bool *out);

/* The walk is over and turns back, from behind the last folder of the source. */
void tree_move_begin_clearing(struct scope *s, struct job_walk *walk);

/* Goes back over so many folders at most and removes those that are empty by now. *seen less than that: the walk is back at
 * its beginning. */
NODISCARD bool tree_move_clear(struct db *db, struct scope *s, int64_t account,
	struct job_walk *walk, int64_t most, int64_t *seen);

#endif
