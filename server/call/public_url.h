/* What the URLs in answers start with. */
#ifndef CALL_PUBLIC_URL_H
#define CALL_PUBLIC_URL_H

#include "http/req.h"
#include "model/account.h"
#include "ops/emulator.h"

/* `http://127.0.0.1:4010/demo`: --public-url, or the host that the request was sent to; a request to the
 * service's own API hosts gets the service's delivery host. */
const char *public_url_base(
	const struct emulator *e, const struct req *rq, const struct account *account);

/* What URLs of the control plane start with for the client of this request: an address that the control plane
 * answers to. "" when none is known. */
const char *public_url_control(const struct emulator *e, const struct req *rq);

#endif
