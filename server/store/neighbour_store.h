/* What may have been meant by a name or an id that is not there. Each query is a range of an index with a
 * LIMIT, so that it costs the same in a library of any size; together they find most slips, not all. */
#ifndef STORE_NEIGHBOUR_STORE_H
#define STORE_NEIGHBOUR_STORE_H

#include "db/db.h"

/* The owner is the row of what is named in brackets. AFTER begins with the text itself; the queries whose
 * names end with LAST or ALL take no text. */
enum neighbour_query {
	NEIGHBOUR_FILE_IDS_LAST, /* (account) */
	NEIGHBOUR_FILE_IDS_AFTER,
	NEIGHBOUR_FILE_IDS_BEFORE,
	NEIGHBOUR_JOB_IDS_LAST, /* (account) */
	NEIGHBOUR_JOB_IDS_AFTER,
	NEIGHBOUR_JOB_IDS_BEFORE,
	NEIGHBOUR_PURGE_IDS_LAST, /* (account) */
	NEIGHBOUR_PURGE_IDS_AFTER,
	NEIGHBOUR_PURGE_IDS_BEFORE,
	NEIGHBOUR_NAMES_AFTER, /* (folder) names of its files */
	NEIGHBOUR_NAMES_BEFORE,
	NEIGHBOUR_FILES_AFTER, /* (account) names of files; `more` is the folder's path */
	NEIGHBOUR_FILES_BEFORE,
	NEIGHBOUR_FOLDERS_AFTER, /* (account) paths */
	NEIGHBOUR_FOLDERS_BEFORE,
	NEIGHBOUR_FOLDERS_ALL,   /* (folder) paths of those that lie in it */
	NEIGHBOUR_VERSIONS_LAST, /* (file) ids; `more` is the number */
	NEIGHBOUR_KEYS_LAST,     /* (file) what ik-obj-version takes */
	NEIGHBOUR_FIELDS_ALL,    /* (account) names; `more` is the id */
	NEIGHBOUR_OWNERS_ALL, /* (0) imagekit_ids; `more` is the private key, which nobody is shown */
	NEIGHBOUR_OWNERS_AFTER, /* (0) by private key */
	NEIGHBOUR_OWNERS_BEFORE,
	NEIGHBOUR_ACCOUNTS_AFTER, /* (0) imagekit_ids */
	NEIGHBOUR_ACCOUNTS_BEFORE,
	NEIGHBOUR_QUERIES,
};

enum { NEIGHBOUR_MAX = 256 };

struct neighbour {
	const char *text, *more; /* `more` is NULL unless the query says what it is */
	bool is_public;          /* of files and their keys: published and not private */
};

struct neighbour_list {
	struct neighbour rows[NEIGHBOUR_MAX];
	size_t count;
};

/* Adds the rows of one query as far as there is room; `text` is NULL for queries that take none. */
NODISCARD bool neighbour_store_add(struct db *db, struct scope *s, enum neighbour_query which,
	int64_t owner, const char *text, struct neighbour_list *list);

/* The statement, for looking at its plan. */
const char *neighbour_store_sql(enum neighbour_query which);

#endif
