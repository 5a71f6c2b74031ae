/* The distance of two perceptual hashes as clients count it. */
#ifndef TESTS_PHASH_DISTANCE_H
#define TESTS_PHASH_DISTANCE_H

#include <string.h>

static inline int phash_digit(char c)
{
	static const char digits[] = "0123456789abcdef", capitals[] = "0123456789ABCDEF";
	const char *small = memchr(digits, c, 16), *large = memchr(capitals, c, 16);

	return small ? (int)(small - digits) : large ? (int)(large - capitals) : -1;
}

/* The number of bits in which two hashes of the same length differ; -1 when one is missing or empty, is
 * not hexadecimal, or they differ in length. */
static inline int phash_distance(const char *a, const char *b)
{
	int bits = 0;

	if (!a || !b || *a == '\0' || strlen(a) != strlen(b))
		return -1;
	for (; *a; a++, b++) {
		int x = phash_digit(*a), y = phash_digit(*b);
		if (x < 0 || y < 0)
			return -1;
		for (int d = x ^ y; d; d &= d - 1)
			bits++;
	}
	return bits;
}

#endif
