/* Accounts. Reads take any connection; writes take the one of a write transaction. */
#ifndef STORE_ACCOUNT_STORE_H
#define STORE_ACCOUNT_STORE_H

#include "db/db.h"
#include "model/account.h"

/* True when there is one; false without an error in the scope when there is none. */
bool account_store_by_private_key(
	struct db *db, struct scope *s, const char *key, struct account *out);
bool account_store_by_public_key(
	struct db *db, struct scope *s, const char *key, struct account *out);
bool account_store_by_imagekit_id(
	struct db *db, struct scope *s, const char *id, struct account *out);

/* True when the row is taken, as above. */
bool account_store_has_row(struct db *db, struct scope *s, int64_t row);

/* Every account in the order of the rows. */
NODISCARD bool account_store_all(
	struct db *db, struct scope *s, struct account **out, size_t *count);

/* With a->row 0 as a new row, which a->row becomes; else as that row, which must be free. ERR_CONFLICT when
 * the id or a key is taken. */
NODISCARD bool account_store_insert(struct db *db, struct scope *s, struct account *a);
NODISCARD bool account_store_update(struct db *db, struct scope *s, const struct account *a);
NODISCARD bool account_store_delete(struct db *db, struct scope *s, int64_t row);

#endif
