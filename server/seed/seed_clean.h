/* Paths of files and folders as a library holds them. */
#ifndef SEED_SEED_CLEAN_H
#define SEED_SEED_CLEAN_H

#include "seed/seed_value.h"

/* The member `path` of the object must be what /v2 of the API would make of it. */
NODISCARD bool seed_clean_file(
	struct seed_reader *r, const struct json_value *object, const char *path);
NODISCARD bool seed_clean_folder(
	struct seed_reader *r, const struct json_value *object, const char *path);

#endif
