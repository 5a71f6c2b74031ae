/* Who asks (REST API: authentication). */
#ifndef GATE_GATE_AUTH_H
#define GATE_GATE_AUTH_H

#include "http/req.h"
#include "ops/emulator.h"

/* The private key of the Authorization header: the Basic user name, encoded or as it is. NULL when the
 * request has none. */
const char *gate_auth_private_key(const struct req *rq);

/* Finds the account of the key, or of /_case/<id>/ when there is no key, and sets rq->account. False:
 * ERR_UNAUTHENTICATED or ERR_FORBIDDEN with the service's sentence. */
NODISCARD bool gate_auth(struct emulator *e, struct req *rq);

#endif
