/* The pixels are read once, from the top down, and reduced on the way, so that memory does not grow
 * with the image. */
#include "media/media_describe.h"

#include "embedded/embedded_exif.h"
#include "media/media_image.h"
#include "media/media_phash.h"

#include <inttypes.h>
#include <math.h>

enum { SIDE = MEDIA_PHASH_SIDE, PIXELS = SIDE * SIDE };

static void drop_image(void *arg)
{
	g_object_unref(arg);
}

/* Steps of a pipeline: each takes over the arena's image and leaves the next. False: libvips failed. */
static bool next(struct arena *a, int rc, VipsImage *const *made, VipsImage **image)
{
	if (rc != 0)
		return false;
	arena_defer(a, drop_image, *made);
	*image = *made;
	return true;
}

/* What libvips knows no way to grey from (numbers without a meaning in colour) is taken as it is. */
static bool make_grey(struct arena *a, VipsImage **image)
{
	VipsImage *made = NULL;

	if (vips_colourspace_issupported(*image))
		return next(a, vips_colourspace(*image, &made, VIPS_INTERPRETATION_B_W, NULL),
			&made, image);
	return true;
}

static bool flatten(struct arena *a, VipsImage **image)
{
	VipsImage *made = NULL;

	if (!vips_image_hasalpha(*image))
		return true;
	VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
	int rc = vips_flatten(*image, &made, "background", white, NULL);
	vips_area_unref(VIPS_AREA(white));
	return next(a, rc, &made, image);
}

/* One band of SIDE x SIDE numbers. */
static bool reduce(struct arena *a, VipsImage **image)
{
	double x = (double)SIDE / vips_image_get_width(*image);
	double y = (double)SIDE / vips_image_get_height(*image);
	VipsImage *made = NULL;

	if (!next(a, vips_extract_band(*image, &made, 0, NULL), &made, image))
		return false;
	made = NULL;
	if (!next(a, vips_cast_double(*image, &made, NULL), &made, image))
		return false;
	made = NULL;
	if (!next(a, vips_resize(*image, &made, x, "vscale", y, "kernel", VIPS_KERNEL_LINEAR, NULL),
		    &made, image))
		return false;
	return vips_image_get_width(*image) == SIDE && vips_image_get_height(*image) == SIDE;
}

static bool run_steps(struct arena *a, VipsImage *image, double grey[PIXELS])
{
	size_t n = 0;

	if (!make_grey(a, &image) || !flatten(a, &image) || !reduce(a, &image))
		return false;
	double *pixels = vips_image_write_to_memory(image, &n);
	if (!pixels)
		return false;
	bool fits = n == PIXELS * sizeof(double);
	for (size_t i = 0; fits && i < PIXELS; i++)
		grey[i] = pixels[i];
	g_free(pixels);
	return fits;
}

/* The steps go before the file does. */
static bool read_grey(VipsImage *image, double grey[PIXELS])
{
	struct arena *steps = arena_new();
	bool done = run_steps(steps, image, grey);

	arena_free(steps);
	return done;
}

static int density_of(const struct media_image *m)
{
	double density = round(media_image_x_resolution(m));

	return density >= 1 && density <= MEDIA_FACTS_MAX_DENSITY ? (int)density
								  : MEDIA_FACTS_UNKNOWN_DENSITY;
}

static const char *exif_of(struct arena *a, const struct media_image *m)
{
	const struct embedded_blob blob = media_image_blobs(m).exif;

	return blob.p ? embedded_exif_json(a, blob.p, blob.n) : "{}";
}

static bool describe(struct scope *s, const struct media_image *m, struct media_description *out)
{
	double grey[PIXELS] = { 0 };

	/* The header first: a reader may write it anew when it comes to the pixels. */
	*out = (struct media_description){
		.format = m->format,
		.width = vips_image_get_width(m->image),
		.height = vips_image_get_height(m->image),
		.has_color_profile = vips_image_get_typeof(m->image, VIPS_META_ICC_NAME) != 0,
		.density = density_of(m),
		.has_transparency = vips_image_hasalpha(m->image),
		.exif_json = exif_of(s->arena, m),
	};
	int orientation = media_image_orientation(m);
	if (!read_grey(m->image, grey))
		return media_image_set_damaged(s);
	media_phash_turn(grey, orientation);
	out->phash = arena_printf(s->arena, "%016" PRIx64, media_phash_of(grey));
	return true;
}

bool media_describe_file(struct scope *s, int fd, int64_t max_pixels, struct media_description *out)
{
	struct media_image m;

	if (!media_image_open(s, fd, true, &m))
		return false;
	bool done = media_image_check_pixels(s, &m, max_pixels) && describe(s, &m, out);
	media_image_close(&m);
	return done;
}
