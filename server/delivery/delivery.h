/* GET and HEAD of what the library holds (URL delivery). */
#ifndef DELIVERY_DELIVERY_H
#define DELIVERY_DELIVERY_H

#include "http/reply.h"
#include "http/req.h"
#include "ops/emulator.h"

/* For GET, HEAD and OPTIONS. Always fills the reply; sets rq->account when the URL names one. */
void delivery_serve(struct emulator *e, struct req *rq, struct reply *rp);

/* The path can be that of a file, whether there is one or not. */
bool delivery_is_url(struct req *rq);

/* The account that the path names, for those who need it before the file; NULL when there is none. */
const struct account *delivery_account(struct emulator *e, struct req *rq);

#endif
