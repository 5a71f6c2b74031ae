/* Purging of delivery URLs (REST API: purge cache). */
#ifndef OPS_PURGE_OPS_H
#define OPS_PURGE_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

/* Inside a write transaction: the purge that goes along with another change. It counts against the rate
 * limit of purges, as those that clients ask for are counted before they come here. `*id` stays NULL when
 * the limit is reached, which is no failure. */
NODISCARD bool purge_ops_along(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *url, const char **id);

/* `base` is what the account's delivery URLs start with in answers. False: ERR_INVALID for a URL that is
 * not the account's, or whose wildcard is not allowed. */
NODISCARD bool purge_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const char *base, const char *url, const char **id);

NODISCARD bool purge_ops_status(
	struct emulator *e, struct scope *s, const struct account *a, const char *id, bool *done);

#endif
