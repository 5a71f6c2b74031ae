/* Instructions of a fault script from JSON. */
#ifndef CONTROL_FAULT_READ_H
#define CONTROL_FAULT_READ_H

#include "control/fault.h"
#include "json/json_value.h"

enum { FAULT_READ_MAX = 1000 }; /* instructions in one list */

/* Reads an array of instructions; they live in the scope's arena. False: ERR_INVALID, which names the
 * instruction and the member, as in `faults[2].delay: ms must be …`. */
NODISCARD bool fault_read(
	struct scope *s, const struct json_value *array, struct fault **out, size_t *count);

#endif
