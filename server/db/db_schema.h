/* A new database in one step: the pages that the migrations make of one, which the build has written down. */
#ifndef DB_DB_SCHEMA_H
#define DB_DB_SCHEMA_H

#include "base/scope.h"

struct db_stretch {
	size_t at, length;
	const unsigned char *bytes;
};

/* All that is in no stretch is zero. */
struct db_schema {
	size_t size, count;
	const struct db_stretch *stretches;
};

extern const struct db_schema db_schema;

/* Makes the file `path` a database in which the migrations have been and nothing else; what it held before is
 * gone. Not synced. False: ERR_UNAVAILABLE, and the file may be there in part. */
NODISCARD bool db_schema_create(struct scope *s, const char *path);

#endif
