/* What a file itself says, for the facts where libvips fills in an answer when a file says nothing. */
#ifndef MEDIA_MEDIA_HEADER_H
#define MEDIA_MEDIA_HEADER_H

#include "base/base.h"

/* The orientation (1 to 8) in the first directory of EXIF data, with or without "Exif\0\0" before it,
 * or of a TIFF file, which has the same shape. 0 when there is none. */
int media_header_orientation(const uint8_t *p, size_t n);

/* True when a PNG file has a pHYs chunk in pixels per metre before its pixels. */
bool media_header_png_has_density(const uint8_t *p, size_t n);

#endif
