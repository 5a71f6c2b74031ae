/* Reading of bytes that strangers wrote: every offset may come from them, so each question is first whether the bytes
 * are there. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

/* Somebody else's bytes. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

/* Whether `count` bytes are there from that place on. */
bool bytes_reach(const struct bytes *b, size_t at, size_t count);

/* Whether those are these `len` ones. */
bool bytes_has(const struct bytes *b, size_t at, const char *what, size_t len);

/* The whole number of `width` bytes (at most 4), the highest first or last; 0 when they are not all there. */
uint32_t bytes_big(const struct bytes *b, size_t at, size_t width);
uint32_t bytes_little(const struct bytes *b, size_t at, size_t width);

#endif
