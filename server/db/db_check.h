/* Whether a database that came from elsewhere is a library of this program, and whole. */
#ifndef DB_DB_CHECK_H
#define DB_DB_CHECK_H

#include "db/db.h"

/* The tables, indexes and triggers are exactly those that the migrations up to its version make, there is
 * no version that this program does not know, and pages and texts have the form that its own have; nothing
 * of the database runs before that is known. False: ERR_INVALID with what is
 * different. */
NODISCARD bool db_check_schema(struct db *db, struct scope *s);

/* SQLite's own check of all pages and indexes, and every reference leads somewhere. Reads all of it.
 * False: ERR_INVALID with the first finding. */
NODISCARD bool db_check_content(struct db *db, struct scope *s);

#endif
