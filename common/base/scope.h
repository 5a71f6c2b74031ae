/* One unit of work (a request, one item of a job, a test): what it allocates and why it failed. */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include "base/arena.h"
#include "base/err.h"

struct scope {
	struct arena *arena;
	struct err err;
	int64_t account; /* whose work it is, where everybody gets a turn; 0: nobody's in particular */
};

/* A scope with an arena of its own; scope_close() frees it and all that came from it. */
struct scope scope_open(void);
void scope_close(struct scope *s);

#endif
