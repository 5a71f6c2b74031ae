/* How often an account may ask (REST API: rate limits). */
#ifndef GATE_GATE_RATE_H
#define GATE_GATE_RATE_H

#include "http/route.h"
#include "ops/emulator.h"

/* Counts the request under the group of its route: reads, writes or purges; uploads are in none. Needs
 * rq->account. Puts the X-RateLimit headers into the reply where they are wanted. False: ERR_LIMITED with
 * the headers that say how long to wait, and the request does not count. */
NODISCARD bool gate_rate(
	struct emulator *e, struct req *rq, struct reply *rp, const struct route *route);

#endif
