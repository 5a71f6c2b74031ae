/* Purges that were asked for. */
#ifndef STORE_PURGE_STORE_H
#define STORE_PURGE_STORE_H

#include "db/db.h"

struct purge {
	int64_t account;
	const char *id; /* 24 hex digits */
	const char *url;
	int64_t created_at, due_at;
};

NODISCARD bool purge_store_insert(struct db *db, struct scope *s, const struct purge *purge);

/* True when there is one; false without an error in the scope when there is none. */
bool purge_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct purge *out);

/* In the order of their making. */
NODISCARD bool purge_store_all(
	struct db *db, struct scope *s, int64_t account, struct purge **out, size_t *count);

#endif
