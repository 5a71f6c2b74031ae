/* Turns connections into requests for one function. */
#ifndef HTTP_HTTP_SERVER_H
#define HTTP_HTTP_SERVER_H

#include "http/conn.h"
#include "http/reply.h"
#include "http/req.h"

struct http_server;

struct http_server_options {
	const char *host; /* an address, or localhost for both loopbacks */
	int64_t port;     /* 0: a free one */
	int64_t threads; /* requests served at once; those that wait for their client do not count */
	int64_t connections;   /* open at once */
	struct conn_pace pace; /* what is expected of clients; http_server_pace() */
	/* Told the port before the first request is answered; NULL: nobody needs it. */
	void (*listening)(void *ctx, int64_t port);
	/* Answers one request; called from many threads. */
	void (*handle)(void *ctx, struct req *rq, struct reply *rp);
	/* Answers what never became a request, e.g. a malformed head. May be called with a bare scope. */
	void (*refuse)(void *ctx, struct scope *s, int status, const char *why, struct reply *rp);
	void *ctx;
};

/* The usual one. */
struct conn_pace http_server_pace(void);

/* Listens and serves. False: ERR_CONFLICT when the port is taken, else ERR_UNAVAILABLE. */
NODISCARD bool http_server_start(
	struct scope *s, const struct http_server_options *options, struct http_server **out);
int64_t http_server_port(const struct http_server *h);

/* Refuses new requests, waits up to `ms` for those in progress, then tells the clients of the rest that
 * they are refused. True when every request came to its end: nothing of the application is in use any
 * more. */
bool http_server_drain(struct http_server *h, int ms);

/* Closes all connections and ends all threads; waits for requests in progress. NULL is fine. */
void http_server_free(struct http_server *h);

#endif
