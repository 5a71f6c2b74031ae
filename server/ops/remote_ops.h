/* Bytes that are read for a URL without any network, whatever may be fetched: what a seed put in place of a remote
 * URL, and what the library itself holds. */
#ifndef OPS_REMOTE_OPS_H
#define OPS_REMOTE_OPS_H

#include "model/file.h"
#include "ops/emulator.h"

struct remote_bytes {
	int fd;                             /* the caller's */
	const struct file_content *content; /* what is known of them; NULL: nobody has looked yet */
};

/* Opens what the library holds for a URL of its own delivery, which is a layer above and hence handed down. True
 * when it is open; false without an error in the scope when the URL is none of those; ERR_NOT_FOUND,
 * ERR_UNAUTHENTICATED, ERR_INVALID or ERR_NOT_IMPLEMENTED when it leads to no bytes that may be read. */
struct own_urls {
	bool (*open)(const void *ctx, struct scope *s, const char *url, struct remote_bytes *out);
	const void *ctx;
};

/* Opens what there is for exactly this URL; `own` may be NULL. True when there is something; false without an error
 * in the scope when there is nothing. */
bool remote_ops_open(struct emulator *e, struct scope *s, const struct own_urls *own,
	const char *url, struct remote_bytes *out);

/* What the file at a URL is called: the end of its path, as it stands there; in the arena. */
const char *remote_ops_name(struct arena *a, const char *url);

#endif
