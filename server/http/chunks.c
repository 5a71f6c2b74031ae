#include "http/chunks.h"

#include <string.h>

enum {
	MOST_DIGITS = 16,
	MOST_TRAILER = 8192, /* bytes of headers behind the last chunk, which nobody reads */
};

static bool read_line_end(struct conn *c)
{
	return conn_byte(c) == '\r' && conn_byte(c) == '\n';
}

static int digit_of(int byte)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = byte > 0 ? strchr(digits, byte) : NULL;

	return at ? (int)((at - digits) % 16) : -1;
}

/* -1 for a line that is none. */
static int64_t read_size(struct conn *c)
{
	int64_t size = 0;
	int byte = conn_byte(c);

	for (int i = 0; digit_of(byte) >= 0; i++) {
		if (i == MOST_DIGITS || size > INT64_MAX / 16)
			return -1;
		size = size * 16 + digit_of(byte);
		byte = conn_byte(c);
		if (byte == '\r')
			return conn_byte(c) == '\n' ? size : -1;
	}
	return -1;
}

/* Lines up to an empty one. */
static bool skip_trailer(struct conn *c)
{
	int in_line = 0;

	for (int i = 0; i < MOST_TRAILER; i++) {
		int byte = conn_byte(c);
		if (byte == '\r') {
			if (conn_byte(c) != '\n')
				return false;
			if (in_line == 0)
				return true;
			in_line = 0;
		} else if (byte < 0 || byte == '\n') {
			return false;
		} else {
			in_line++;
		}
	}
	return false;
}

int64_t chunks_read(struct chunks *k, struct conn *c, void *buf, size_t n)
{
	if (k->left == 0) {
		if (k->begun && !read_line_end(c))
			return -1;
		k->begun = true;
		k->left = read_size(c);
		if (k->left <= 0)
			return k->left == 0 && skip_trailer(c) ? 0 : -1;
	}
	int64_t got = conn_read(c, buf, k->left < (int64_t)n ? (size_t)k->left : n);
	if (got <= 0)
		return -1;
	k->left -= got;
	return got;
}
