/* An image file, opened by libvips, and what its header says. */
#ifndef MEDIA_MEDIA_IMAGE_H
#define MEDIA_MEDIA_IMAGE_H

#include "base/scope.h"
#include "embedded/embedded.h"
#include "media/media_sides.h"

#include <vips/vips.h>

struct media_image {
	const uint8_t *p; /* the whole file, mapped */
	size_t n;
	void *room; /* the mapping, which has a page more */
	size_t room_size;
	VipsSource *source;
	VipsImage *image;   /* the first frame; its pixels are decoded when they are asked for */
	const char *format; /* as in struct media_facts */
	/* Of a file that could not be opened: what its header says all the same; without a format when that is
	 * nothing. */
	struct media_sides sides;
};

/* Opens the regular file behind fd, which stays the caller's and whose position does not move. `pixels`:
 * they will be read, from the top down, and missing ones are an error then. False: ERR_INVALID with a
 * sentence for the user, and nothing is open; out->sides may tell more. A file that is cut while it is read ends the process
 * (SIGBUS). */
NODISCARD bool media_image_open(struct scope *s, int fd, bool pixels, struct media_image *out);
void media_image_close(struct media_image *m);

/* False: ERR_INVALID, the file declares more than so many pixels in all its frames. */
NODISCARD bool media_image_check_pixels(
	struct scope *s, const struct media_image *m, int64_t max_pixels);

/* The same for a picture of these sides. */
NODISCARD bool media_image_check_sides(
	struct scope *s, int64_t width, int64_t height, int frames, int64_t max_pixels);

/* ERR_INVALID with what libvips has to say; always false. */
bool media_image_set_damaged(struct scope *s);

/* EXIF 1 to 8; 0 when the file does not say. */
int media_image_orientation(const struct media_image *m);

/* Dots per inch to a hundredth; 0 when the file does not say. */
double media_image_x_resolution(const struct media_image *m);
double media_image_y_resolution(const struct media_image *m);

/* What the file holds of EXIF, IPTC and XMP; valid until it is closed. */
struct embedded_blobs media_image_blobs(const struct media_image *m);

#endif
