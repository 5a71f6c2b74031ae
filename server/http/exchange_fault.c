/* Resets, cuts, stalls and drips. */
#include "http/exchange_fault.h"

#include "base/clock.h"
#include "http/exchange_head.h"

#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 16 * 1024,
	MAX_DRIP_MS = 60000, /* what is left then goes out at once */
};

static bool pause_for(struct exchange *x, int64_t ms)
{
	return progress_pause(x->progress, x->conn, ms);
}

static int64_t body_length(const struct reply *rp)
{
	return rp->fd >= 0 ? rp->file_len : (int64_t)rp->len;
}

/* Up to n bytes of the body from `at`; as read(2). */
static int64_t read_body(const struct reply *rp, int64_t at, char *buf, int64_t n)
{
	int64_t left = body_length(rp) - at;

	if (n > left)
		n = left;
	if (rp->fd >= 0)
		return pread(rp->fd, buf, (size_t)n, rp->file_from + at);
	if (n > 0)
		memcpy(buf, rp->body + at, (size_t)n);
	return n;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The body from `at`, n bytes of it. False when it can go no further. */
static bool write_body(struct exchange *x, const struct reply *rp, int64_t at, int64_t n)
{
	char buf[CHUNK];

	while (n > 0) {
		int64_t got = read_body(rp, at, buf, least(n, CHUNK));
		if (got <= 0 || !conn_write(x->conn, buf, (size_t)got))
			return false;
		at += got;
		n -= got;
	}
	return true;
}

static bool write_text(struct exchange *x, const struct strbuf *text, int64_t n)
{
	return n <= 0 || conn_write(x->conn, strbuf_text(text), (size_t)n);
}

static void send_until_reset(
	struct exchange *x, const struct reply *rp, const struct strbuf *head, int64_t body)
{
	int64_t bytes = rp->fault.bytes, of_head = least(bytes, (int64_t)head->len);

	if (write_text(x, head, of_head))
		write_body(x, rp, 0, least(bytes - of_head, body));
	conn_reset(x->conn);
}

/* Ends as any answer does, only late. */
static void drip(struct exchange *x, struct reply *rp, const struct strbuf *head, int64_t body)
{
	int64_t a_second = rp->fault.bytes > 0 ? rp->fault.bytes : 1;
	int64_t piece = a_second < 10 ? 1 : least(a_second / 10, CHUNK);
	int64_t until = clock_monotonic_us() + INT64_C(1000) * MAX_DRIP_MS;
	bool ok = write_text(x, head, (int64_t)head->len);

	for (int64_t at = 0; ok && at < body; at += piece) {
		if (at > 0 &&
			(!pause_for(x, piece * 1000 / a_second) || clock_monotonic_us() >= until))
			piece = body - at;
		ok = write_body(x, rp, at, least(piece, body - at));
	}
	rp->close = rp->close || !ok;
}

/* An answer without a body has nothing to keep back but the end of its head. */
static void shorten(struct strbuf *head, int64_t body)
{
	if (body == 0)
		head->len -= strlen("\r\n");
}

static void send_part(struct exchange *x, struct reply *rp, struct strbuf *head, int64_t body)
{
	switch (rp->fault.kind) {
	case REPLY_SOUND:
	case REPLY_EMPTY:
		break;
	case REPLY_RESET:
		send_until_reset(x, rp, head, body);
		break;
	case REPLY_TRUNCATED:
		shorten(head, body);
		if (write_text(x, head, (int64_t)head->len))
			write_body(x, rp, 0, least(rp->fault.bytes, body - 1));
		break;
	case REPLY_WRONG_LENGTH:
		if (write_text(x, head, (int64_t)head->len))
			write_body(x, rp, 0, body);
		break;
	case REPLY_STALL:
		shorten(head, body);
		if (write_text(x, head, (int64_t)head->len))
			pause_for(x, rp->fault.ms);
		conn_reset(x->conn);
		break;
	case REPLY_SILENT:
		pause_for(x, rp->fault.ms);
		conn_reset(x->conn);
		break;
	case REPLY_DRIP:
		drip(x, rp, head, body);
		break;
	}
}

void exchange_fault_send(struct exchange *x, struct req *rq, struct reply *rp)
{
	enum reply_fault_kind kind = rp->fault.kind;
	bool cut = kind == REPLY_RESET || kind == REPLY_SILENT;
	int64_t length = body_length(rp);
	int64_t body = exchange_has_body(rq, rp) ? length : 0;

	/* What the client still sends is not what goes wrong. */
	if (!cut)
		exchange_drain(x);
	rp->close = rp->close || kind != REPLY_DRIP;
	if (kind == REPLY_WRONG_LENGTH)
		length = rp->fault.bytes;
	struct strbuf head = exchange_head(x, rq, rp, length);
	send_part(x, rp, &head, body);
}
