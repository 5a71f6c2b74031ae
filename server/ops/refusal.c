/* The sentences of the service. */
#include "ops/refusal.h"

bool refusal_parameters(struct scope *s, const char *reason)
{
	return err_reason(s, ERR_INVALID, reason,
		"Your request is missing parameters / contains invalid parameters.");
}
