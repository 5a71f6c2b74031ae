/* What the tags of EXIF are called and how their values are shown: data, read by media_exif.c. */
#ifndef MEDIA_MEDIA_EXIF_ROWS_H
#define MEDIA_MEDIA_EXIF_ROWS_H

#include "base/base.h"

/* The directories, in the order of their places in libexif and in answers. */
enum media_exif_group {
	MEDIA_EXIF_IMAGE,
	MEDIA_EXIF_THUMBNAIL, /* has the rows of the first */
	MEDIA_EXIF_EXIF,
	MEDIA_EXIF_GPS,
	MEDIA_EXIF_INTEROPERABILITY,
	MEDIA_EXIF_GROUPS,
};

enum media_exif_kind {
	MEDIA_EXIF_TEXT,
	MEDIA_EXIF_NUMBER, /* several: an array */
	MEDIA_EXIF_WORD,   /* a number or a letter that stands for one of `words` */
	MEDIA_EXIF_DATE,
	MEDIA_EXIF_COMMENT,    /* eight bytes name the character set of the rest */
	MEDIA_EXIF_UCS2,       /* little-endian in bytes */
	MEDIA_EXIF_COMPONENTS, /* channels of colour by number */
	MEDIA_EXIF_DOTTED,     /* bytes of a version */
	MEDIA_EXIF_SHUTTER,    /* APEX; shown in seconds */
	MEDIA_EXIF_APERTURE,   /* APEX; shown as f-number */
	MEDIA_EXIF_LENS,       /* focal lengths and f-numbers from and to */
	MEDIA_EXIF_DEGREES,    /* degrees, minutes, seconds; the tag before it has the direction */
	MEDIA_EXIF_ALTITUDE,   /* the tag before it says whether it is below the sea */
	MEDIA_EXIF_TIME,       /* hours, minutes, seconds */
};

struct media_exif_word {
	int value;
	const char *word;
};

struct media_exif_row {
	uint16_t tag;
	const char *name;
	enum media_exif_kind kind;
	const struct media_exif_word *words; /* ends with a NULL word */
};

/* NULL: not known here, and not shown. */
const struct media_exif_row *media_exif_row(enum media_exif_group group, unsigned tag);

/* The same by name, of the image and EXIF directories, for XMP's copies of them. */
const struct media_exif_row *media_exif_row_named(const char *name);

/* NULL: `value` has no word. */
const char *media_exif_word(const struct media_exif_row *row, int value);

#endif
