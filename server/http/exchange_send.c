/* Writing answers to a civetweb connection. */
#include "http/exchange_send.h"

#include "http/exchange_fault.h"
#include "http/exchange_head.h"

#include <unistd.h>

enum { FILE_CHUNK = 64 * 1024 };

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

static void write_reply(struct exchange *x, const struct req *rq, const struct reply *rp)
{
	bool file = rp->fd >= 0, body = exchange_has_body(rq, rp);
	struct strbuf out = exchange_head(x, rq, rp, file ? rp->file_len : (int64_t)rp->len);
	bool together = body && !file && rp->len <= EXCHANGE_MAX_ONE_WRITE;

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
	if (!x->lost && !exchange_head_client_stays(x))
		mg_disable_connection_keep_alive(x->conn);
}
