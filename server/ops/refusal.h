/* What several calls refuse in the same words. */
#ifndef OPS_REFUSAL_H
#define OPS_REFUSAL_H

#include "base/scope.h"

/* The 400 that copy, move and the folder calls share; `reason` tells which one it is. Always false. */
bool refusal_parameters(struct scope *s, const char *reason);

#endif
