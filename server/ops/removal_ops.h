/* Deleting what may be a lot: in turns, between which other writers have theirs. The first turn stands in the
 * transaction that looked whether all is there, and mostly there is no other. Until the last one others may
 * see a part, and a server that is killed leaves one: of a call that nobody was told the end of. */
#ifndef OPS_REMOVAL_OPS_H
#define OPS_REMOVAL_OPS_H

#include "model/account.h"
#include "ops/emulator.h"

enum { REMOVAL_OPS_ROWS = 4000 }; /* of one turn: versions, their tags and values, folders */

struct removal {
	struct emulator *e;
	struct scope *s;
	const struct account *account;
	const char *const *files; /* ids … */
	size_t count;
	const char *folder, *folder_id; /* … or a path, and which folder it was then; NULL: files */
};

/* Inside the first transaction. What is left is noted in `r`. */
NODISCARD bool removal_ops_begin(struct removal *r, struct db *db);

/* After it was finished: the turns that are left. */
NODISCARD bool removal_ops_rest(struct removal *r);

#endif
