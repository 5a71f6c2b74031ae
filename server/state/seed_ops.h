/* Seeds while the server runs: what a client sends becomes the start, and the library goes back to it. */
#ifndef STATE_SEED_OPS_H
#define STATE_SEED_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

/* Loads the document for everything, or with `account` for one account alone, whose members it then holds: what
 * it says of clock, faults and rate limits is that account's. All of it is done, or nothing. False: ERR_INVALID
 * with line and column. */
NODISCARD bool seed_ops_put(struct emulator *e, struct scope *s, const char *text, size_t len,
	const struct account *account);

#endif
