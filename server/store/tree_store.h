/* Whole folder trees, set by set: what it costs does not grow with round trips. A piece of work is
 * described in temporary tables of the write connection (which folder goes where, which file becomes
 * which, which version gets which number) and then carried out by a few statements. All of it happens
 * inside one write transaction. */
#ifndef STORE_TREE_STORE_H
#define STORE_TREE_STORE_H

#include "db/db.h"
#include "model/folder.h"
#include "model/job.h"

/* Folders, files and old versions below a folder: the items of the service's limit. */
NODISCARD bool tree_store_count(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *out);

/* How many levels the deepest folder at or below `path` has. */
NODISCARD bool tree_store_depth(
	struct db *db, struct scope *s, int64_t account, const char *path, int64_t *out);

/* Whether no file gets more than `max` versions when `source` goes to `target`. */
NODISCARD bool tree_store_fits(
	struct db *db, struct scope *s, const struct job *job, int64_t max, bool *out);

/* Begins a piece of work: notes every folder at and below `source` with the path that it shall have
 * when `source` becomes `target`. What is made later below `source` is not part of it. */
NODISCARD bool tree_store_plan(
	struct db *db, struct scope *s, int64_t account, const char *source, const char *target);

/* The target paths of the plan, parents first. */
NODISCARD bool tree_store_targets(struct db *db, struct scope *s, const char ***out, size_t *count);

/* Copying. Every target path names a folder by now. Copies all files of the plan (their current
 * version, or all); where a file of that name is there already, versions are appended to it. */
NODISCARD bool tree_store_copy(
	struct db *db, struct scope *s, int64_t account, bool all_versions, int64_t now_ms);

/* Moving: the source becomes `name` in the folder `parent`. Folders whose target path is free take it; the files
 * of the others move into what is there, as versions where a file of that name is. */
NODISCARD bool tree_store_move(struct db *db, struct scope *s, int64_t account,
	const struct folder *parent, const char *name, int64_t now_ms);

/* After moving: the folders that took their target path get new ids, made at `now_ms`. A folder that is moved is
 * a new one to the service, one that is renamed is not. */
NODISCARD bool tree_store_renew_ids(struct db *db, struct scope *s, int64_t now_ms);

#endif
