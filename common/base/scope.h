/* The beginning and the end of a unit of work. */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include "base/err.h"

/* A scope with an arena of its own; scope_close() frees it and all that came from it. */
struct scope scope_open(void);
void scope_close(struct scope *s);

#endif
