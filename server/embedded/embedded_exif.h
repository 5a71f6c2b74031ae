/* EXIF data in the two forms that answers want: flat and readable, or by directory and raw. */
#ifndef EMBEDDED_EMBEDDED_EXIF_H
#define EMBEDDED_EMBEDDED_EXIF_H

#include "embedded/embedded_tags.h"

/* Adds what the image, EXIF, GPS and interoperability directories say to `tags`. `p` is EXIF data with
 * or without "Exif\0\0" before it; what is broken adds nothing, or what could be read before the
 * break. */
void embedded_exif_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags);

/* The object of struct media_description, of at most MEDIA_FACTS_MAX_JSON bytes. "{}" when nothing can
 * be read. */
const char *embedded_exif_json(struct arena *a, const uint8_t *p, size_t n);

#endif
