/* Used client-side upload tokens. */
#ifndef STORE_TOKEN_STORE_H
#define STORE_TOKEN_STORE_H

#include "db/db.h"

/* Marks the token as used. `fresh` tells whether this was the first time. */
NODISCARD bool token_store_use(struct db *db, struct scope *s, int64_t account, const char *token,
	int64_t now_ms, bool *fresh);

#endif
