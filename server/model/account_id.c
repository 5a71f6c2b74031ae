/* One rule for all the places where an id comes from: options, seeds, and requests that make an account. */
#include "model/account_id.h"

static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c == '-';
}

/* Requests for these never get as far as delivery. */
bool account_id_is_shadowed(struct view id)
{
	static const char *const routes[] = { "v1", "v2", "api", "_emulator", "_case" };

	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (view_is(id, routes[i]))
			return true;
	return false;
}

const char *account_id_fault(struct view id)
{
	if (id.n == 0 || id.n > ACCOUNT_ID_MAX)
		return "must be of 1 to 64 characters";
	for (size_t i = 0; i < id.n; i++)
		if (!is_letter(id.p[i]))
			return "must be of ASCII letters, digits, _ and - alone";
	if (account_id_is_shadowed(id))
		return "must not be v1, v2, api, _emulator or _case, which are paths of this "
		       "server";
	return NULL;
}
