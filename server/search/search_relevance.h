/* How well a text answers the words of a HAS, for the sort order RELEVANCE. The service does not say how
 * it ranks; this measure depends on the one text alone, so no other asset can change the order of two. */
#ifndef SEARCH_SEARCH_RELEVANCE_H
#define SEARCH_SEARCH_RELEVANCE_H

#include "search/search_bind.h"
#include "search/search_tree.h"

/* For each word 1 when it is a token of the text, else its length through that of the shortest token that
 * begins with it; the sum through the number of tokens. `words` are parted by blanks; tokens are runs of
 * letters, marks and digits. Letters compare without case. */
double search_relevance(const char *text, const char *words);

/* The sort key in SQL: an expression with calls of relevance(text, words), which is the function above; 0.0 when the
 * tree has no HAS. The tree is the whole query: a text counts even where its condition did not matter. It may be
 * NULL. */
void search_relevance_sql(
	struct search_sql *q, const struct search_tree *tree, enum search_asset asset);

#endif
