/* What a statement found, in the shapes that stores want it in: every row, one row, one number, or whether there is
 * any. Each of these steps through the statement and ends it. */
#ifndef DB_DB_ROWS_H
#define DB_DB_ROWS_H

#include "db/db.h"

/* Reads the row that the statement stands at into an item, which in lists is zeroed. */
typedef void db_row_fn(struct db_query *q, struct scope *s, void *item);

/* All rows that are left, as a list in the arena of items of `size` bytes. `list` is the address of the pointer to
 * them, which is NULL when there are none. */
NODISCARD bool db_rows_all(struct db_query *q, struct scope *s, size_t size, db_row_fn *read,
	void *list, size_t *count);

/* One row, if there is any. True when there is one; false without an error in the scope when there is none. */
bool db_rows_one(struct db_query *q, struct scope *s, db_row_fn *read, void *item);
bool db_rows_any(struct db_query *q, struct scope *s);

/* The whole number in the first column of the first row; *out stays as it is when there is no row. */
NODISCARD bool db_rows_int(struct db_query *q, struct scope *s, int64_t *out);

/* The first column alone, as an int64_t or a const char * (NULL for NULL): each a db_row_fn. */
void db_rows_read_int(struct db_query *q, struct scope *s, void *item);
void db_rows_read_text(struct db_query *q, struct scope *s, void *item);

#endif
