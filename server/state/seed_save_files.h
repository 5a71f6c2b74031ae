/* The files of one account, as members of a seed document. */
#ifndef STATE_SEED_SAVE_FILES_H
#define STATE_SEED_SAVE_FILES_H

#include "db/db.h"
#include "state/seed_out.h"

NODISCARD bool seed_save_files(struct seed_out *o, struct db *db, int64_t account);

#endif
