/* Where a list begins to look: at a small set of files that an index finds, or at all of them in the order
 * of the list. SQLite keeps no figures about values, so the sets are counted, up to a limit. */
#ifndef STORE_LIST_PLAN_H
#define STORE_LIST_PLAN_H

#include "db/db.h"
#include "search/search_check.h"

/* The smallest set that holds every file that has a version which meets the filter (as search_fold() left
 * it for files or old versions), made of OR and TERM nodes; NULL when none is small enough to be worth sorting.
 * walk_ends: list_sql_walk_ends(). */
NODISCARD bool list_plan_choose(struct db *db, struct scope *s, int64_t account,
	const struct search_tree *filter, bool walk_ends, const struct search_tree **out);

#endif
