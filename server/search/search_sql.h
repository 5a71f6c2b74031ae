/* Conditions as SQL. Every piece of text comes from a table here or is a number; every value is bound.
 *
 * A condition has two forms. As a test it is an expression about the row at hand: f is the file, v its
 * version, d the folder. As a set it is a SELECT of the ids of files that may meet it, found by an index;
 * the list is driven by the smallest set there is, and tests decide. */
#ifndef SEARCH_SEARCH_SQL_H
#define SEARCH_SEARCH_SQL_H

#include "base/strbuf.h"
#include "search/search_check.h"

/* Parameter 1 of every statement is the account. */
enum { SEARCH_SQL_ACCOUNT = 1 };

struct search_bind {
	const char *text; /* NULL: the number is meant */
	double number;
};

struct search_sql {
	struct strbuf text;
	struct search_bind *binds; /* binds[i] belongs to parameter i + 2 */
	size_t count, cap;
	bool too_deep; /* the conditions are nested deeper than SQLite's parser goes; the text is incomplete */
};

struct search_sql search_sql_init(struct arena *a);

/* Writes `?n` and remembers the value; texts are kept by address. */
void search_sql_bind_text(struct search_sql *q, const char *text);
void search_sql_bind_number(struct search_sql *q, double number);

/* One condition as a test. */
void search_sql_condition(
	struct search_sql *q, const struct search_condition *c, enum search_asset asset);

/* The tree is one that search_fold() left for this asset. Whoever runs the text asks `too_deep` first. */
void search_sql_test(struct search_sql *q, const struct search_tree *tree, enum search_asset asset);

/* Whether the test looks at columns of v. Of old versions it always may. */
bool search_sql_uses_version(const struct search_tree *tree);

/* Whether the condition can be a set, and the set. */
bool search_sql_is_set(const struct search_condition *c);
void search_sql_set(struct search_sql *q, const struct search_condition *c);

/* The sort key of RELEVANCE: an expression with calls of relevance(text, words), 0.0 when the tree has no
 * HAS. The tree is the whole query: a text counts even where its condition did not matter. It may be NULL. */
void search_sql_relevance(
	struct search_sql *q, const struct search_tree *tree, enum search_asset asset);

#endif
