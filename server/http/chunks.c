#include "http/chunks.h"

#include <string.h>

enum {
	MOST_DIGITS = 16,
	MOST_BESIDE = 8192, /* bytes that nobody reads: each may come with one byte of a body */
};

static bool read_line_end(struct conn *c)
{
	int first = conn_byte(c);

	return first == '\r' && conn_byte(c) == '\n';
}

/* Up to the end of the line; `first` is its first byte. How many bytes it has, -1: it is none, or too long. */
static int skip_line(struct chunks *k, struct conn *c, int first)
{
	int n = 0;

	for (int byte = first; byte != '\r'; byte = conn_byte(c), n++)
		if (byte < 0 || byte == '\n' || k->beside++ == MOST_BESIDE)
			return -1;
	return conn_byte(c) == '\n' ? n : -1;
}

static int digit_of(int byte)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = byte > 0 ? strchr(digits, byte) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

/* -1 for a line that is none. */
static int64_t read_size(struct chunks *k, struct conn *c)
{
	int64_t size = 0;
	int byte = conn_byte(c), digits = 0;

	for (; digit_of(byte) >= 0; byte = conn_byte(c)) {
		if (digits++ == MOST_DIGITS || size > INT64_MAX / 16)
			return -1;
		size = size * 16 + digit_of(byte);
	}
	if (digits == 0 || (byte != '\r' && byte != ';'))
		return -1;
	return skip_line(k, c, byte) >= 0 ? size : -1;
}

/* Lines up to an empty one. */
static bool skip_trailer(struct chunks *k, struct conn *c)
{
	int n;

	do
		n = skip_line(k, c, conn_byte(c));
	while (n > 0);
	return n == 0;
}

int64_t chunks_read(struct chunks *k, struct conn *c, void *buf, size_t n)
{
	if (k->left == 0) {
		if (k->begun && !read_line_end(c))
			return -1;
		k->begun = true;
		k->left = read_size(k, c);
		if (k->left <= 0)
			return k->left == 0 && skip_trailer(k, c) ? 0 : -1;
	}
	int64_t got = conn_read(c, buf, k->left < (int64_t)n ? (size_t)k->left : n);
	if (got <= 0)
		return -1;
	k->left -= got;
	return got;
}
