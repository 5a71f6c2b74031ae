/* Host, and the token for anybody who is not on this machine; what browsers send, gate_page.c looks at. */
#include "gate/gate_control.h"

#include "base/digest.h"
#include "fetch/fetch.h"
#include "gate/gate_page.h"

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
bool gate_control_knows(const struct emulator *e, const char *host)
{
	struct view name = host_name(view_of(host));

	if (is_address(name) || text_same_nocase(name, "localhost"))
		return true;
	if (!e->config->public_url)
		return false;
	struct view ours = host_name(url_host(e->config->public_url));
	return name.n == ours.n && strncasecmp(name.p, ours.p, name.n) == 0;
}

/* What follows "Bearer", or NULL. */
static const char *bearer_of(const struct req *rq)
{
	const char *header = req_header(rq, "Authorization");

	return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

bool gate_control(struct emulator *e, struct req *rq)
{
	const char *host = req_header(rq, "Host");
	const char *token = e->config->control_token, *bearer = bearer_of(rq);

	/* Whoever made a server fetch a URL is no more entitled for it: it asks from this machine. */
	if (req_header(rq, FETCH_MARK))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane answers to no request that an emulator makes to fetch a "
			"URL "
			"(the header " FETCH_MARK ").");
	if (token && bearer && digest_same(view_trim(view_of(bearer)), view_of(token)))
		return true;
	if (token && bearer)
		return err_set(rq->scope, ERR_UNAUTHENTICATED,
			"The bearer token is not the one that --control-token set.");
	if (!rq->from_loopback)
		return err_set(rq->scope, ERR_UNAUTHENTICATED,
			"The control plane is open to this machine alone; from elsewhere it needs "
			"'Authorization: Bearer TOKEN' with the token of --control-token.");
	if (host && !gate_control_knows(e, host))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane does not answer to the host name '%s'. Use the address, "
			"localhost, or the host of --public-url.",
			host);
	return gate_page(e, rq);
}
