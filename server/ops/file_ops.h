/* Single files of the media library (REST API: file details, delete). */
#ifndef OPS_FILE_OPS_H
#define OPS_FILE_OPS_H

#include "model/account.h"
#include "model/file.h"
#include "ops/emulator.h"

/* The current version. ERR_INVALID for an id that is not one, ERR_NOT_FOUND. */
NODISCARD bool file_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct file *out);

/* Deletes the file with all its versions. Errors as file_ops_get(). */
NODISCARD bool file_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, const char *id);

#endif
