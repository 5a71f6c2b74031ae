/* Versions of a file (REST API: file versions). */
#ifndef OPS_VERSION_OPS_H
#define OPS_VERSION_OPS_H

#include "model/account.h"
#include "model/file.h"
#include "ops/emulator.h"
#include "store/list_store.h"

enum { VERSION_OPS_MAX = 100 }; /* versions that a file may have */

/* Shows them, the current one first, then the newest first. */
NODISCARD bool version_ops_list(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const struct list_reader *reader);
NODISCARD bool version_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id, struct file *out);

/* Any but the current one. */
NODISCARD bool version_ops_delete(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id);

/* Makes the version current; `out` is the file as it is then. */
NODISCARD bool version_ops_restore(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id, struct file *out);

#endif
