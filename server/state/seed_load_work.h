/* One account of a seed while it is loaded, and the parts of that work. Shared by the files seed_load*.c alone.
 * Each part is false with the place in the document, or with what kept it from being stored. */
#ifndef STATE_SEED_LOAD_WORK_H
#define STATE_SEED_LOAD_WORK_H

#include "model/account.h"
#include "model/folder.h"
#include "ops/emulator.h"
#include "seed/seed.h"
#include "state/seed_content.h"

struct seed_load_work {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct seed_document *document;
	struct seed_content *content;
	struct account account;
	int64_t now; /* of the account's clock, as it will be: for times that the document leaves open */
};

/* `at`, or the time that stands in for one that was left open. */
static inline int64_t seed_load_time(int64_t at, int64_t otherwise)
{
	return at == SEED_NO_TIME ? otherwise : at;
}

#endif
