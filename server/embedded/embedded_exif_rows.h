/* What the tags of EXIF are called and how their values are shown: data, read by embedded_exif.c. */
#ifndef EMBEDDED_EMBEDDED_EXIF_ROWS_H
#define EMBEDDED_EMBEDDED_EXIF_ROWS_H

#include "base/base.h"

/* The directories, in the order of their places in libexif and in answers. */
enum embedded_exif_group {
	EMBEDDED_EXIF_IMAGE,
	EMBEDDED_EXIF_THUMBNAIL, /* has the rows of the first */
	EMBEDDED_EXIF_EXIF,
	EMBEDDED_EXIF_GPS,
	EMBEDDED_EXIF_INTEROPERABILITY,
	EMBEDDED_EXIF_GROUPS,
};

enum embedded_exif_kind {
	EMBEDDED_EXIF_TEXT,
	EMBEDDED_EXIF_NUMBER, /* several: an array */
	EMBEDDED_EXIF_WORD,   /* a number or a letter that stands for one of `words` */
	EMBEDDED_EXIF_DATE,
	EMBEDDED_EXIF_COMMENT,    /* eight bytes name the character set of the rest */
	EMBEDDED_EXIF_UCS2,       /* little-endian in bytes */
	EMBEDDED_EXIF_COMPONENTS, /* channels of colour by number */
	EMBEDDED_EXIF_DOTTED,     /* bytes of a version */
	EMBEDDED_EXIF_SHUTTER,    /* APEX; shown in seconds */
	EMBEDDED_EXIF_APERTURE,   /* APEX; shown as f-number */
	EMBEDDED_EXIF_LENS,       /* focal lengths and f-numbers from and to */
	EMBEDDED_EXIF_DEGREES,  /* degrees, minutes, seconds; the tag before it has the direction */
	EMBEDDED_EXIF_ALTITUDE, /* the tag before it says whether it is below the sea */
	EMBEDDED_EXIF_TIME,     /* hours, minutes, seconds */
};

struct embedded_exif_word {
	int value;
	const char *word;
};

struct embedded_exif_row {
	uint16_t tag;
	const char *name;
	enum embedded_exif_kind kind;
	const struct embedded_exif_word *words; /* ends with a NULL word */
};

/* NULL: not known here, and not shown. */
const struct embedded_exif_row *embedded_exif_row(enum embedded_exif_group group, unsigned tag);

/* The same by name, of the image and EXIF directories, for XMP's copies of them. */
const struct embedded_exif_row *embedded_exif_row_named(const char *name);

/* NULL: `value` has no word. */
const char *embedded_exif_word(const struct embedded_exif_row *row, int value);

#endif
