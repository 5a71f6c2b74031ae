/* One request on its connection: the civetweb side that handlers never see. Shared by the files of http/
 * alone. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/halt.h"

#include <civetweb.h>

struct exchange {
	struct mg_connection *conn;
	const struct mg_request_info *info;
	struct halt *halt;             /* the server's … */
	pthread_mutex_t *lock;         /* … as this is */
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

/* Reads what is left of the body, so that the client sees the answer and not a reset connection. */
void exchange_drain(struct exchange *x);

/* As req_read(), without words: > 0 bytes, 0 at the end, -1 when the body is lost. */
int64_t exchange_read(struct exchange *x, void *buf, size_t n);

#endif
