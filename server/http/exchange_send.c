#include "http/exchange_send.h"

#include "http/exchange_fault.h"
#include "http/exchange_head.h"

#include <unistd.h>

enum { FILE_CHUNK = 64 * 1024 };

/* The length is promised: only a cut connection tells the client that there is no more. */
static bool send_file(struct exchange *x, const struct reply *rp)
{
	char buf[FILE_CHUNK];
	int64_t at = rp->file_from, left = rp->file_len;

	while (left > 0) {
		size_t want = left < FILE_CHUNK ? (size_t)left : FILE_CHUNK;
		ssize_t got = pread(rp->fd, buf, want, at);
		if (got <= 0 || !conn_write(x->conn, buf, (size_t)got))
			return false;
		at += got;
		left -= got;
	}
	return true;
}

static void send_whole(struct exchange *x, const struct req *rq, const struct reply *rp)
{
	bool file = rp->fd >= 0, body = exchange_has_body(rq, rp);
	struct strbuf out = exchange_head(x, rq, rp, file ? rp->file_len : (int64_t)rp->len);
	bool together = body && !file && rp->len <= EXCHANGE_MAX_ONE_WRITE;

	if (together)
		strbuf_add(&out, rp->body, rp->len);
	bool ok = conn_write(x->conn, strbuf_text(&out), out.len);
	if (ok && body && file)
		ok = send_file(x, rp);
	else if (ok && body && !together)
		ok = conn_write(x->conn, rp->body, rp->len);
	if (!ok)
		x->conn->keeps = false;
}

void exchange_send(struct exchange *x, struct req *rq, struct reply *rp)
{
	bool mine = progress_claim(x->progress, &x->entry);

	conn_begin_spell(x->conn);
	if (mine && rp->fault.kind != REPLY_SOUND)
		exchange_fault_send(x, rq, rp);
	else if (mine)
		send_whole(x, rq, rp);
	if (rp->fd >= 0)
		close(rp->fd);
	rp->fd = -1;
	if (!mine || rp->close || x->lost)
		x->conn->keeps = false;
	else
		exchange_drain(x);
}
