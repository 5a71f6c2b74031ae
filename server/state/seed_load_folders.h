/* The folders of a seed. */
#ifndef STATE_SEED_LOAD_FOLDERS_H
#define STATE_SEED_LOAD_FOLDERS_H

#include "state/seed_load_work.h"

/* The second makes what is missing on the way to a folder that a file lies in. */
NODISCARD bool seed_load_folders(struct seed_load_work *w, const struct seed_account *wanted);
NODISCARD bool seed_load_folders_ensure(
	struct seed_load_work *w, const char *path, struct folder *out);

#endif
