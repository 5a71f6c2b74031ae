/* Reading bodies from a civetweb connection. */
#include "http/exchange.h"

/* What a refused client may still send before the connection is cut. */
static const int64_t max_drain = INT64_C(4) << 30;

bool exchange_claim(struct exchange *x)
{
	pthread_mutex_lock(x->lock);
	bool mine = !x->answered;
	x->answered = true;
	pthread_mutex_unlock(x->lock);
	return mine;
}

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
