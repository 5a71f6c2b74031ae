/* A checkpoint from an archive, which is believed nothing. checkpoint_manifest.h says what must be in it. */
#ifndef STATE_CHECKPOINT_IMPORT_H
#define STATE_CHECKPOINT_IMPORT_H

#include "ops/emulator.h"
#include "state/checkpoint_reader.h"

/* Reads the archive to its end and puts it on the shelf, in the place of what had the name; a library of an
 * older schema is brought to this one. The source's errors go into `s`. False: ERR_INVALID with the place
 * in the archive, ERR_CONFLICT when the shelf is full, ERR_UNAVAILABLE when the disk is; then checkpoints
 * and library are as they were. */
NODISCARD bool checkpoint_import(struct emulator *e, struct scope *s, const char *name,
	const struct checkpoint_source *source);

#endif
