/* How many requests and connections the limit of open files has room for. */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include "base/scope.h"

struct descriptors {
	int64_t threads;     /* requests served at once */
	int64_t connections; /* open at once; at least as many */
};

/* Shares out what this process may open, which surroundings_serve() has raised. Fewer threads than are wanted
 * come with a line in the log; false when there is not even room for the fewest. */
NODISCARD bool descriptors_share(struct scope *s, int64_t threads, struct descriptors *out);

#endif
