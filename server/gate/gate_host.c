/* A page of anybody's can make its own name resolve to this machine, but it cannot choose what Host then says. */
#include "gate/gate_host.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

/* Without port and brackets. */
static struct view host_name(struct view host)
{
	if (host.n > 0 && host.p[0] == '[') {
		const char *end = memchr(host.p, ']', host.n);
		return end ? (struct view){ host.p + 1, (size_t)(end - host.p - 1) } : host;
	}
	return view_split(&host, ':');
}

/* Scheme and path cut off. */
static struct view url_host(const char *url)
{
	const char *at = strstr(url, "://");
	struct view rest = view_of(at ? at + 3 : url);

	return view_split(&rest, '/');
}

static bool is_address(struct view name)
{
	return name.n > 0 && strspn(name.p, "0123456789.:abcdefABCDEF") >= name.n &&
	       (memchr(name.p, ':', name.n) || strspn(name.p, "0123456789.") >= name.n);
}

/* Names that cannot be somebody else's: addresses, this machine's, and what the options name. */
bool gate_host_knows(const struct emulator *e, const char *host)
{
	struct view name = host_name(view_of(host));

	if (is_address(name) || text_same_nocase(name, "localhost"))
		return true;
	if (!e->config->public_url)
		return false;
	struct view ours = host_name(url_host(e->config->public_url));
	return name.n == ours.n && strncasecmp(name.p, ours.p, name.n) == 0;
}
