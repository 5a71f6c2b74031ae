/* Back to the start, or to a checkpoint. */
#ifndef STATE_RESET_OPS_H
#define STATE_RESET_OPS_H

#include "ops/emulator.h"

/* Makes the library's database at `path`, where there is none yet, as it is at the start. Before e->db is
 * opened. */
NODISCARD bool reset_ops_create(struct emulator *e, struct scope *s, const char *path);

/* Everything, or what belongs to one account when `id` is not NULL, becomes as it was at the start.
 * Accounts that were not there then are gone; a single one is emptied. Requests under way either end
 * before, or meet the library as it is afterwards; one whose account is gone by then gets ERR_UNAVAILABLE. A large
 * account takes turns (account_turns.h), between which others may see a part of it.
 * ERR_NOT_FOUND when the id is unknown. */
NODISCARD bool reset_ops_reset(struct emulator *e, struct scope *s, const char *id, unsigned keep);

/* The same with a new start, the database at `start` (start_state_build()), which takes the place of the old one when the
 * library is as it says: both, or neither. The file is the shelf's afterwards, or gone. Between
 * checkpoint_shelf_begin_start() and …_end_start(), blobs held since it was made. */
NODISCARD bool reset_ops_restart(
	struct emulator *e, struct scope *s, const char *id, const char *start);

/* The live library becomes the copy of this name, and so does what the control plane does. The journal
 * stays. ERR_NOT_FOUND when there is none, ERR_UNAVAILABLE when it cannot be used: then nothing has changed. */
NODISCARD bool reset_ops_restore(struct emulator *e, struct scope *s, const char *name);

#endif
