/* Answers that go wrong on purpose. Shared by the files of http/ alone. */
#ifndef HTTP_EXCHANGE_FAULT_H
#define HTTP_EXCHANGE_FAULT_H

#include "http/exchange.h"
#include "http/reply.h"
#include "http/req.h"

/* Sends the answer in the way that rp->fault says, or nothing at all. The caller has claimed the
 * exchange. Every wait in it ends when the server stops. */
void exchange_fault_send(struct exchange *x, struct req *rq, struct reply *rp);

#endif
