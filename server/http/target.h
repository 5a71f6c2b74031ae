/* The target of a request line (RFC 9112 §3.2). */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include "base/base.h"

enum target_kind {
	TARGET_OURS,  /* a path, or a URL of this server */
	TARGET_OTHER, /* a star, or a URL with another port */
	TARGET_WRONG,
};

/* *path is what is asked of this server listening on `port`, with the query. */
enum target_kind target_read(const char *target, int port, const char **path);

#endif
