/* What is to go wrong with a request: by the fault scripts, or by its own wish. */
#ifndef GATE_GATE_FAULT_H
#define GATE_GATE_FAULT_H

#include "http/reply.h"
#include "http/req.h"
#include "ops/emulator.h"

/* True when a script or the request asks for anything, so that it is worth finding out whose it is. */
bool gate_fault_wanted(struct emulator *e, const struct req *rq);

/* Decides by rq->operation, rq->account (NULL: only what holds for all) and rq->path, waits if there is a
 * delay, and notes the rest in rq->fault. A Prefer header comes before the scripts. False: the fault
 * stands in the place of the operation, and gate_fault_apply() makes the answer. */
NODISCARD bool gate_fault(struct emulator *e, struct req *rq);

/* The same for an upload's reserved file name, once the form has been read. A fault that has been noted
 * already stays. */
NODISCARD bool gate_fault_named(struct req *rq, const char *file_name);

/* Makes the answer go wrong as rq->fault says; nothing without it. Last, when the reply is complete. */
void gate_fault_apply(struct req *rq, struct reply *rp);

#endif
