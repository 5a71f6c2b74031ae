/* What a handler may ask of a request. */
#include "http/req.h"

#include "base/strbuf.h"
#include "http/exchange.h"
#include "http/http_server.h"

#include <strings.h>

const char *req_header(const struct req *rq, const char *name)
{
	const struct mg_request_info *info = rq->exchange->info;

	for (int i = 0; i < info->num_headers; i++)
		if (strcasecmp(info->http_headers[i].name, name) == 0)
			return info->http_headers[i].value;
	return NULL;
}

bool req_header_at(const struct req *rq, size_t i, struct view *name, struct view *value)
{
	const struct mg_request_info *info = rq->exchange->info;

	if (i >= (size_t)info->num_headers)
		return false;
	*name = view_of(info->http_headers[i].name);
	*value = view_of(info->http_headers[i].value);
	return true;
}

int64_t req_content_length(const struct req *rq)
{
	return rq->exchange->length;
}

int64_t req_read(struct req *rq, void *buf, size_t n)
{
	struct exchange *x = rq->exchange;
	int64_t got = exchange_read(x, buf, n);

	if (got >= 0)
		return got;
	if (http_server_stopping(x->server))
		err_set(rq->scope, ERR_UNAVAILABLE,
			"The server is stopping; the upload was not stored.");
	else if (x->length < 0)
		err_set(rq->scope, ERR_INVALID,
			"The request body ended or stalled after %lld bytes, or a chunk of it is "
			"malformed.",
			(long long)x->received);
	else
		err_set(rq->scope, ERR_TIMEOUT,
			"The request body ended or stalled after %lld of the %lld bytes that "
			"Content-Length promised.",
			(long long)x->received, (long long)x->length);
	return -1;
}

void req_pause(struct req *rq, int64_t ms)
{
	http_server_pause(rq->exchange->server, ms);
}

bool req_body(struct req *rq, size_t max, const char **text, size_t *len)
{
	struct strbuf body = strbuf_init(rq->scope->arena, max);
	char buf[4096];
	int64_t got;

	while ((got = req_read(rq, buf, sizeof(buf))) > 0 && !body.full)
		strbuf_add(&body, buf, (size_t)got);
	rq->body = strbuf_text(&body);
	rq->body_len = body.len;
	if (body.full)
		return err_set(rq->scope, ERR_TOO_LARGE,
			"The request body is larger than the %zu bytes allowed here.", max);
	*text = strbuf_text(&body);
	*len = body.len;
	return got == 0;
}
