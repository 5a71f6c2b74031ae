/* One value of EXIF data, in the two forms of embedded_exif.h. */
#ifndef EMBEDDED_EMBEDDED_EXIF_VALUE_H
#define EMBEDDED_EMBEDDED_EXIF_VALUE_H

#include "embedded/embedded_exif_rows.h"
#include "embedded/embedded_tags.h"

#include <libexif/exif-data.h>

/* The i-th number of an entry; NaN when there is none, or it is a fraction over nothing. */
double embedded_exif_value_number(const ExifEntry *e, size_t i);

/* Readable: words for numbers that stand for words, dates as ISO 8601, quantities as numbers in the
 * unit that the name implies. */
void embedded_exif_value_shown(struct arena *a, const struct embedded_exif_row *row,
	const ExifEntry *e, struct embedded_tags *tags);

/* As the file has it: numbers, arrays of numbers, texts. */
void embedded_exif_value_raw(struct arena *a, const struct embedded_exif_row *row,
	const ExifEntry *e, struct embedded_tags *tags);

#endif
