/* An answer: status, headers, and a body from memory or from a file. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "base/strbuf.h"

/* A value may quote the request, whose head has at most 16 KiB, with three characters for one. */
enum { REPLY_MAX_HEADERS = 64 * 1024 };

struct reply {
	int status;
	struct strbuf headers; /* complete lines; framing, Date and Connection are the server's */
	const char *body;      /* NULL: none, or from the file */
	size_t len;
	int fd;                      /* a file to stream, closed after it; -1 for none */
	int64_t file_from, file_len; /* bytes of the file */
	bool close;                  /* end the connection after this answer */
};

struct reply reply_init(struct arena *a);

/* Adds a header line. Line breaks in the value become blanks, so no value can add a header; a line that
 * does not fit is left out whole. */
void reply_header(struct reply *rp, const char *name, const char *value);

/* Sets status, Content-Type and a text body. */
void reply_text(
	struct reply *rp, int status, const char *content_type, const char *body, size_t len);

const char *reply_reason(int status);

#endif
