/* Used client-side upload tokens. */
#ifndef STORE_TOKEN_STORE_H
#define STORE_TOKEN_STORE_H

#include "db/db.h"

/* Marks the token as used. `fresh` tells whether this was the first time. */
NODISCARD bool token_store_use(struct db *db, struct scope *s, int64_t account, const char *token,
	int64_t now_ms, bool *fresh);

struct used_token {
	const char *token;
	int64_t used_at;
};

/* All of the account's, by their text. */
NODISCARD bool token_store_all(
	struct db *db, struct scope *s, int64_t account, struct used_token **out, size_t *count);

#endif
