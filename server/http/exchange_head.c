/* Status, headers, length, and what becomes of the connection. */
#include "http/exchange_head.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

static bool lists(const char *header, const char *option)
{
	for (struct view rest = view_of(header); rest.p;)
		if (text_same_nocase(view_trim(view_split(&rest, ',')), option))
			return true;
	return false;
}

/* civetweb reads the first such header, obeys keep-alive
 * before close, and ends the connection behind a request for another protocol without a word. */
bool exchange_head_client_stays(const struct exchange *x)
{
	const char *first = mg_get_header(x->conn, "Connection");

	for (int i = 0; i < x->info->num_headers; i++) {
		const struct mg_header *header = &x->info->http_headers[i];
		if (strcasecmp(header->name, "Connection") == 0 &&
			(lists(header->value, "close") || lists(header->value, "upgrade")))
			return false;
	}
	return first ? lists(first, "keep-alive") : strcmp(x->info->http_version, "1.1") == 0;
}

static const char *connection_lines(const struct exchange *x, const struct reply *rp)
{
	if (rp->close || x->lost || x->wants_100 || !exchange_head_client_stays(x))
		return "Connection: close\r\n";
	return "Connection: keep-alive\r\nKeep-Alive: timeout=10\r\n";
}

static bool has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

bool exchange_has_body(const struct req *rq, const struct reply *rp)
{
	return has_body(rp->status) && strcmp(rq->method, "HEAD") != 0;
}

struct strbuf exchange_head(
	const struct exchange *x, const struct req *rq, const struct reply *rp, int64_t length)
{
	struct strbuf out =
		strbuf_init(rq->scope->arena, EXCHANGE_MAX_ONE_WRITE + REPLY_MAX_HEADERS * 2);

	strbuf_printf(&out, "HTTP/1.1 %d %s\r\n", rp->status, reply_reason(rp->status));
	strbuf_add(&out, strbuf_text(&rp->headers), rp->headers.len);
	if (has_body(rp->status))
		strbuf_printf(&out, "Content-Length: %" PRId64 "\r\n", length);
	strbuf_str(&out, connection_lines(x, rp));
	strbuf_str(&out, "\r\n");
	return out;
}
