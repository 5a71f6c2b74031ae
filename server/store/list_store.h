/* The list of the media library and its search. */
#ifndef STORE_LIST_STORE_H
#define STORE_LIST_STORE_H

#include "db/db.h"
#include "model/file.h"
#include "model/file_query.h"
#include "model/folder.h"

/* One item: a file when `file.id` is set, else a folder. */
struct list_item {
	struct file file;
	struct folder folder;
};

/* Calls `each` for every item in order, until it returns false or the list ends. The item's texts live
 * in the scope's arena. All of it sees one state of the library. */
NODISCARD bool list_store_each(struct db *db, struct scope *s, int64_t account,
	const struct file_query *query, bool (*each)(void *ctx, const struct list_item *item),
	void *ctx);

#endif
