/* The list of the media library and its search. */
#ifndef STORE_LIST_STORE_H
#define STORE_LIST_STORE_H

#include "db/db.h"
#include "model/file.h"
#include "model/file_query.h"
#include "model/folder.h"

/* One item: a file when `file.id` is set, else a folder. Its texts live in `arena`, which ends with the call that
 * shows it. */
struct list_item {
	struct arena *arena;
	struct file file;
	struct folder folder;
};

/* Whom items are shown to; returns false to end the list, after err_set() because of a failure. A list that is not
 * awaited any more ends with ERR_UNAVAILABLE, also while rows are still looked for. */
struct list_reader {
	bool (*each)(void *ctx, const struct list_item *item);
	void *ctx;
	bool (*is_awaited)(void *waiter); /* NULL: always */
	void *waiter;
};

/* Shows every item in order. All of it sees one state of the library. ERR_INVALID when it takes too much work. */
NODISCARD bool list_store_each(struct db *db, struct scope *s, int64_t account,
	const struct file_query *query, const struct list_reader *reader);

/* The same for all versions of a file: the current one first, then the highest number first. False without an
 * error when there is no such file any more. */
bool list_store_versions(
	struct db *db, struct scope *s, int64_t file, const struct list_reader *reader);

#endif
