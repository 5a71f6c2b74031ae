/* Pictures to be made: which may be asked for, and how large their files get. The same words give the same bytes. */
#ifndef WIRE_MEDIA_PICTURE_H
#define WIRE_MEDIA_PICTURE_H

#include "base/scope.h"

enum { MEDIA_PICTURE_MAX_SIDE = 10 * 1000, MEDIA_PICTURE_MAX_PIXELS = 50 * 1000 * 1000 };
#define MEDIA_PICTURE_MAX_SEED (INT64_C(1) << 53)

struct media_picture {
	int64_t width, height;
	const char *format; /* jpeg png webp gif */
	int64_t seed;
};

/* The formats by their names, then NULL: a place in this list stands for one on the wire. */
extern const char *const media_picture_formats[];

/* False: ERR_INVALID with a sentence for the user. */
NODISCARD bool media_picture_check(struct scope *s, const struct media_picture *p);

/* Bytes that a file of the (checked) picture never exceeds; real ones are far smaller. */
int64_t media_picture_room(const struct media_picture *p);

#endif
