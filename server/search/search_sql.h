/* Conditions as SQL. Every piece of text comes from a table here or is a number; every value is bound.
 *
 * A condition has two forms. As a test it is an expression about the row at hand: f is the file, v its
 * version, d the folder. As a set it is a SELECT of the ids of files that may meet it, found by an index;
 * the list is driven by the smallest set there is, and tests decide. */
#ifndef SEARCH_SEARCH_SQL_H
#define SEARCH_SEARCH_SQL_H

#include "search/search_bind.h"
#include "search/search_tree.h"

/* One condition as a test. */
void search_sql_condition(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset);

/* Whether the test looks at columns of v. Of old versions it always may. */
bool search_sql_uses_version(const struct search_tree *tree);

/* Whether the condition can be a set, and the set. */
bool search_sql_is_set(const struct search_condition *c);
void search_sql_set(struct search_sql *q, const struct search_condition *c);

#endif
