/* Finding and making accounts (architecture: by private key, by public key, by imagekit_id). */
#ifndef OPS_ACCOUNT_OPS_H
#define OPS_ACCOUNT_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

/* Brings the configured accounts into the database: new ones are made, keys that changed are updated. */
NODISCARD bool account_ops_configure(struct emulator *e, struct scope *s);

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

/* Empties one account, or all when `id` is NULL: library, tokens, and accounts that were made on first
 * sight. ERR_NOT_FOUND when the id is unknown. */
NODISCARD bool account_ops_reset(struct emulator *e, struct scope *s, const char *id);

#endif
