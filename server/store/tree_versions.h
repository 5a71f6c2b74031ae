/* What becomes of the picked files and of their versions: which rows they are afterwards, with which numbers. For
 * the inside of the transaction that planned them (tree_plan.h), whose target folders are all there by now. */
#ifndef STORE_TREE_VERSIONS_H
#define STORE_TREE_VERSIONS_H

#include "db/db.h"
#include "model/job.h"

/* Fills tree_file. Where a file of that name is in the target folder, versions will be appended to it. */
NODISCARD bool tree_versions_plan_files(struct db *db, struct scope *s);

/* Fills tree_file with the file that is held. Empty when source or target are gone by now. */
NODISCARD bool tree_versions_plan_held(
	struct db *db, struct scope *s, int64_t account, const struct job_held *held);

/* Fills tree_version with the current version of each file, under a new row. */
NODISCARD bool tree_versions_number_current(struct db *db, struct scope *s);

/* … or with all whose row is `max_version` at most, the current one last: under new rows, or their own when they move. */
NODISCARD bool tree_versions_number_all(
	struct db *db, struct scope *s, int64_t max_version, bool move);

/* … or with those of the held file that are left. */
NODISCARD bool tree_versions_number_held(
	struct db *db, struct scope *s, const struct job_held *held);

/* Of a single file's versions keeps the newest that make up so many rows, at least one. What is left of the file is noted
 * in `held`; its source is NULL when nothing is. */
NODISCARD bool tree_versions_limit(
	struct db *db, struct scope *s, int64_t rows, struct job_held *held);

/* Files that were there already go on with their new last version. */
NODISCARD bool tree_versions_extend_files(struct db *db, struct scope *s);

#endif
