/* Running one statement. */
#ifndef DB_DB_QUERY_H
#define DB_DB_QUERY_H

#include "base/scope.h"

struct db;

/* A running statement; lives on the stack between db_begin() and db_end(). Failures of binding and
 * stepping stick in it and come out once, from db_end(). */
struct db_query {
	struct db *db;
	void *stmt;
	int rc;
	bool once; /* prepared for this use alone */
};

/* `sql` must be static text: its address is the key of the statement cache. */
struct db_query db_begin(struct db *db, const char *sql);

/* The same for text that was put together for this one use. */
struct db_query db_begin_once(struct db *db, const char *sql);

/* Parameters count from 1. Texts must live until db_end(); NULL binds NULL. */
void db_bind_text(struct db_query *q, int i, const char *text);
void db_bind_int(struct db_query *q, int i, int64_t value);
void db_bind_number(struct db_query *q, int i, double value);

/* True while there is a row to read. Columns count from 0; texts are copied into the arena. */
bool db_row(struct db_query *q);
const char *db_text(struct db_query *q, int column, struct scope *s); /* NULL for NULL */
int64_t db_int(struct db_query *q, int column);
double db_number(struct db_query *q, int column);

/* Ends the statement. False: ERR_CONFLICT for a broken constraint, ERR_UNAVAILABLE for a full disk, or
 * a database that stayed locked or is damaged, else ERR_INTERNAL. */
NODISCARD bool db_end(struct db_query *q, struct scope *s);

/* For statements that return no row: one step and the end. */
NODISCARD bool db_run(struct db_query *q, struct scope *s);

/* The whole of it, for a statement without parameters. */
NODISCARD bool db_run_sql(struct db *db, struct scope *s, const char *sql);

#endif
