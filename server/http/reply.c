/* Building of an answer; http_server.c sends it. */
#include "http/reply.h"

#include <string.h>
#include <strings.h>

struct reply reply_init(struct arena *a)
{
	return (struct reply){ .headers = strbuf_init(a, REPLY_MAX_HEADERS), .fd = -1 };
}

void reply_header(struct reply *rp, const char *name, const char *value)
{
	size_t room = rp->headers.max - rp->headers.len;

	if (strlen(name) + strlen(value) + strlen(": \r\n") > room)
		return;
	strbuf_str(&rp->headers, name);
	strbuf_str(&rp->headers, ": ");
	for (const char *p = value; *p; p++)
		strbuf_char(&rp->headers, (unsigned char)*p < ' ' || *p == 0x7f ? ' ' : *p);
	strbuf_str(&rp->headers, "\r\n");
}

/* The length of the line at p if it is of that header; 0 for another one's. */
static size_t line_of(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);
	const char *line_end = memchr(p, '\n', (size_t)(end - p));

	if (!line_end || (size_t)(line_end - p) <= n || p[n] != ':' || strncasecmp(p, name, n) != 0)
		return 0;
	return (size_t)(line_end + 1 - p);
}

struct view reply_find_header(const struct reply *rp, const char *name)
{
	struct view rest = { rp->headers.p, rp->headers.len };

	while (rest.n > 0) {
		size_t n = line_of(rest.p, rest.p + rest.n, name);
		struct view line = view_split(&rest, '\n');
		if (n > 0)
			return view_trim((struct view){
				line.p + strlen(name) + 1, line.n - strlen(name) - strlen(":\r") });
	}
	return (struct view){ 0 };
}

void reply_remove_header(struct reply *rp, const char *name)
{
	size_t at = 0;

	while (at < rp->headers.len) {
		char *p = rp->headers.p + at, *end = rp->headers.p + rp->headers.len;
		size_t n = line_of(p, end, name);
		if (n > 0) {
			memmove(p, p + n, (size_t)(end - p) - n + 1);
			rp->headers.len -= n;
			continue;
		}
		const char *line_end = memchr(p, '\n', (size_t)(end - p));
		at = line_end ? (size_t)(line_end + 1 - rp->headers.p) : rp->headers.len;
	}
}

void reply_text(
	struct reply *rp, int status, const char *content_type, const char *body, size_t len)
{
	rp->status = status;
	rp->body = body;
	rp->len = len;
	reply_header(rp, "Content-Type", content_type);
}

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 207, "Multi-Status" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 408, "Request Timeout" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 412, "Precondition Failed" },
	{ 413, "Payload Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 422, "Unprocessable Content" },
	{ 423, "Locked" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
};

const char *reply_reason(int status)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}
