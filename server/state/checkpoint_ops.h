/* Named copies of everything: what the library holds, and what the control plane was told. */
#ifndef STATE_CHECKPOINT_OPS_H
#define STATE_CHECKPOINT_OPS_H

#include "ops/emulator.h"
#include "store/checkpoint_shelf.h"

struct checkpoint {
	const char *name;
	int64_t created_at; /* of the machine's clock, ms */
	int64_t bytes;      /* of its database; blobs are shared with the library */
	int64_t accounts, files;
	const char *
		fault; /* only in lists: why it cannot be used, and these are 0; NULL for a good one */
};

/* All calls that take a name fail with ERR_INVALID when it can be none, and but for saving with
 * ERR_NOT_FOUND when no checkpoint has it. */
NODISCARD bool checkpoint_ops_check_name(struct scope *s, const char *name);

/* Everything as it is between two changes of the library, in the place of what had the name. ERR_CONFLICT
 * when there are CHECKPOINT_SHELF_MAX others. */
NODISCARD bool checkpoint_ops_save(
	struct emulator *e, struct scope *s, const char *name, struct checkpoint *out);

NODISCARD bool checkpoint_ops_get(
	struct emulator *e, struct scope *s, const char *name, struct checkpoint *out);

/* By name; those that cannot be used as well. */
NODISCARD bool checkpoint_ops_list(
	struct emulator *e, struct scope *s, struct checkpoint **out, size_t *count);

/* What it alone named is collected. */
NODISCARD bool checkpoint_ops_delete(struct emulator *e, struct scope *s, const char *name);

/* The finished database at `scratch` becomes the checkpoint of this name; see checkpoint_shelf_put(). */
NODISCARD bool checkpoint_ops_put(
	struct emulator *e, struct scope *s, const char *scratch, const char *name);

#endif
