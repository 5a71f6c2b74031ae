/* Limits of made pictures, kept by the server and by its helper alike. */
#include "wire/media_picture.h"

#include <inttypes.h>
#include <string.h>

/* Even noise stays below in every format: GIF takes a byte and a half for a pixel, PNG a little over
 * three, JPEG and WebP less than that. The rest is headers and, for GIF, the palette. */
enum { MOST_BYTES_A_PIXEL = 4, MOST_BYTES_BESIDE = 64 * 1024 };

const char *const media_picture_formats[] = { "jpeg", "png", "webp", "gif", NULL };

static bool is_format(const char *format)
{
	for (size_t i = 0; media_picture_formats[i]; i++) {
		if (strcmp(media_picture_formats[i], format) == 0)
			return true;
	}
	return false;
}

bool media_picture_check(struct scope *s, const struct media_picture *p)
{
	if (p->width < 1 || p->width > MEDIA_PICTURE_MAX_SIDE || p->height < 1 ||
		p->height > MEDIA_PICTURE_MAX_SIDE)
		return err_set(s, ERR_INVALID,
			"A picture of %" PRId64 " x %" PRId64
			" pixels cannot be made: each side must be 1 to %d.",
			p->width, p->height, MEDIA_PICTURE_MAX_SIDE);
	if (p->width * p->height > MEDIA_PICTURE_MAX_PIXELS)
		return err_set(s, ERR_INVALID,
			"A picture of %" PRId64 " x %" PRId64
			" pixels cannot be made: the limit is %d megapixels.",
			p->width, p->height, MEDIA_PICTURE_MAX_PIXELS / 1000000);
	if (p->seed < 0 || p->seed > MEDIA_PICTURE_MAX_SEED)
		return err_set(s, ERR_INVALID,
			"A picture's seed must be 0 to %" PRId64 ", not %" PRId64 ".",
			MEDIA_PICTURE_MAX_SEED, p->seed);
	return is_format(p->format) ||
	       err_set(s, ERR_INVALID,
		       "Pictures are made as jpeg, png, webp or gif, not as \"%.20s\".", p->format);
}

int64_t media_picture_room(const struct media_picture *p)
{
	return p->width * p->height * MOST_BYTES_A_PIXEL + MOST_BYTES_BESIDE;
}
