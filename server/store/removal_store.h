/* Deleting a part at a time, so that a transaction stays short however much there is. What is paid is counted in
 * rows: versions, their tags and values, folders. */
#ifndef STORE_REMOVAL_STORE_H
#define STORE_REMOVAL_STORE_H

#include "db/db.h"

/* Deletes old versions of the file and, when none is left, the file, until `*rows` are spent, of which it takes
 * what it deleted. `*gone`: the file is. */
NODISCARD bool removal_store_file(
	struct db *db, struct scope *s, int64_t file, int64_t *rows, bool *gone);

/* The same for everything in a folder and below it, and for the folder itself at last. */
NODISCARD bool removal_store_tree(struct db *db, struct scope *s, int64_t account, const char *path,
	int64_t *rows, bool *gone);

/* The same for all that is an account's own. The account stays, with its root folder. */
NODISCARD bool removal_store_account(
	struct db *db, struct scope *s, int64_t account, int64_t *rows, bool *gone);

#endif
