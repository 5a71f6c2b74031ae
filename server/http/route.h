/* Matching of a method and a path against a table of patterns such as `/v1/files/{fileId}/details`. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "http/reply.h"
#include "http/req.h"

struct emulator;

/* Fills the reply, or returns false with rq->scope->err set; the dispatcher renders that. */
typedef bool handler_fn(struct emulator *e, struct req *rq, struct reply *rp);

enum {
	ROUTE_PUBLIC = 1 << 0, /* needs no private key */
	ROUTE_PURGES = 1 << 1, /* has a rate limit of its own */
};

struct route {
	const char *method;
	const char *pattern;
	handler_fn *handler;
	unsigned flags;
	const char *operation; /* its name in logs and in /_emulator/info */
	const char *partial;   /* what is not there yet; NULL when all of it is */
	const char *
		query; /* names of its parameters between blanks, others are refused; NULL: it passes over those */
};

enum route_result { ROUTE_FOUND, ROUTE_NONE, ROUTE_BAD_PATH };

/* Splits the path first and decodes each segment once, so %2F is never a separator. A trailing slash
 * is ignored, HEAD is matched as GET. FOUND fills rq->params. BAD_PATH sets an error: a broken escape,
 * a NUL, or bytes that are not UTF-8. */
enum route_result route_match(
	const struct route *routes, size_t count, struct req *rq, const struct route **out);

/* "GET /v1/files/{fileId}/details, …": the up to `max` patterns nearest to what was asked, for a header
 * that helps people to see their slip. */
const char *route_nearest(struct arena *a, const struct route *routes, size_t count,
	const struct req *rq, size_t max);

#endif
