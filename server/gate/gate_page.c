/* A browser tells on itself by headers that no page can leave out or set: Origin and Referer, and to addresses
 * of this machine Sec-Fetch-*. The fetch() of Node.js sends Sec-Fetch-Mode: cors and none of the others,
 * which no browser does. */
#include "gate/gate_page.h"

#include "gate/gate_host.h"

#include <string.h>
#include <strings.h>

static bool is_sent_by_browser(const struct req *rq)
{
	static const char *const marks[] = { "Origin", "Referer", "Sec-Fetch-Site",
		"Sec-Fetch-Dest", "Sec-Fetch-User" };
	const char *mode = req_header(rq, "Sec-Fetch-Mode");

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (req_header(rq, marks[i]))
			return true;
	return mode && strcmp(mode, "cors") != 0;
}

/* Typed, or a bookmark: no page had a part in it. */
static bool is_typed(const struct req *rq)
{
	const char *site = req_header(rq, "Sec-Fetch-Site");
	bool reads = strcmp(rq->method, "GET") == 0 || strcmp(rq->method, "HEAD") == 0;

	return reads && site && strcmp(site, "none") == 0 && !req_header(rq, "Origin") &&
	       !req_header(rq, "Referer");
}

/* Scheme, host and port of a URL, without the path. */
static struct view origin_of(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n = host ? (size_t)(host - url) + strlen("://") : 0;

	return (struct view){ url, n + strcspn(url + n, "/") };
}

/* Where the request went, as the browser names it. What stands before this server under the host of the public
 * URL may speak TLS: then nothing else than the public URL is that host's origin. */
static bool is_own(const struct emulator *e, const char *origin, const char *host)
{
	const char *public_url = e->config->public_url, *own = NULL, *rest = strstr(origin, "://");

	if (public_url && text_same_nocase(origin_of(public_url), origin))
		return true;
	if (public_url)
		own = strstr(public_url, "://") + strlen("://");
	if (!host || !rest ||
		(own && text_same_nocase((struct view){ own, strcspn(own, "/") }, host)))
		return false;
	return text_same_nocase((struct view){ origin, (size_t)(rest - origin) }, "http") &&
	       strcasecmp(rest + strlen("://"), host) == 0;
}

bool gate_page(struct emulator *e, struct req *rq)
{
	const char *origin = req_header(rq, "Origin"), *site = req_header(rq, "Sec-Fetch-Site");

	if (!is_sent_by_browser(rq) || is_typed(rq))
		return true;
	if (!req_header(rq, GATE_PAGE_HEADER))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane answers to no web page but the server's own, which send "
			"the header %s. Call it from the test, not from the page.",
			GATE_PAGE_HEADER);
	if (origin && !is_own(e, origin, req_header(rq, "Host")))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane does not answer to pages of the origin '%s'.", origin);
	if (site && strcmp(site, "same-origin") != 0)
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane does not answer to pages of another origin "
			"(Sec-Fetch-Site: %s).",
			site);
	return true;
}

/* localhost and what is below it, and the addresses of the loopback: no name server has a say in them. */
static bool is_here(struct view name)
{
	static const char localhost[] = ".localhost";
	size_t n = sizeof(localhost) - 1;

	if (name.n > n && text_same_nocase((struct view){ name.p + name.n - n, n }, localhost))
		return true;
	return text_same_nocase(name, localhost + 1) || view_is(name, "[::1]") ||
	       (view_starts(name, "127.") && strspn(name.p, "0123456789.") >= name.n);
}

bool gate_page_is_foreign(const struct emulator *e, const struct req *rq)
{
	const char *origin = req_header(rq, "Origin"), *to = req_header(rq, "Host"), *host;

	/* A page whose own name was made to lead here has an origin that is the Host. */
	if (!origin || (is_own(e, origin, to) && (!to || gate_host_knows(e, to))))
		return false;
	host = strstr(origin, "://");
	if (!host)
		return true;
	host += strlen("://");
	return !is_here(
		(struct view){ host, *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/") });
}
