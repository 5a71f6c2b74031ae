/* Facts that cost no pixel. */
#include "media/media_probe.h"

#include "embedded/embedded.h"
#include "media/media_image.h"

/* Where the reader has no answer, the header may have one. */
static bool probe_header(struct scope *s, const struct media_sides *sides, int64_t max_pixels,
	struct media_facts *out)
{
	if (!sides->format)
		return false;
	err_clear(s);
	if (!media_image_check_sides(s, sides->width, sides->height, 1, max_pixels))
		return false;
	*out = (struct media_facts){
		.format = sides->format,
		.width = sides->width,
		.height = sides->height,
		.has_alpha = sides->has_alpha,
		.frames = 1,
	};
	return true;
}

bool media_probe_file(struct scope *s, int fd, int64_t max_pixels, struct media_facts *out)
{
	struct media_image m;

	if (!media_image_open(s, fd, false, &m))
		return probe_header(s, &m.sides, max_pixels, out);
	bool done = media_image_check_pixels(s, &m, max_pixels);
	if (done) {
		const struct embedded_blobs blobs = media_image_blobs(&m);
		*out = (struct media_facts){
			.format = m.format,
			.width = vips_image_get_width(m.image),
			.height = vips_image_get_height(m.image),
			.orientation = media_image_orientation(&m),
			.has_alpha = vips_image_hasalpha(m.image),
			.x_resolution = media_image_x_resolution(&m),
			.y_resolution = media_image_y_resolution(&m),
			.frames = vips_image_get_n_pages(m.image),
			.embedded_json = embedded_json(s->arena, &blobs),
		};
	}
	media_image_close(&m);
	return done;
}
