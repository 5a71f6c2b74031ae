/* From a request to its answer: which part of the program, which route, which gates. */
#ifndef DISPATCH_DISPATCH_H
#define DISPATCH_DISPATCH_H

#include "http/reply.h"
#include "http/req.h"

/* The callbacks of http_server.h; `ctx` is the struct emulator. */
void dispatch_request(void *ctx, struct req *rq, struct reply *rp);
void dispatch_refusal(void *ctx, struct scope *s, int status, const char *why, struct reply *rp);

#endif
