/* Copies that have gone from the shelf, each a file of suspects/ until the sweep has asked what it named: that may have
 * lost its last name. Locked by the shelf. */
#ifndef STORE_CHECKPOINT_GONE_H
#define STORE_CHECKPOINT_GONE_H

#include "base/scope.h"

struct checkpoint_gone {
	char *folder;
	uint64_t next; /* number */
};

/* Uses (and creates) dir/suspects, where those of earlier processes may be. */
NODISCARD bool checkpoint_gone_open(struct scope *s, const char *dir, struct checkpoint_gone *out);
void checkpoint_gone_close(struct checkpoint_gone *g);

/* Where the next one is to lie; nothing is there. */
const char *checkpoint_gone_next(struct checkpoint_gone *g, struct arena *a);

/* The path of one of them; NULL when there is none. */
const char *checkpoint_gone_any(const struct checkpoint_gone *g, struct arena *a);

/* Unlinks them all. */
void checkpoint_gone_discard(const struct checkpoint_gone *g);

#endif
