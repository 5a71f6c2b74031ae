/* The head of a request (RFC 9112), read strictly: what two programs could read in two ways is refused, and
 * so is what follows it. Shared by the files of http/ alone. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "base/base.h"

enum {
	HEAD_MAX = 16 * 1024, /* request line and headers together, bytes */
	HEAD_MAX_HEADERS = 63,
};

struct head_header {
	const char *name, *value;
};

struct head {
	const char *method;
	const char *target; /* from the path on, also when a whole URL was asked for */
	bool newer;         /* HTTP/1.1, else 1.0 */
	struct head_header headers[HEAD_MAX_HEADERS];
	size_t count;
	int64_t length; /* declared body bytes, -1 for chunks */
	bool wants_100; /* the client waits for leave to send */
};

enum head_state {
	HEAD_NONE,  /* nothing but blank lines has come */
	HEAD_PART,  /* more is needed */
	HEAD_WHOLE, /* it ends at *end */
	HEAD_WRONG, /* whatever may follow */
	HEAD_LARGE, /* larger than HEAD_MAX */
};

/* Looks for the end of a head; *scanned is what earlier calls have looked at, 0 at first. */
enum head_state head_scan(const char *text, size_t n, size_t *scanned, size_t *end);

/* How many bytes of a body are likely to follow the whole head, before anybody has read it properly; 0 also when
 * that is not known, and when the client waits for leave to send. */
int64_t head_guess_body(const char *text, size_t n);

/* Reads a whole head of n bytes, which it cuts into texts. Returns what is wrong with the status to answer, or
 * NULL. */
const char *head_read(char *text, size_t n, int port, struct head *out, int *status);

/* What there is to say of HEAD_WRONG and HEAD_LARGE, and of a head that did not come to its end. */
const char *head_refusal(enum head_state state, int *status);

/* The first header of that name, or NULL. */
const char *head_find(const struct head *h, const char *name);

/* Whether the value is a list with this option in it. */
bool head_lists(const char *value, const char *option);

#endif
