/* A request as handlers see it. Its texts live as long as the request; its body is read once, as a
 * stream. */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include "base/scope.h"
#include "base/text.h"

enum { REQ_MAX_PARAMS = 4 };

struct account;
struct journal_form;
struct fault_action;
struct json_shape;
struct exchange; /* the connection's side of it; see http_server.c */

struct req {
	struct scope *scope;
	const char *method;
	const char *target; /* exactly as it was sent: path and query, never decoded */
	const char *path;   /* the target up to '?', still encoded */
	const char *query;  /* what follows '?', still encoded; NULL without '?' */
	const char *remote_address;
	bool from_loopback;
	int local_port;
	char id[37]; /* a UUID, x-ik-requestid; empty for the control plane */

	const char *params[REQ_MAX_PARAMS]; /* decoded {…} segments of the route, in order */
	const char *selector;               /* imagekit_id from /_case/<id>/, or NULL */
	bool keeps_names;                   /* asked as /v2, which makes names as they are sent */
	const char *operation; /* of the route; NULL when none fits, and for the control plane */
	const struct account *account; /* set by the account gate */

	/* For the journal: what req_body() read so far, or the form that came instead; else NULL. */
	const char *body;
	size_t body_len;
	struct journal_form *form;
	const struct json_shape *shape; /* what the body was read by, when it was JSON; else NULL */

	const char *warning; /* what the answer is a guess about, one line of ASCII; or NULL */

	const struct fault_action *fault; /* noted by the fault gate, or NULL */
	const char *fault_origin;         /* the instruction's number, "prefer" or "fileName" */

	struct exchange *exchange;
};

/* The header's value, or NULL. Names are compared without regard to case; the first one counts. */
const char *req_header(const struct req *rq, const char *name);

/* The headers in their order; false past the last one. */
bool req_header_at(const struct req *rq, size_t i, struct view *name, struct view *value);

/* Body bytes that the client declared; -1 when it sends chunks. */
int64_t req_content_length(const struct req *rq);

/* Reads up to n body bytes: > 0 bytes, 0 at the end, -1 after err_set() (broken chunks, connection lost,
 * client too slow, server stopping). Answers `Expect: 100-continue` before the first read. */
int64_t req_read(struct req *rq, void *buf, size_t n);

/* Waits so long, or until the server stops. */
void req_pause(struct req *rq, int64_t ms);

/* False when nobody is left to answer: the server stops, the connection broke, or its client closed it, which counts
 * after a second: some close their own side as soon as they have asked. `since_us`: clock_monotonic_us() when the
 * request began. */
bool req_is_awaited(const struct req *rq, int64_t since_us);

/* The whole body as a terminated text of at most `max` bytes, decompressed and without a byte order mark;
 * ERR_TOO_LARGE past that, ERR_INVALID for a Content-Encoding that cannot be undone. */
NODISCARD bool req_body(struct req *rq, size_t max, const char **text, size_t *len);

#endif
