/* What a fetch may do, and who takes what it brings. */
#ifndef FETCH_FETCH_TERMS_H
#define FETCH_FETCH_TERMS_H

#include "base/base.h"

enum fetch_allow { FETCH_NONE, FETCH_LOOPBACK, FETCH_ANY };

enum { FETCH_FLOOR = 1024 };

struct fetch_limits {
	enum fetch_allow allow;
	int header_ms; /* from the call, redirects included, to the last headers (the service: 8 s) */
	int stall_ms;      /* for the next FETCH_FLOOR bytes of body, or its end */
	int64_t max_bytes; /* of body, as it is sent and as it is decoded */
	int max_redirects;
};

/* Takes body bytes as they come, of a 2xx answer alone, decoded as a browser decodes its Content-Encoding; false (after err_set on its own scope) stops
 * the transfer, which then fails with ERR_INTERNAL unless that scope is the one of the call. */
typedef bool fetch_sink_fn(void *ctx, const char *p, size_t n);

#endif
