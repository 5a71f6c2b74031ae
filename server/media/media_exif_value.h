/* One value of EXIF data, in the two forms of media_exif.h. */
#ifndef MEDIA_MEDIA_EXIF_VALUE_H
#define MEDIA_MEDIA_EXIF_VALUE_H

#include "media/media_exif_rows.h"
#include "media/media_tags.h"

#include <libexif/exif-data.h>

/* The i-th number of an entry; NaN when there is none, or it is a fraction over nothing. */
double media_exif_value_number(const ExifEntry *e, size_t i);

/* Readable: words for numbers that stand for words, dates as ISO 8601, quantities as numbers in the
 * unit that the name implies. */
void media_exif_value_shown(struct arena *a, const struct media_exif_row *row, const ExifEntry *e,
	struct media_tags *tags);

/* As the file has it: numbers, arrays of numbers, texts. */
void media_exif_value_raw(struct arena *a, const struct media_exif_row *row, const ExifEntry *e,
	struct media_tags *tags);

#endif
