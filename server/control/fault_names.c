/* Patterns against names, and the name that was probably meant. */
#include "control/fault_names.h"

static const char delivery[] = "delivery";

static const char *nearest(const char *const *operations, const char *written)
{
	const char *best = delivery;
	size_t least = text_distance(view_of(written), view_of(best));

	for (; *operations; operations++) {
		size_t distance = text_distance(view_of(written), view_of(*operations));
		if (distance >= least)
			continue;
		least = distance;
		best = *operations;
	}
	return best;
}

static bool fits_one(const char *const *operations, const char *pattern)
{
	if (fault_pattern_fits(pattern, delivery))
		return true;
	for (; *operations; operations++)
		if (fault_pattern_fits(pattern, *operations))
			return true;
	return false;
}

bool fault_names_check(
	struct scope *s, const struct fault *faults, size_t count, const char *const *operations)
{
	for (size_t i = 0; i < count; i++) {
		const char *operation = faults[i].operation;
		if (!fits_one(operations, operation))
			return err_set(s, ERR_INVALID,
				"faults[%zu].match: no operation is called '%s'; the nearest is %s",
				i, operation, nearest(operations, operation));
	}
	return true;
}
