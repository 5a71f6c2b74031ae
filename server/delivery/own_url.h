/* URLs of the server's own delivery, as operations that take a URL read them: from the library itself, by the
 * rules of delivery, and without any connection. */
#ifndef DELIVERY_OWN_URL_H
#define DELIVERY_OWN_URL_H

#include "http/req.h"
#include "model/account.h"
#include "ops/remote_ops.h"

/* What the request may read by URL: its host is one of the server's names, beside --public-url, the service's
 * delivery host, and the loopback with the port that the request came to. `owner`: URLs of this account alone
 * are known, and those of all its published files, signed or not; NULL: those of every account, by the rules for
 * anybody. */
struct own_urls own_url_reader(struct emulator *e, struct req *rq, const struct account *owner);

#endif
