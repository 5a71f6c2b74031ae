/* Where things stand in EXIF data, which libexif keeps to itself. */
#ifndef EMBEDDED_EMBEDDED_DIRECTORY_H
#define EMBEDDED_EMBEDDED_DIRECTORY_H

#include "base/base.h"

/* The orientation (1 to 8) in the first directory of EXIF data, with or without "Exif\0\0" before it,
 * or of a TIFF file, which has the same shape. 0 when there is none. */
int embedded_directory_orientation(const uint8_t *p, size_t n);

enum embedded_directory {
	EMBEDDED_DIRECTORY_FIRST,
	EMBEDDED_DIRECTORY_SECOND,
	EMBEDDED_DIRECTORY_EXIF
};

/* What a tag of such data points at, as it is written there; 0 when there is none. */
uint32_t embedded_directory_offset(
	const uint8_t *p, size_t n, enum embedded_directory directory, unsigned tag);

#endif
