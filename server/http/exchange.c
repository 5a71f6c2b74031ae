/* Reading bodies from and writing answers to a civetweb connection. */
#include "http/exchange.h"

#include "http/exchange_fault.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	FILE_CHUNK = 64 * 1024,
	MAX_ONE_WRITE = 256 * 1024, /* header and body up to this size go out in one piece */
};

/* What a refused client may still send before the connection is cut. */
static const int64_t max_drain = INT64_C(4) << 30;

static int64_t read_declared(struct exchange *x, void *buf, size_t n)
{
	if (x->received >= x->length) {
		x->ended = true;
		return 0;
	}
	int got = mg_read(x->conn, buf, n);
	return got > 0 ? got : -1;
}

int64_t exchange_read(struct exchange *x, void *buf, size_t n)
{
	if (x->ended || x->lost)
		return x->ended ? 0 : -1;
	if (x->wants_100) {
		static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
		x->wants_100 = false;
		mg_write(x->conn, go_on, sizeof(go_on) - 1);
	}
	int64_t got = x->length >= 0 ? read_declared(x, buf, n) : mg_read(x->conn, buf, n);
	if (got < 0)
		x->lost = true;
	else if (got == 0)
		x->ended = true;
	else
		x->received += got;
	return got;
}

void exchange_drain(struct exchange *x)
{
	char buf[16 * 1024];
	int64_t left = max_drain;

	/* A client that waits for leave to send gets its answer instead; what it does next is open, so
	 * the connection ends. */
	while (!x->wants_100 && left > 0) {
		int64_t got = exchange_read(x, buf, sizeof(buf));
		if (got <= 0)
			break;
		left -= got;
	}
	if (!x->ended)
		mg_disable_connection_keep_alive(x->conn);
}

static bool lists(const char *header, const char *option)
{
	for (struct view rest = view_of(header); rest.p;)
		if (text_same_nocase(view_trim(view_split(&rest, ',')), option))
			return true;
	return false;
}

/* What the client says, else what its version says. civetweb reads the first such header, obeys keep-alive
 * before close, and ends the connection behind a request for another protocol without a word. */
static bool client_stays(const struct exchange *x)
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
	if (rp->close || x->lost || x->wants_100 || !client_stays(x))
		return "Connection: close\r\n";
	return "Connection: keep-alive\r\nKeep-Alive: timeout=10\r\n";
}

static bool has_body(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

static void send_file(struct exchange *x, const struct reply *rp)
{
	char buf[FILE_CHUNK];
	int64_t at = rp->file_from, left = rp->file_len;

	while (left > 0) {
		size_t want = left < FILE_CHUNK ? (size_t)left : FILE_CHUNK;
		ssize_t got = pread(rp->fd, buf, want, at);
		if (got <= 0 || mg_write(x->conn, buf, (size_t)got) != got) {
			/* The length is promised: only a cut connection tells the client. */
			mg_disable_connection_keep_alive(x->conn);
			return;
		}
		at += got;
		left -= got;
	}
}

static void write_all(struct exchange *x, const void *p, size_t n)
{
	if (mg_write(x->conn, p, n) != (int)n)
		mg_disable_connection_keep_alive(x->conn);
}

bool exchange_has_body(const struct req *rq, const struct reply *rp)
{
	return has_body(rp->status) && strcmp(rq->method, "HEAD") != 0;
}

struct strbuf exchange_head(
	const struct exchange *x, const struct req *rq, const struct reply *rp, int64_t length)
{
	struct strbuf out = strbuf_init(rq->scope->arena, MAX_ONE_WRITE + REPLY_MAX_HEADERS * 2);

	strbuf_printf(&out, "HTTP/1.1 %d %s\r\n", rp->status, reply_reason(rp->status));
	strbuf_add(&out, strbuf_text(&rp->headers), rp->headers.len);
	if (has_body(rp->status))
		strbuf_printf(&out, "Content-Length: %" PRId64 "\r\n", length);
	strbuf_str(&out, connection_lines(x, rp));
	strbuf_str(&out, "\r\n");
	return out;
}

static void write_reply(struct exchange *x, const struct req *rq, const struct reply *rp)
{
	bool file = rp->fd >= 0, body = exchange_has_body(rq, rp);
	struct strbuf out = exchange_head(x, rq, rp, file ? rp->file_len : (int64_t)rp->len);
	bool together = body && !file && rp->len <= MAX_ONE_WRITE;

	if (together)
		strbuf_add(&out, rp->body, rp->len);
	write_all(x, strbuf_text(&out), out.len);
	if (body && file)
		send_file(x, rp);
	else if (body && !together)
		write_all(x, rp->body, rp->len);
}

void exchange_send(struct exchange *x, struct req *rq, struct reply *rp)
{
	bool mine = exchange_claim(x);

	if (mine && rp->fault.kind != REPLY_SOUND)
		exchange_fault_send(x, rq, rp);
	else if (mine)
		write_reply(x, rq, rp);
	if (rp->fd >= 0)
		close(rp->fd);
	rp->fd = -1;
	if (rp->close || x->lost)
		mg_disable_connection_keep_alive(x->conn);
	else
		exchange_drain(x);
	/* As the answer said, also where civetweb would have gone on. */
	if (!x->lost && !client_stays(x))
		mg_disable_connection_keep_alive(x->conn);
}
