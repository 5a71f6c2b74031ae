/* The files of a seed. */
#ifndef STATE_SEED_LOAD_FILES_H
#define STATE_SEED_LOAD_FILES_H

#include "state/seed_load_work.h"

NODISCARD bool seed_load_files(struct seed_load_work *w, const struct seed_account *wanted);

#endif
