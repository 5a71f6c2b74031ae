/* Signed delivery URLs (URL delivery: secure delivery, signed URLs). Pure text and HMAC: works on the
 * raw request target, never on decoded or re-encoded text. */
#ifndef DELIVERY_SIGNED_URL_H
#define DELIVERY_SIGNED_URL_H

#include "base/arena.h"

enum signed_url {
	SIGNED_URL_NONE, /* the query does not end with ik-s */
	SIGNED_URL_VALID,
	SIGNED_URL_EXPIRED, /* the signature is right but ik-t is past */
	SIGNED_URL_WRONG,
};

/* What is signed is the target without one of the endpoint prefixes ("/demo/", longest first), without
 * its trailing ik-t and ik-s, followed by the expiry in decimal; 9999999999 stands for "never". */
enum signed_url signed_url_check(struct arena *a, const char *target, const char *private_key,
	const char *const *prefixes, size_t prefix_count, int64_t now_s);

#endif
