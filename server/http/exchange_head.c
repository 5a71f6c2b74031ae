/* Status, headers, length, and what becomes of the connection. */
#include "http/exchange_head.h"

#include <inttypes.h>
#include <string.h>

bool exchange_has_body(const struct req *rq, const struct reply *rp)
{
	return rp->status >= 200 && rp->status != 204 && rp->status != 304 &&
	       strcmp(rq->method, "HEAD") != 0;
}

static void add_connection(struct strbuf *out, const struct exchange *x, const struct reply *rp)
{
	if (rp->close || x->lost || x->head.wants_100 || !x->conn->keeps)
		strbuf_str(out, "Connection: close\r\n");
	else
		strbuf_printf(out, "Connection: keep-alive\r\nKeep-Alive: timeout=%d\r\n",
			x->conn->pace->idle_ms / 1000);
}

struct strbuf exchange_head(
	const struct exchange *x, const struct req *rq, const struct reply *rp, int64_t length)
{
	struct strbuf out =
		strbuf_init(rq->scope->arena, EXCHANGE_MAX_ONE_WRITE + REPLY_MAX_HEADERS * 2);

	strbuf_printf(&out, "HTTP/1.1 %d %s\r\n", rp->status, reply_reason(rp->status));
	strbuf_add(&out, strbuf_text(&rp->headers), rp->headers.len);
	if (rp->status >= 200 && rp->status != 204 && rp->status != 304)
		strbuf_printf(&out, "Content-Length: %" PRId64 "\r\n", length);
	add_connection(&out, x, rp);
	strbuf_str(&out, "\r\n");
	return out;
}
