/* Files, their versions, and folders of a seed. */
#ifndef SEED_SEED_FILES_H
#define SEED_SEED_FILES_H

#include "seed/seed_value.h"

/* Fill folders and files of the account from arrays, which are NULL when absent, and check that what names
 * one names no other. */
NODISCARD bool seed_files_folders(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);
NODISCARD bool seed_files_read(
	struct seed_reader *r, const struct json_value *array, struct seed_account *out);

#endif
