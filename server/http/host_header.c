/* By letters and not by looking it up: a name that no server knows is still a name. */
#include "http/host_header.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <string.h>

enum { MAX_PORT = 65535 };

static bool is_name(struct view name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._~!$&()*+,;=";

	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '%') {
			if (name.n - i < 3 || !text_is_hex((struct view){ name.p + i + 1, 2 }, 2))
				return false;
			i += 2;
		} else if (!memchr(letters, name.p[i], sizeof(letters) - 1)) {
			return false;
		}
	}
	return true;
}

static bool is_address(struct view address)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr ignored;

	if (address.n >= sizeof(text))
		return false;
	memcpy(text, address.p, address.n);
	text[address.n] = '\0';
	return inet_pton(AF_INET6, text, &ignored) == 1;
}

/* What follows the name: nothing, or a colon and digits, which may be none. */
static bool is_port(struct view rest)
{
	int64_t port;

	if (rest.n == 0)
		return true;
	if (rest.p[0] != ':')
		return false;
	rest = (struct view){ rest.p + 1, rest.n - 1 };
	return rest.n == 0 || (rest.p[0] != '-' && text_int(rest, &port) && port <= MAX_PORT);
}

bool host_header_is_valid(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : host + strcspn(host, ":");

	if (!end)
		return false;
	if (*host == '[')
		return is_address((struct view){ host + 1, (size_t)(end - host - 1) }) &&
		       is_port(view_of(end + 1));
	return is_name((struct view){ host, (size_t)(end - host) }) && is_port(view_of(end)) &&
	       (end > host || !*end);
}
