/* Finding and making accounts (architecture: by private key, by public key, by imagekit_id). */
#ifndef OPS_ACCOUNT_OPS_H
#define OPS_ACCOUNT_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

/* Inside a write transaction, on whatever library: a new account with its root folder. Its row comes from its
 * imagekit_id, so that it is the same in every copy of the library. ERR_CONFLICT when id or keys are
 * taken. */
NODISCARD bool account_ops_make(
	struct emulator *e, struct db *db, struct scope *s, struct account *a);

/* Inside a write transaction: brings the configured accounts into the database: new ones are made, keys that
 * changed are updated. */
NODISCARD bool account_ops_configure(struct emulator *e, struct db *db, struct scope *s);

/* Inside a write transaction: the account goes with all that is its own and comes back bare, as the same row;
 * a public key that was learnt from an upload goes too. */
NODISCARD bool account_ops_empty(
	struct emulator *e, struct db *db, struct scope *s, struct account *a);

/* The account of a private key. Lenient: made on first sight, `acct` + 8 hex digits of the key's
 * SHA-256. Strict: ERR_FORBIDDEN with the service's sentence. */
NODISCARD bool account_ops_by_private_key(
	struct emulator *e, struct scope *s, const char *key, struct account *out);

/* The account of an imagekit_id that /_case/<id>/ named, which only lenient servers take; made on first
 * sight with the private key `private_<id>`. ERR_FORBIDDEN when strict, or when it cannot be an id. */
NODISCARD bool account_ops_by_selector(
	struct emulator *e, struct scope *s, const char *id, struct account *out);

/* The account of a delivery URL. True when there is one; false without an error when there is none. */
bool account_ops_by_imagekit_id(
	struct emulator *e, struct scope *s, const char *id, struct account *out);

/* True when this account's private key made what a client-side upload carries. */
typedef bool account_signed_fn(const void *signed_by, const struct account *account);

/* The account of a public key; lenient: when nobody has the key, the account whose private key signed
 * the upload, which then keeps it. ERR_FORBIDDEN when there is none. */
NODISCARD bool account_ops_by_public_key(struct emulator *e, struct scope *s, const char *key,
	account_signed_fn *is_signed, const void *signature, struct account *out);

#endif
