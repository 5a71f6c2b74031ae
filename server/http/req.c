/* What a handler may ask of a request. */
#include "http/req.h"

#include "base/clock.h"
#include "base/strbuf.h"
#include "http/exchange.h"
#include "http/gunzip.h"

#include <string.h>

enum { HALF_CLOSED_US = 1000 * 1000 };

const char *req_header(const struct req *rq, const char *name)
{
	return head_find(&rq->exchange->head, name);
}

bool req_header_at(const struct req *rq, size_t i, struct view *name, struct view *value)
{
	const struct head *head = &rq->exchange->head;

	if (i >= head->count)
		return false;
	*name = view_of(head->headers[i].name);
	*value = view_of(head->headers[i].value);
	return true;
}

int64_t req_content_length(const struct req *rq)
{
	return rq->exchange->head.length;
}

int64_t req_read(struct req *rq, void *buf, size_t n)
{
	struct exchange *x = rq->exchange;
	int64_t got = exchange_read(x, buf, n);

	if (got >= 0)
		return got;
	if (progress_is_stopping(x->progress))
		err_set(rq->scope, ERR_UNAVAILABLE,
			"The server is stopping; the upload was not stored.");
	else if (x->head.length < 0)
		err_set(rq->scope, ERR_INVALID,
			"The request body ended or stalled after %lld bytes, or a chunk of it is "
			"malformed.",
			(long long)x->received);
	else
		err_set(rq->scope, ERR_TIMEOUT,
			"The request body ended or stalled after %lld of the %lld bytes that "
			"Content-Length promised.",
			(long long)x->received, (long long)x->head.length);
	return -1;
}

void req_pause(struct req *rq, int64_t ms)
{
	progress_pause(rq->exchange->progress, rq->exchange->conn, ms);
}

bool req_is_awaited(const struct req *rq, int64_t since_us)
{
	const struct exchange *x = rq->exchange;

	if (progress_is_stopping(x->progress))
		return false;
	switch (conn_look(x->conn)) {
	case CONN_BROKEN:
		return false;
	case CONN_CLOSED:
		return clock_monotonic_us() - since_us < HALF_CLOSED_US;
	case CONN_OPEN:
		break;
	}
	return true;
}

static bool read_all(struct req *rq, size_t max, struct strbuf *out)
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
	*out = body;
	return got == 0;
}

/* As RFC 9110 has it, a coding may be called x-gzip, and deflate is zlib's format. */
static bool decompress(struct req *rq, size_t max, struct strbuf *body)
{
	static const char *const known[] = { "gzip", "x-gzip", "deflate" };
	const char *coding = req_header(rq, "Content-Encoding");
	struct strbuf plain = strbuf_init(rq->scope->arena, max);

	if (!coding || !*coding || text_same_nocase(view_of(coding), "identity") || body->len == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (!text_same_nocase(view_of(coding), known[i]))
			continue;
		if (!gunzip(rq->scope, strbuf_text(body), body->len, &plain))
			return false;
		*body = plain;
		return true;
	}
	return err_set(rq->scope, ERR_INVALID,
		"The Content-Encoding of the request body is not understood: it may be gzip, "
		"deflate "
		"or identity.");
}

static bool drop_byte_order_mark(struct scope *s, const char **text, size_t *len)
{
	if (*len >= 2 && memcmp(*text, "\x1f\x8b", 2) == 0)
		return err_set(s, ERR_INVALID,
			"The request body is gzip: that needs the header Content-Encoding: gzip.");
	if (*len >= 2 && (memcmp(*text, "\xff\xfe", 2) == 0 || memcmp(*text, "\xfe\xff", 2) == 0))
		return err_set(s, ERR_INVALID, "The request body is UTF-16: it must be UTF-8.");
	if (*len >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
		*text += 3;
		*len -= 3;
	}
	return true;
}

bool req_body(struct req *rq, size_t max, const char **text, size_t *len)
{
	struct strbuf body = { 0 };

	if (!read_all(rq, max, &body) || !decompress(rq, max, &body))
		return false;
	*text = strbuf_text(&body);
	*len = body.len;
	if (!drop_byte_order_mark(rq->scope, text, len))
		return false;
	rq->body = *text;
	rq->body_len = *len;
	return true;
}
