/* Refusals say what comes near to what was asked. */
#ifndef DISPATCH_NEAR_ANSWER_H
#define DISPATCH_NEAR_ANSWER_H

#include "http/reply.h"
#include "http/req.h"
#include "ops/emulator.h"

/* For answers that are 4xx: finds the nearest valid thing, for the journal as rq->scope->err.near and for the
 * client as the header x-emulator-nearest. There what is not printable ASCII, and '%', is percent-encoded.
 * Where accounts are guarded by their keys, their names stay in the journal: who asked has shown no key. */
void near_answer(struct emulator *e, struct req *rq, struct reply *rp);

#endif
