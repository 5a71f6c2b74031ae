/* The sides of a picture as its header declares them, for files that libvips does not read: damaged ones, and
 * kinds it has no reader for. */
#ifndef MEDIA_MEDIA_SIDES_H
#define MEDIA_MEDIA_SIDES_H

#include "base/base.h"

struct media_sides {
	const char *format; /* jpg png gif webp bmp ico psd jxl */
	int64_t width, height;
	bool has_alpha; /* as far as a header says it in a plain word */
};

/* Reads the file's n bytes. False: none of these, cut before its sides, or sides beyond MEDIA_FACTS_MAX_SIDE or
 * without a length. */
bool media_sides_read(const uint8_t *p, size_t n, struct media_sides *out);

#endif
