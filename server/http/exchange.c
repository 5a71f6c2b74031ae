/* Reading bodies. */
#include "http/exchange.h"

#include "base/clock.h"

enum { MAX_DRAIN_MS = 20000 };

static int64_t read_declared(struct exchange *x, void *buf, size_t n)
{
	int64_t left = x->head.length - x->received;

	if (left <= 0)
		return 0;
	int64_t got = conn_read(x->conn, buf, left < (int64_t)n ? (size_t)left : n);
	return got > 0 ? got : -1;
}

int64_t exchange_read(struct exchange *x, void *buf, size_t n)
{
	if (x->ended || x->lost)
		return x->ended ? 0 : -1;
	if (x->head.wants_100) {
		static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
		x->head.wants_100 = false;
		conn_write(x->conn, go_on, sizeof(go_on) - 1);
	}
	int64_t got = x->head.length >= 0 ? read_declared(x, buf, n)
					  : chunks_read(&x->chunks, x->conn, buf, n);
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
	int64_t until = clock_monotonic_us() + INT64_C(1000) * MAX_DRAIN_MS;
	char buf[16 * 1024];

	conn_begin_spell(x->conn);
	/* A client that waits for leave to send gets its answer instead; what it does next is open, so
	 * the connection ends. */
	while (!x->head.wants_100 && exchange_read(x, buf, sizeof(buf)) > 0)
		if (clock_monotonic_us() > until)
			break;
	if (!x->ended)
		x->conn->keeps = false;
}
