/* SQL while it is written, with the values that are bound in it. */
#ifndef SEARCH_SEARCH_BIND_H
#define SEARCH_SEARCH_BIND_H

#include "base/strbuf.h"

/* Parameter 1 of every statement is the account. */
enum { SEARCH_SQL_ACCOUNT = 1 };

struct search_bind {
	const char *text; /* NULL: the number is meant */
	double number;
};

struct search_sql {
	struct strbuf text;
	struct search_bind *binds; /* binds[i] belongs to parameter i + 2 */
	size_t count;
	bool too_deep; /* the conditions are nested deeper than SQLite's parser goes; the text is incomplete */
};

struct search_sql search_bind_init(struct arena *a);

/* Writes `?n` and remembers the value; texts are kept by address. */
void search_bind_text(struct search_sql *q, const char *text);
void search_bind_number(struct search_sql *q, double number);

#endif
