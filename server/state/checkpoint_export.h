/* A checkpoint as one file. checkpoint_manifest.h says what is in it. */
#ifndef STATE_CHECKPOINT_EXPORT_H
#define STATE_CHECKPOINT_EXPORT_H

#include "ops/emulator.h"

/* Writes the archive into a file without a name, whose descriptor is the caller's; the same checkpoint
 * gives the same bytes. ERR_NOT_FOUND when there is none of this name, ERR_TOO_LARGE when a file in it is
 * too large for the format, ERR_UNAVAILABLE when the disk is full. */
NODISCARD bool checkpoint_export(
	struct emulator *e, struct scope *s, const char *name, int *fd, int64_t *bytes);

#endif
