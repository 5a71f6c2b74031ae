/* The answer goes out. Shared by the files of http/ alone. */
#ifndef HTTP_EXCHANGE_SEND_H
#define HTTP_EXCHANGE_SEND_H

#include "http/exchange.h"
#include "http/reply.h"
#include "http/req.h"

/* Sends the answer (unless another thread has answered) and closes rp->fd. */
void exchange_send(struct exchange *x, struct req *rq, struct reply *rp);

#endif
