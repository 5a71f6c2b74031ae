/* libvips asks for the pixels strip by strip while it encodes. The result is mapped into the file: this
 * process may make no file grow (see media_limits.h), so whoever wants the picture made the room. */
#include "media/media_generate.h"

#include "media/media_canvas.h"
#include "wire/media_picture.h"

#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <vips/vips.h>

/* As of a good photograph on the web. */
enum { JPEG_QUALITY = 85, WEBP_QUALITY = 80, WEBP_EFFORT = 2, PNG_COMPRESSION = 3, GIF_EFFORT = 1 };

static const double dots_per_mm = 72 / 25.4;

/* NOLINTNEXTLINE(readability-non-const-parameter): as libvips declares it */
static int paint(VipsRegion *out, void *sequence, void *canvas, void *unused, gboolean *stop)
{
	const VipsRect *area = &out->valid;
	VipsPel *row = out->data;

	(void)sequence;
	(void)unused;
	(void)stop;
	for (int y = area->top; y < area->top + area->height; y++, row += out->bpl)
		media_canvas_row(canvas, y, area->left, area->width, row);
	return 0;
}

static VipsImage *new_image(struct media_canvas *canvas)
{
	VipsImage *image = vips_image_new();

	vips_image_init_fields(image, (int)canvas->width, (int)canvas->height, MEDIA_CANVAS_BANDS,
		VIPS_FORMAT_UCHAR, VIPS_CODING_NONE, VIPS_INTERPRETATION_sRGB, dots_per_mm,
		dots_per_mm);
	if (vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, NULL) == 0 &&
		vips_image_generate(image, NULL, paint, NULL, canvas, NULL) == 0)
		return image;
	g_object_unref(image);
	return NULL;
}

static int encode(VipsImage *image, const char *format, void **bytes, size_t *n)
{
	if (strcmp(format, "png") == 0)
		return vips_pngsave_buffer(
			image, bytes, n, "compression", PNG_COMPRESSION, "strip", TRUE, NULL);
	if (strcmp(format, "webp") == 0)
		return vips_webpsave_buffer(image, bytes, n, "Q", WEBP_QUALITY, "effort",
			WEBP_EFFORT, "strip", TRUE, NULL);
	/* The grain does what dithering would do, in half the time. */
	if (strcmp(format, "gif") == 0)
		return vips_gifsave_buffer(
			image, bytes, n, "effort", GIF_EFFORT, "dither", 0.0, NULL);
	return vips_jpegsave_buffer(image, bytes, n, "Q", JPEG_QUALITY, "strip", TRUE, NULL);
}

static bool put_into(struct scope *s, int fd, const void *bytes, size_t n)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(s, ERR_INVALID, "The picture is to go where no file is.");
	if (st.st_size < 0 || (size_t)st.st_size < n)
		return err_set(s, ERR_INVALID,
			"The picture has %zu bytes and its file room for %" PRId64 ".", n,
			(int64_t)st.st_size);
	void *room = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (room == MAP_FAILED)
		return err_set(s, ERR_INVALID, "The picture's file cannot be written.");
	memcpy(room, bytes, n);
	munmap(room, n);
	return true;
}

static bool set_failed(struct scope *s)
{
	vips_error_clear();
	return err_set(s, ERR_INVALID, "The picture cannot be made: there is not enough memory.");
}

bool media_generate_file(struct scope *s, const struct media_picture *p, int fd, int64_t *bytes)
{
	void *made = NULL;
	size_t n = 0;

	if (!media_picture_check(s, p))
		return false;
	struct media_canvas canvas = media_canvas(p->width, p->height, p->seed);
	VipsImage *image = new_image(&canvas);
	if (!image)
		return set_failed(s);
	int rc = encode(image, p->format, &made, &n);
	g_object_unref(image);
	if (rc != 0)
		return set_failed(s);
	bool done = put_into(s, fd, made, n);
	g_free(made);
	*bytes = (int64_t)n;
	return done;
}
