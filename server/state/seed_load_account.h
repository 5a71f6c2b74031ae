/* The account of a seed. */
#ifndef STATE_SEED_LOAD_ACCOUNT_H
#define STATE_SEED_LOAD_ACCOUNT_H

#include "state/seed_load_work.h"

/* Finds the account or makes it, brings its keys up to date, and sets `now`. */
NODISCARD bool seed_load_account(
	struct seed_load_work *w, const struct seed_account *wanted, const char *owner);

#endif
