/* Conditions that say the same of different values become one: a row is asked once, whatever the number of values. */
#ifndef SEARCH_SEARCH_MERGE_H
#define SEARCH_SEARCH_MERGE_H

#include "base/arena.h"
#include "search/search_tree.h"

/* `children` are joined by AND or OR; gives the list with the same meaning and fewer of them. Of equal meaning are
 * "x = 1 OR x IN [2, 3]" and "x IN [1, 2, 3]", and "x NOT = 1 AND x NOT IN [2, 3]" and "x NOT IN [1, 2, 3]". The
 * nodes are changed in place, their conditions are not. */
struct search_tree *search_merge(
	struct arena *a, enum search_node_kind kind, struct search_tree *children);

#endif
