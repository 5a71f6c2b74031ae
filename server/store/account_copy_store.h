/* One account with all that is its own out of another library of the same schema. */
#ifndef STORE_ACCOUNT_COPY_STORE_H
#define STORE_ACCOUNT_COPY_STORE_H

#include "db/db.h"

/* Attaches the database at `path` as `start`; outside of any transaction, once a connection. */
NODISCARD bool account_copy_store_attach(struct db *db, struct scope *s, const char *path);

/* True when the attached database has the account, with its row there; false with an error in the scope when
 * that is unknown. */
bool account_copy_store_find(struct db *db, struct scope *s, const char *imagekit_id, int64_t *row);

/* Inside a write transaction: copies the account of the row `from`, keys included, out of the attached database,
 * which has it, as the row `to`. Here there is neither the account nor anything of it. */
NODISCARD bool account_copy_store_run(struct db *db, struct scope *s, int64_t from, int64_t to);

#endif
