/* What bytes are that are about to be stored, whoever brings them. */
#ifndef OPS_CONTENT_OPS_H
#define OPS_CONTENT_OPS_H

#include "model/file.h"
#include "model/file_type.h"
#include "ops/emulator.h"

/* By their first bytes, for text formats by the name. The position of `fd` does not matter. */
NODISCARD bool content_ops_type(struct scope *s, int fd, const char *name, struct file_type *out);

/* Fills all of `out` but `blob` and `size`. Images are read by the media helper; videos tell what they can.
 * False: ERR_INVALID with what is wrong with an image, or ERR_UNAVAILABLE when nobody is free to read it. */
NODISCARD bool content_ops_read(struct emulator *e, struct scope *s, int fd,
	const struct file_type *type, struct file_content *out);

#endif
