/* One request on its connection: the civetweb side that handlers never see. Shared by the files of http/
 * alone. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/reply.h"
#include "http/req.h"

#include <civetweb.h>

struct http_server;

struct exchange {
	struct mg_connection *conn;
	const struct mg_request_info *info;
	struct http_server *server;
	struct exchange *next, **link; /* list of those in progress */
	int64_t length;                /* declared body bytes, -1 for chunks */
	int64_t received;
	bool ended;     /* the whole body has been read */
	bool lost;      /* the body can no longer be read */
	bool wants_100; /* the client waits for leave to send */
	bool answered;  /* under the server's lock: somebody has taken the right to answer */
};

/* True when the caller may answer; at most one caller is told so. */
bool exchange_claim(struct exchange *x);

/* Sends the answer (unless another thread has answered) and closes rp->fd. */
void exchange_send(struct exchange *x, struct req *rq, struct reply *rp);

/* Reads what is left of the body, so that the client sees the answer and not a reset connection. */
void exchange_drain(struct exchange *x);

/* The head of the answer, with the length that is to be announced. */
struct strbuf exchange_head(
	const struct exchange *x, const struct req *rq, const struct reply *rp, int64_t length);
bool exchange_has_body(const struct req *rq, const struct reply *rp);

/* As req_read(), without words: > 0 bytes, 0 at the end, -1 when the body is lost. */
int64_t exchange_read(struct exchange *x, void *buf, size_t n);

#endif
