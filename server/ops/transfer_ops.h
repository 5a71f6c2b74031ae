/* Copying, moving and renaming of single files (REST API: copy, move, rename file). Paths come as clients
 * write them. */
#ifndef OPS_TRANSFER_OPS_H
#define OPS_TRANSFER_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

/* The 400 that copy, move and the folder calls share; `reason` tells which one it is. Always false. */
bool transfer_ops_refuse(struct scope *s, const char *reason);

/* To a folder, which is made when it is missing. Where a file of that name lies there already, the
 * source's versions are appended to its history. */
NODISCARD bool transfer_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const char *source, const char *destination, bool all_versions);
NODISCARD bool transfer_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const char *source, const char *destination);

struct transfer_purge {
	bool wanted;
	const char *base;       /* what the account's delivery URLs start with */
	const char *request_id; /* out: NULL when none was wanted, or the quota is spent */
};

NODISCARD bool transfer_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const char *path, const char *new_name, struct transfer_purge *purge);

#endif
