/* The ways in which API handlers answer. */
#ifndef CALL_ANSWER_H
#define CALL_ANSWER_H

#include "call/spool.h"
#include "http/route.h"
#include "json/json_write.h"

/* A JSON body; false (ERR_INTERNAL) when it outgrew its limit. */
NODISCARD bool answer_json(struct req *rq, struct reply *rp, int status, const struct strbuf *body);

/* The same, 200, for a body that may be in a file. */
NODISCARD bool answer_spool(struct req *rq, struct reply *rp, struct spool *body);

/* 204 */
bool answer_nothing(struct reply *rp);

/* Renders rq->scope->err, and logs what the client is not shown. */
void answer_error(struct req *rq, struct reply *rp);

/* The handler of operations that are not there yet: 501 with their name. */
handler_fn answer_not_implemented;

#endif
