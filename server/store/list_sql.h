/* The page query of a list, put together: which rows, in which order. Every piece of text comes from a
 * table in list_sql.c or search/search_sql.c, every value is bound. */
#ifndef STORE_LIST_SQL_H
#define STORE_LIST_SQL_H

#include "db/db.h"
#include "model/file_query.h"
#include "search/search_sql.h"

/* Columns of the page query. `row` is that of the version, or of the folder. */
enum { LIST_SQL_ASSET, LIST_SQL_ROW };

/* Whether the query is after assets of this kind at all. */
bool list_sql_wants(const struct file_query *query, enum search_asset asset);

/* Whether a walk over all files is in the order of the page, and ends where that is full. */
bool list_sql_walk_ends(const struct file_query *query);

/* The filter is NULL for everything. sets[SEARCH_FILE] and sets[SEARCH_VERSION] name the files among which
 * to look (OR and TERM nodes, every term a set); NULL: all. False: no asset can meet the query, and there is
 * nothing to run. */
NODISCARD bool list_sql_page(struct search_sql *q, const struct file_query *query,
	const struct search_tree *filter, const struct search_tree *const *sets);

/* How many ids the set has, counted up to `max`. */
void list_sql_count(struct search_sql *q, const struct search_condition *set, int64_t max);

void list_sql_bind(struct db_query *q, const struct search_sql *sql, int64_t account);

#endif
