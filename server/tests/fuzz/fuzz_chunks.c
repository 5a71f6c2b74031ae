/* The input is a body in chunks as it lies in a socket whose other end is closed. However it is read, and however much
 * of it had come with the head, the same bytes are made of it and the same ones are left for the next request. */
#include "http/chunks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_INPUT = 32 * 1024 }; /* which a socket takes without a reader */

struct outcome {
	char body[MOST_INPUT];
	size_t n, left;
	bool whole;
};

static void check(bool holds)
{
	if (!holds)
		abort();
}

static struct conn *connect_with(const uint8_t *data, size_t size)
{
	const union conn_address nobody = { .any.sa_family = AF_INET };
	int pair[2];

	check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	check(write(pair[0], data, size) == (ssize_t)size);
	close(pair[0]);
	return conn_new(pair[1], &nobody, 0);
}

/* Reads pieces of `step` bytes at most, after `early` bytes have been taken up as a head's read does. */
static void read_all(
	const uint8_t *data, size_t size, size_t early, size_t step, struct outcome *out)
{
	struct conn *c = connect_with(data, size);
	struct chunks chunks = { 0 };
	char rest[MOST_INPUT];
	int64_t got;

	*out = (struct outcome){ .n = 0 };
	conn_fill(c, early);
	conn_settle(c, 0);
	while ((got = chunks_read(&chunks, c, out->body + out->n,
			step < MOST_INPUT - out->n ? step : MOST_INPUT - out->n)) > 0)
		out->n += (size_t)got;
	out->whole = got == 0;
	while (out->whole && (got = conn_read(c, rest, sizeof(rest))) > 0)
		out->left += (size_t)got;
	conn_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct outcome first, other;
	static const size_t steps[] = { 1, 7, 5000 }, early[] = { 0, 1, MOST_INPUT };

	if (size == 0 || size >= MOST_INPUT)
		return 0;
	read_all(data, size, 0, MOST_INPUT, &first);
	check(first.n + first.left <= size);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		read_all(data, size, early[i], steps[i], &other);
		check(other.whole == first.whole && other.left == first.left);
		check(!first.whole ||
			(other.n == first.n && memcmp(other.body, first.body, first.n) == 0));
	}
	return 0;
}
