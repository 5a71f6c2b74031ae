/* An answer: status, headers, and a body from memory or from a file. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "base/strbuf.h"
#include "base/text.h"

/* A value may quote the request, whose head has at most 16 KiB, with three characters for one. */
enum { REPLY_MAX_HEADERS = 64 * 1024 };

/* What goes wrong on purpose while the answer is sent. */
enum reply_fault_kind {
	REPLY_SOUND,
	REPLY_RESET,     /* a connection reset after `bytes` of the whole answer */
	REPLY_EMPTY,     /* closed without a byte */
	REPLY_TRUNCATED, /* closed after `bytes` of the body, at the latest before its last one */
	REPLY_WRONG_LENGTH, /* `bytes` are announced, whatever the body has */
	REPLY_STALL,        /* no body follows the head; reset after `ms` */
	REPLY_SILENT,       /* nothing is read or sent; reset after `ms` */
	REPLY_DRIP,         /* the body at `bytes` a second */
};

struct reply_fault {
	enum reply_fault_kind kind;
	int64_t bytes, ms;
};

struct reply {
	int status;
	struct strbuf headers; /* complete lines; framing, Date and Connection are the server's */
	const char *body; /* NULL: none, or from the file; with one, how it begins, to be shown */
	size_t len;
	int fd;                      /* a file to stream, closed after it; -1 for none */
	int64_t file_from, file_len; /* bytes of the file */
	bool close;                  /* end the connection after this answer */
	struct reply_fault fault;
};

struct reply reply_init(struct arena *a);

/* Adds a header line. Line breaks in the value become blanks, so no value can add a header; a line that
 * does not fit is left out whole. */
void reply_header(struct reply *rp, const char *name, const char *value);

/* The value of the first line of that name, as long as the head does not change; p is NULL for none. */
struct view reply_find_header(const struct reply *rp, const char *name);

/* Takes every line of that name away. */
void reply_remove_header(struct reply *rp, const char *name);

/* Sets status, Content-Type and a text body. */
void reply_text(
	struct reply *rp, int status, const char *content_type, const char *body, size_t len);

const char *reply_reason(int status);

#endif
