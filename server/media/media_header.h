/* What a file itself says, for the facts where libvips fills in an answer when a file says nothing. */
#ifndef MEDIA_MEDIA_HEADER_H
#define MEDIA_MEDIA_HEADER_H

#include "base/base.h"

/* The orientation (1 to 8) in the first directory of EXIF data, with or without "Exif\0\0" before it,
 * or of a TIFF file, which has the same shape. 0 when there is none. */
int media_header_orientation(const uint8_t *p, size_t n);

enum media_header_directory { MEDIA_HEADER_FIRST, MEDIA_HEADER_SECOND, MEDIA_HEADER_EXIF };

/* What a tag of such data points at, as it is written there; 0 when there is none. */
uint32_t media_header_offset(
	const uint8_t *p, size_t n, enum media_header_directory directory, unsigned tag);

/* The body of a PNG file's first chunk of this kind, wherever it stands; NULL when there is none. */
const uint8_t *media_header_png_chunk(const uint8_t *p, size_t n, const char kind[4], size_t *len);

/* True when a PNG file has a pHYs chunk in pixels per metre before its pixels. */
bool media_header_png_has_density(const uint8_t *p, size_t n);

/* How many blanks stand before a markup's first "<"; 0 for everything else. */
size_t media_header_blanks(const uint8_t *p, size_t n);

/* True when the file begins with "<" behind any blanks, or has the mark or beginning of XML in UTF-16, UTF-32 or
 * EBCDIC. */
bool media_header_is_markup(const uint8_t *p, size_t n);

#endif
