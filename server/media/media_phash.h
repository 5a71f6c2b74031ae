/* A perceptual hash: 64 bits that stay nearly the same when a picture is resized, compressed or
 * converted, and differ in about half their places between pictures that are not alike. */
#ifndef MEDIA_MEDIA_PHASH_H
#define MEDIA_MEDIA_PHASH_H

#include "base/base.h"

enum { MEDIA_PHASH_SIDE = 32 }; /* pixels of the reduced picture */

/* The hash of a picture reduced to grey levels, row by row. */
uint64_t media_phash_of(const double grey[MEDIA_PHASH_SIDE * MEDIA_PHASH_SIDE]);

/* Turns the reduced picture as EXIF's orientation says (1 to 8; else not). */
void media_phash_turn(double grey[MEDIA_PHASH_SIDE * MEDIA_PHASH_SIDE], int orientation);

#endif
