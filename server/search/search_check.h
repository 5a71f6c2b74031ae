/* Tree -> conditions with fields looked up and values read. */
#ifndef SEARCH_SEARCH_CHECK_H
#define SEARCH_SEARCH_CHECK_H

#include "base/scope.h"
#include "search/search_ast.h"
#include "search/search_tree.h"

enum { SEARCH_CHECK_MAX_WORDS = 100 }; /* of one HAS */

/* False: ERR_INVALID by search_error() or search_error_value(), with the place of the field, operator or
 * value that is wrong. */
NODISCARD bool search_check(struct scope *s, const struct search_node *query,
	const struct search_context *context, struct search_tree **out);

/* Whether any condition is about `type`: only then may old versions be found. */
bool search_check_names_type(const struct search_tree *tree);

#endif
