/* Building of an answer; http_server.c sends it. */
#include "http/reply.h"

#include <string.h>

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

void reply_text(
	struct reply *rp, int status, const char *content_type, const char *body, size_t len)
{
	rp->status = status;
	rp->body = body;
	rp->len = len;
	reply_header(rp, "Content-Type", content_type);
}

const char *reply_reason(int status)
{
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
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 409, "Conflict" },
		{ 413, "Payload Too Large" },
		{ 416, "Range Not Satisfiable" },
		{ 423, "Locked" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}
