/* Folders of the media library. */
#ifndef OPS_FOLDER_OPS_H
#define OPS_FOLDER_OPS_H

#include "model/account.h"
#include "model/folder.h"
#include "ops/emulator.h"

/* Inside a write transaction: the root folder that every account has. */
NODISCARD bool folder_ops_make_root(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a);

/* Inside a write transaction: the folder of a cleaned path, made with its parents where missing. */
NODISCARD bool folder_ops_ensure(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, const char *path, struct folder *out);

#endif
