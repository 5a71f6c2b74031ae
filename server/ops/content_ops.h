/* What bytes are that are about to be stored, whoever brings them. */
#ifndef OPS_CONTENT_OPS_H
#define OPS_CONTENT_OPS_H

#include "model/file.h"
#include "model/file_type.h"
#include "ops/emulator.h"

/* By their first bytes, for text formats by the name. The position of `fd` does not matter. */
NODISCARD bool content_ops_type(struct scope *s, int fd, const char *name, struct file_type *out);

/* Fills all of `out` but `blob` and `size`. Images are read by the media helper; images and videos tell what
 * they can, and the log why one tells nothing. False: ERR_UNAVAILABLE when nobody is free to read an image. */
NODISCARD bool content_ops_read(struct emulator *e, struct scope *s, int fd,
	const struct file_type *type, struct file_content *out);

#endif
