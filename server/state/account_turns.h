/* One account goes back to what a start has of it. However much there is, nobody waits long for the writer: deleting
 * and copying take turns of so many rows, between which other writers have theirs. What fits into one turn, as that of
 * most accounts does, is one transaction. A server that is killed between turns leaves a part, which the next reset of the
 * account makes whole. */
#ifndef STATE_ACCOUNT_TURNS_H
#define STATE_ACCOUNT_TURNS_H

#include "ops/emulator.h"

struct account_turns {
	struct emulator *e;
	const char *id;
	const char *start; /* path of its database, which stays as it is meanwhile */
	unsigned keep;     /* bits of enum reset_keep */
	int64_t row;       /* of the account; known afterwards */
};

/* The blobs are held, and no other reset, restore or seed begins meanwhile. Between turns others may see a part of the
 * account. False: ERR_NOT_FOUND, or whatever kept it; nothing has changed then, unless the message says how far it
 * came. */
NODISCARD bool account_turns_run(struct account_turns *t, struct scope *s);

#endif
