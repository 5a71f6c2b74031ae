/* Which operations a fault script may speak of. */
#ifndef CONTROL_FAULT_NAMES_H
#define CONTROL_FAULT_NAMES_H

#include "base/scope.h"
#include "control/fault.h"

/* An instruction that could never be met is a slip: each must fit one of the operations, a list that ends with
 * NULL, or `delivery`. False: ERR_INVALID, which names the nearest operation. */
NODISCARD bool fault_names_check(
	struct scope *s, const struct fault *faults, size_t count, const char *const *operations);

#endif
