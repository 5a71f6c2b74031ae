/* One account with all that is its own out of another library of the same schema. */
#ifndef STORE_ACCOUNT_COPY_STORE_H
#define STORE_ACCOUNT_COPY_STORE_H

#include "db/db.h"

/* Attaches the database at `path` as `start`; outside of any transaction, once a connection. */
NODISCARD bool account_copy_store_attach(struct db *db, struct scope *s, const char *path);

/* True when the attached database has the account, with its row there; false with an error in the scope when
 * that is unknown. */
bool account_copy_store_find(struct db *db, struct scope *s, const char *imagekit_id, int64_t *row);

/* Copying in parts, each inside a write transaction. Others may write between them. */
enum { ACCOUNT_COPY_SHIFTS = 9 };

struct account_copy {
	int64_t from, to; /* the account's row in the attached database, which has it, and here */
	int64_t shifts[ACCOUNT_COPY_SHIFTS];
	int64_t after; /* the last file that was copied, there */
};

/* First the account with its keys, folders, fields, words and tokens, which here are not there: all at once, whatever
 * `*rows` there are, of which it takes as many. */
NODISCARD bool account_copy_store_begin(
	struct db *db, struct scope *s, struct account_copy *c, int64_t *rows);

/* Then files with what is theirs, until `*rows` (versions, their tags and values) are spent, of which it takes what it
 * copied; `*all`: none is left. A file that came to lie at the place of one of them goes. */
NODISCARD bool account_copy_store_files(
	struct db *db, struct scope *s, struct account_copy *c, int64_t *rows, bool *all);

/* Jobs and purges at last: open jobs are due as soon as they are there. */
NODISCARD bool account_copy_store_end(struct db *db, struct scope *s, struct account_copy *c);

#endif
