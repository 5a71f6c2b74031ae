/* What a file itself says, for the facts where libvips fills in an answer when a file says nothing. */
#ifndef MEDIA_MEDIA_HEADER_H
#define MEDIA_MEDIA_HEADER_H

#include "base/base.h"

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
