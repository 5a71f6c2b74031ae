/* The head of an answer. Shared by the files of http/ alone. */
#ifndef HTTP_EXCHANGE_HEAD_H
#define HTTP_EXCHANGE_HEAD_H

#include "http/exchange.h"
#include "http/reply.h"
#include "http/req.h"

/* Up to this size head and body go out in one piece, and the head has room for the body. */
enum { EXCHANGE_MAX_ONE_WRITE = 256 * 1024 };

/* The head of the answer, with the length that is to be announced. */
struct strbuf exchange_head(
	const struct exchange *x, const struct req *rq, const struct reply *rp, int64_t length);
bool exchange_has_body(const struct req *rq, const struct reply *rp);

#endif
