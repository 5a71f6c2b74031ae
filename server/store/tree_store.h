/* Questions about whole folder trees. */
#ifndef STORE_TREE_STORE_H
#define STORE_TREE_STORE_H

#include "db/db.h"
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

/* Whether a move has at most so many folders, and files in them that may meet others, counted by their versions. */
NODISCARD bool tree_store_is_small(
	struct db *db, struct scope *s, const struct job *job, int64_t most, bool *out);

#endif
