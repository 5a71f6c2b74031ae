/* Copying what is planned. For the inside of the transaction that planned it (tree_plan.h). */
#ifndef STORE_TREE_COPY_H
#define STORE_TREE_COPY_H

#include "db/db.h"
#include "model/job.h"

struct tree_copy {
	int64_t account;
	bool all_versions; /* else the current ones */
	int64_t rows; /* a single file of more than so many is begun only, newest versions first */
	int64_t now_ms;
};

/* Copies the picked files, whose target folders are there by now; where a file of that name is in one already, versions are
 * appended to it. What is left of a single file is noted in walk->held. */
NODISCARD bool tree_copy_picked(
	struct db *db, struct scope *s, const struct tree_copy *how, struct job_walk *walk);

/* Goes on with the file that the walk holds. */
NODISCARD bool tree_copy_held(
	struct db *db, struct scope *s, const struct tree_copy *how, struct job_walk *walk);

#endif
