/* What a piece of work on a folder tree touches, in temporary tables of the write connection: tree_folder says which
 * folder goes where, tree_pick which files of these go now. tree_copy.h and tree_move.h carry it out, set by set: what
 * it costs does not grow with round trips. All calls are for the inside of one write transaction. */
#ifndef STORE_TREE_PLAN_H
#define STORE_TREE_PLAN_H

#include "db/db.h"
#include "model/job.h"

/* Makes the tables, empty. The other calls that begin a plan do so too. */
NODISCARD bool tree_plan_clear(struct db *db, struct scope *s);

/* The source folders of the walk from where it stands on, in the order of their paths (parents first), at most so many; -1:
 * all. *count is how many there are. What came after the beginning of the walk is left out. */
NODISCARD bool tree_plan_folders(struct db *db, struct scope *s, int64_t account,
	const struct job_walk *walk, int64_t most, int64_t *count);

/* Notes which of them have a folder at their target path already. */
NODISCARD bool tree_plan_find_targets(struct db *db, struct scope *s, int64_t account);

/* The target paths of those that had none when they were last looked for, parents first. */
NODISCARD bool tree_plan_missing(struct db *db, struct scope *s, const char ***out, size_t *count);

/* What a file counts as, in rows that are written for it. */
enum tree_weight { TREE_WEIGHT_CURRENT, TREE_WEIGHT_VERSIONS, TREE_WEIGHT_MOVED };

struct tree_wish {
	enum tree_weight weight;
	int64_t rows; /* so many at most; the first file is taken whatever it counts as */
	bool taken;   /* only of folders whose target path is known to be taken */
};

struct tree_picked {
	int64_t files, rows;
};

/* Files of the planned folders from where the walk stands on, in its order. */
NODISCARD bool tree_plan_pick(struct db *db, struct scope *s, const struct job_walk *walk,
	const struct tree_wish *wish, struct tree_picked *out);

/* Moves the walk behind the last file that was picked and forgets the folders behind it, or, when none was, to the
 * last folder of the plan. */
NODISCARD bool tree_plan_advance(struct db *db, struct scope *s, struct job_walk *walk);

/* Plans and picks one file, which goes to a folder that is there. */
NODISCARD bool tree_plan_file(struct db *db, struct scope *s, int64_t file, int64_t folder);

#endif
