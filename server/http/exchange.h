/* One request on its connection: the side that handlers never see. Shared by the files of http/ alone. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/chunks.h"
#include "http/head.h"
#include "http/progress.h"

struct exchange {
	struct conn *conn;
	struct progress *progress;
	struct progress_entry entry;
	struct head head;
	struct chunks chunks;
	int64_t received; /* bytes of the body */
	bool ended;       /* the whole body has been read */
	bool lost;        /* the body can no longer be read */
};

/* As req_read(), without words: > 0 bytes, 0 at the end, -1 when the body is lost. */
int64_t exchange_read(struct exchange *x, void *buf, size_t n);

/* Reads what is left of the body, so that the client sees the answer and not a reset connection. */
void exchange_drain(struct exchange *x);

#endif
