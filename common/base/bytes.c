/* No sum of offsets: it could overflow. */
#include "base/bytes.h"

#include <string.h>

bool bytes_reach(const struct bytes *b, size_t at, size_t count)
{
	return at <= b->n && b->n - at >= count;
}

bool bytes_has(const struct bytes *b, size_t at, const char *what, size_t len)
{
	return bytes_reach(b, at, len) && memcmp(b->p + at, what, len) == 0;
}

uint32_t bytes_big(const struct bytes *b, size_t at, size_t width)
{
	uint32_t value = 0;

	for (size_t i = 0; i < width && bytes_reach(b, at, width); i++)
		value = value << 8 | b->p[at + i];
	return value;
}

uint32_t bytes_little(const struct bytes *b, size_t at, size_t width)
{
	uint32_t value = 0;

	for (size_t i = width; i > 0 && bytes_reach(b, at, width); i--)
		value = value << 8 | b->p[at + i - 1];
	return value;
}
