/* The files that --seed names. */
#ifndef STATE_SEED_DOCUMENTS_H
#define STATE_SEED_DOCUMENTS_H

#include "seed/seed.h"

enum {
	SEED_DOCUMENTS_MAX = 256 * 1024 * 1024
}; /* bytes of one document, in a file or in a request */

/* Reads each file, and of each folder what ends in .json, by name. False: ERR_INVALID, which starts with the
 * file. */
NODISCARD bool seed_documents_read(struct scope *s, const char *const *paths, size_t path_count,
	struct seed **out, size_t *count);

/* What relative paths in a request's document start from: the folder that this path is, or lies in. */
const char *seed_documents_folder(struct arena *a, const char *path);

#endif
