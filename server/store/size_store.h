/* How much a library holds, and has held so far. */
#ifndef STORE_SIZE_STORE_H
#define STORE_SIZE_STORE_H

#include "db/db.h"

/* A number that is 0 for a new database and that grows whenever rows with ids of their own are made. */
NODISCARD bool size_store_rows(struct db *db, struct scope *s, int64_t *out);

struct library_size {
	int64_t accounts, files, blobs;
};

/* What it holds now; `blobs` counts those that have a name in it, each once. */
NODISCARD bool size_store_count(struct db *db, struct scope *s, struct library_size *out);

#endif
