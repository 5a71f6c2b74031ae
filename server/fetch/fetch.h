/* Outgoing HTTP GET through libcurl, which is loaded on first use. Every address that is connected to
 * - redirects included - is checked after name resolution: against the policy, and against the server's own
 * listeners, which nobody outside may reach with the rights of this machine. */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/scope.h"
#include "fetch/fetch_terms.h"

struct fetch;

/* A header that each request carries, redirected ones included: who must not serve the fetcher tells it by
 * this, also when the way here led through another server. */
#define FETCH_MARK "x-emulator-fetch"

struct fetch *fetch_new(const struct fetch_limits *limits);
void fetch_free(struct fetch *f); /* NULL is fine */

/* This process listens on the port: from now on nothing connects to it at any address of this machine. At most
 * FETCH_MAX_LISTENERS ports. Thread-safe. */
void fetch_listens(struct fetch *f, int port);

/* GETs an http or https URL into the sink. False: ERR_INVALID with a sentence that says what went
 * wrong (not allowed by policy, this server itself, name unknown, refused, status 404, too slow, too many redirects,
 * another protocol), ERR_TOO_LARGE past max_bytes, ERR_UNAVAILABLE when libcurl is not installed.
 * Thread-safe. The process must ignore SIGPIPE. */
NODISCARD bool fetch_get(
	struct fetch *f, struct scope *s, const char *url, fetch_sink_fn *sink, void *ctx);

#endif
