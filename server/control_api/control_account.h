/* Which account a call of the control plane is about. */
#ifndef CONTROL_API_CONTROL_ACCOUNT_H
#define CONTROL_API_CONTROL_ACCOUNT_H

#include "http/req.h"
#include "ops/emulator.h"

/* What `?account=<imagekit_id>` names; without it out->imagekit_id is NULL. False: ERR_NOT_FOUND when there is no such
 * account, ERR_INVALID when the query cannot be read. */
NODISCARD bool control_account_find(struct emulator *e, struct req *rq, struct account *out);

/* The same: its id, and the number that clocks and the like know it by. Without it `*id` is NULL and `*row`
 * CLOCK_GLOBAL (0). */
NODISCARD bool control_account_read(
	struct emulator *e, struct req *rq, const char **id, int64_t *row);

#endif
