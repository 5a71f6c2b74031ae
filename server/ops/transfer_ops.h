/* Copying, moving and renaming of single files (REST API: copy, move, rename file). Paths come as clients
 * write them. */
#ifndef OPS_TRANSFER_OPS_H
#define OPS_TRANSFER_OPS_H

#include "model/account.h"
#include "model/name_rules.h"
#include "ops/emulator.h"
#include "ops/folder_ops.h"

struct transfer_request {
	const char *source;                  /* the file */
	struct folder_ops_place destination; /* the folder that it goes to */
	bool all_versions;                   /* copy */
};

/* To a folder, which is made when it is missing. Where a file of that name lies there already, the
 * source's versions are appended to its history. */
NODISCARD bool transfer_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_request *request);
NODISCARD bool transfer_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_request *request);

struct transfer_rename {
	const char *path, *new_name;
	enum name_rules names;  /* of the new name */
	bool purges;            /* what the old URL has in caches */
	const char *purge_base; /* what the account's delivery URLs start with */
};

/* *purge_id stays NULL when no purge was wanted, or the limit of purges is reached. */
NODISCARD bool transfer_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const struct transfer_rename *request, const char **purge_id);

#endif
