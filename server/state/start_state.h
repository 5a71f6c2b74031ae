/* What the library is at the start and what a reset goes back to: the configured accounts and the seeds.
 * It is made in a database of its own, so that a seed that fails changes nothing. */
#ifndef STATE_START_STATE_H
#define STATE_START_STATE_H

#include "ops/emulator.h"
#include "seed/seed.h"

/* Makes the start anew: configured accounts, then the seeds in their order. The live library stays as it
 * is. False: ERR_INVALID with document, line and column, or what kept it from being made. */
NODISCARD bool start_state_make(
	struct emulator *e, struct scope *s, const struct seed *seeds, size_t count);

/* Makes one at `path` that is not the start yet, for reset_ops_restart(): of the seed alone, or with `imagekit_id` of the
 * start that there is, but for what it has of the account, which is replaced by the seed. Between
 * checkpoint_shelf_begin_start() and …_end_start(), with the blobs held. False: as above, and nothing is there. */
NODISCARD bool start_state_build(struct emulator *e, struct scope *s, const char *imagekit_id,
	const struct seed *seed, const char *path);

#endif
