/* Trees of conditions as one expression, however deep. */
#ifndef SEARCH_SEARCH_NEST_H
#define SEARCH_SEARCH_NEST_H

#include "search/search_bind.h"
#include "search/search_tree.h"

/* The tree is one that search_fold() left for this asset. Whoever runs the text asks `too_deep` first. */
void search_nest_test(
	struct search_sql *q, const struct search_tree *tree, enum search_asset asset);

#endif
