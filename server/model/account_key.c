/* One rule for all the places where a key comes from: options, seeds, archives, and requests that make an account. */
#include "model/account_key.h"

#include "base/utf8.h"

const char *account_key_fault(struct view key)
{
	if (key.n == 0 || key.n > ACCOUNT_KEY_MAX)
		return "must be of 1 to 1000 bytes";
	for (size_t i = 0; i < key.n; i++)
		if ((uint8_t)key.p[i] < ' ' || key.p[i] == ':' || key.p[i] == '\x7f')
			return "must have no colons or control characters";
	return utf8_valid(key.p, key.n) ? NULL : "must be UTF-8";
}
