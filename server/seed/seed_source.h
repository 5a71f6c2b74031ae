/* Where the bytes of a file or of a remote URL come from. */
#ifndef SEED_SEED_SOURCE_H
#define SEED_SEED_SOURCE_H

#include "seed/seed_value.h"

enum { SEED_SOURCE_MAX_SIDE = 10000 }; /* pixels of a generated picture */

/* `name` is what a generated picture without a format takes it from: a path or a URL with an extension. */
NODISCARD bool seed_source_read(struct seed_reader *r, const struct json_value *v, const char *name,
	struct seed_source *out);

#endif
