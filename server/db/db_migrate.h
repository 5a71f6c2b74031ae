/* Forward-only schema changes, numbered from 1 and embedded at build time from migrations/. */
#ifndef DB_DB_MIGRATE_H
#define DB_DB_MIGRATE_H

#include "db/db.h"

extern const char *const db_migrations[];
extern const size_t db_migrations_count;

/* Brings the database to the program's version. False: ERR_UNAVAILABLE with a sentence when the
 * database was written by a newer program, or the cause when a step failed (then nothing changed). */
NODISCARD bool db_migrate(struct db *db, struct scope *s);

/* The same up to a version, which is one of 1 to db_migrations_count. */
NODISCARD bool db_migrate_to(struct db *db, struct scope *s, int64_t version);

/* How many of them the database has had; 0 for a new one. */
NODISCARD bool db_migrate_version(struct db *db, struct scope *s, int64_t *out);

#endif
