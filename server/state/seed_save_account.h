/* What one account holds, as members of a seed document. Shared by the files seed_save*.c alone. */
#ifndef STATE_SEED_SAVE_ACCOUNT_H
#define STATE_SEED_SAVE_ACCOUNT_H

#include "db/db.h"
#include "state/seed_out.h"

/* Fields, folders, files, jobs, purges and used tokens into the open object. */
NODISCARD bool seed_save_account(struct seed_out *o, struct db *db, int64_t account);

#endif
