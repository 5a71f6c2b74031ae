/* What a query comes to for one kind of asset: conditions that every such asset meets, or none does, are
 * taken out. Folders have neither tags nor sizes, `type` is known, and so on. What is left and says the same of
 * different values is said once (search_merge.h). */
#ifndef SEARCH_SEARCH_FOLD_H
#define SEARCH_SEARCH_FOLD_H

#include "base/arena.h"
#include "search/search_check.h"

enum search_verdict { SEARCH_NEVER, SEARCH_ALWAYS, SEARCH_DEPENDS };

/* On SEARCH_DEPENDS `out` is the tree that is left; the given one stays as it is. */
enum search_verdict search_fold(struct arena *a, const struct search_tree *tree,
	enum search_asset asset, struct search_tree **out);

#endif
