/* Outgoing HTTP GET through libcurl, which is loaded on first use. Every address that is connected to
 * - redirects included - is checked after name resolution: against the policy, and against the server's own
 * listeners, which nobody outside may reach with the rights of this machine. */
#ifndef FETCH_FETCH_H
#define FETCH_FETCH_H

#include "base/scope.h"

enum { FETCH_FLOOR = 1024 };

enum fetch_allow { FETCH_NONE, FETCH_LOOPBACK, FETCH_ANY };

struct fetch;

/* A header that each request carries, redirected ones included: who must not serve the fetcher tells it by
 * this, also when the way here led through another server. */
#define FETCH_MARK "x-emulator-fetch"

struct fetch_limits {
	enum fetch_allow allow;
	int header_ms; /* from the call, redirects included, to the last headers (the service: 8 s) */
	int stall_ms;      /* for the next FETCH_FLOOR bytes of body, or its end */
	int64_t max_bytes; /* of body, as it is sent and as it is decoded */
	int max_redirects;
};

enum { FETCH_MAX_LISTENERS = 4 };

/* Takes body bytes as they come, of a 2xx answer alone, decoded as a browser decodes its Content-Encoding; false (after err_set on its own scope) stops
 * the transfer, which then fails with ERR_INTERNAL unless that scope is the one of the call. */
typedef bool fetch_sink_fn(void *ctx, const char *p, size_t n);

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
