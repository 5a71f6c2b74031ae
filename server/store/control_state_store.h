/* What the control plane held when a copy of the library was made. */
#ifndef STORE_CONTROL_STATE_STORE_H
#define STORE_CONTROL_STATE_STORE_H

#include "db/db.h"

struct control_state_row {
	int64_t account; /* 0: of all */
	const char *kind, *json;
};

NODISCARD bool control_state_store_put(
	struct db *db, struct scope *s, const struct control_state_row *row);

/* The rows of one account, or with `every` of all of them, in the order of accounts. */
NODISCARD bool control_state_store_get(struct db *db, struct scope *s, int64_t account, bool every,
	struct control_state_row **out, size_t *count);

/* Of one account, or with `every` of all. */
NODISCARD bool control_state_store_clear(
	struct db *db, struct scope *s, int64_t account, bool every);

#endif
