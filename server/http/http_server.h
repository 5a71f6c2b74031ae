/* The listener: turns connections into requests for one function. The only door to civetweb. */
#ifndef HTTP_HTTP_SERVER_H
#define HTTP_HTTP_SERVER_H

#include "http/reply.h"
#include "http/req.h"

struct http_server;

struct http_server_options {
	const char *host;
	int64_t port;    /* 0: a free one */
	int64_t threads; /* connections served at once; idle ones count */
	/* Told the port before the first request is answered; NULL: nobody needs it. */
	void (*listening)(void *ctx, int64_t port);
	/* Answers one request; called from many threads. */
	void (*handle)(void *ctx, struct req *rq, struct reply *rp);
	/* Answers what never became a request, e.g. a malformed head. May be called with a bare scope. */
	void (*refuse)(void *ctx, struct scope *s, int status, const char *why, struct reply *rp);
	void *ctx;
};

/* Listens and serves. False: ERR_CONFLICT when the port is taken, else ERR_UNAVAILABLE. */
NODISCARD bool http_server_start(
	struct scope *s, const struct http_server_options *options, struct http_server **out);
int64_t http_server_port(const struct http_server *h);

/* Refuses new requests, waits up to `ms` for those in progress, then tells the clients of the rest that
 * they are refused. True when every request came to its end: nothing of the application is in use any
 * more. Idle connections are left to the end of the process, which closes them at once. */
bool http_server_drain(struct http_server *h, int ms);

/* Ends all threads; takes up to 2 s when connections are open. For tests; NULL is fine. */
void http_server_free(struct http_server *h);

#endif
