/* multipart/form-data (RFC 7578) as a stream: bytes are pushed in, parts come out as events, and
 * no part is ever held whole, nor anything of a part that is over: their number has no limit. */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "base/scope.h"
#include "base/text.h"
#include "http/part_header.h"

enum {
	MULTIPART_MAX_BOUNDARY = 200,
	MULTIPART_MAX_PREAMBLE = 8 * 1024, /* bytes before the first boundary */
	MULTIPART_MAX_PADDING = 1024,      /* blanks behind a boundary */
	MULTIPART_MAX_PART_HEADER = 8 * 1024,
};

/* Events. Each returns false after err_set() to stop the parse. `data` is called any number of
 * times, with n > 0, between `begin` and `end`; how the data is cut says nothing. After a failure
 * no event comes any more, so the last part may stay without its `end`. */
struct multipart_events {
	bool (*begin)(void *ctx, const struct multipart_part *part);
	bool (*data)(void *ctx, const char *p, size_t n);
	bool (*end)(void *ctx);
};

struct multipart;

/* `content_type` is the header's value, NULL for none. False (ERR_INVALID) when it is not
 * multipart/form-data, or has no usable boundary: visible ASCII and inner blanks. The parser lives
 * in the scope's arena; errors go to the scope. `events` must outlive the parser. */
NODISCARD bool multipart_open(struct scope *s, const char *content_type,
	const struct multipart_events *events, void *ctx, struct multipart **out);

/* False (ERR_INVALID) when the form is malformed, or when an event returned false. */
NODISCARD bool multipart_feed(struct multipart *m, const char *p, size_t n);

/* False (ERR_INVALID) when the closing boundary has not been seen, or something failed before.
 * Bytes after the closing boundary are ignored. */
NODISCARD bool multipart_end(struct multipart *m);

#endif
