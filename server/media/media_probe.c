/* The file is mapped and libvips is given the memory: the descriptor shares its position with the
 * server's, which therefore must not move. */
#include "media/media_probe.h"

#include "media/media_header.h"
#include "media/media_library.h"

#include <inttypes.h>
#include <math.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <vips/vips.h>

enum { MAX_CAUSE = 120 }; /* bytes of libvips' own words in a sentence */

static const double mm_per_inch = 25.4;

struct mapped_file {
	void *p;
	size_t n;
};

static bool map_file(struct scope *s, int fd, struct mapped_file *out)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(s, ERR_INVALID, "The image is not a file.");
	if (st.st_size == 0)
		return err_set(s, ERR_INVALID, "The file is empty.");
	void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(s, ERR_INVALID, "The file is too large to be read as an image.");
	*out = (struct mapped_file){ p, (size_t)st.st_size };
	return true;
}

/* With the first line of what libvips has to say, if anything, less the "domain: " it opens with. */
static bool set_damaged(struct scope *s)
{
	const char *cause = vips_error_buffer();
	const char *colon = strstr(cause, ": ");

	if (colon)
		cause = colon + 2;
	size_t n = strcspn(cause, "\n");
	int shown = (int)(n < MAX_CAUSE ? n : MAX_CAUSE);
	if (shown > 0)
		err_set(s, ERR_INVALID, "The image is cut short or damaged: %.*s", shown, cause);
	else
		err_set(s, ERR_INVALID, "The image is cut short or damaged.");
	vips_error_clear();
	return false;
}

/* The service's word for what a reader reads; NULL: this program does not take it. */
static const char *format_of(VipsImage *image)
{
	static const struct {
		const char *reader, *format;
	} rows[] = {
		{ "jpegload", "jpg" },
		{ "pngload", "png" },
		{ "gifload", "gif" },
		{ "webpload", "webp" },
		{ "tiffload", "tiff" },
		{ "svgload", "svg" },
	};
	const char *reader, *compression;

	if (vips_image_get_string(image, VIPS_META_LOADER, &reader) != 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strncmp(reader, rows[i].reader, strlen(rows[i].reader)) == 0)
			return rows[i].format;
	}
	if (strncmp(reader, "heifload", strlen("heifload")) != 0 ||
		vips_image_get_string(image, "heif-compression", &compression) != 0)
		return NULL;
	return strcmp(compression, "av1") == 0 ? "avif" : "heic";
}

/* libvips answers 1 for files that do not say, so that the file is asked as well. For HEIF it says
 * nothing, since that reader turns the image itself. */
static int orientation_of(VipsImage *image, const char *format, const struct mapped_file *file)
{
	const void *exif;
	size_t n;

	if (vips_image_get_typeof(image, VIPS_META_ORIENTATION) == 0)
		return 0;
	if (strcmp(format, "tiff") == 0)
		return media_header_orientation(file->p, file->n);
	if (vips_image_get_typeof(image, VIPS_META_EXIF_NAME) == 0 ||
		vips_image_get_blob(image, VIPS_META_EXIF_NAME, &exif, &n) != 0)
		return 0;
	return media_header_orientation(exif, n);
}

/* libvips takes 72 dots per inch for what some kinds of files do not say. */
static bool says_resolution(VipsImage *image, const char *format, const struct mapped_file *file)
{
	const char *unit;

	if (strcmp(format, "png") == 0)
		return media_header_png_has_density(file->p, file->n);
	return vips_image_get_typeof(image, VIPS_META_RESOLUTION_UNIT) != 0 &&
	       vips_image_get_string(image, VIPS_META_RESOLUTION_UNIT, &unit) == 0 &&
	       (strcmp(unit, "in") == 0 || strcmp(unit, "cm") == 0);
}

/* libvips counts pixels per millimetre, and has 1 where nothing better is known. */
static double dots_per_inch(double per_mm)
{
	if (!isfinite(per_mm) || per_mm <= 0 || per_mm == 1.0)
		return 0;
	return round(per_mm * mm_per_inch * 100) / 100;
}

static bool check_pixels(struct scope *s, const struct media_facts *f, int64_t max_pixels)
{
	const int64_t mega = 1000000;

	if (f->width * f->height <= max_pixels / f->frames)
		return true;
	const char *limit =
		max_pixels % mega == 0
			? arena_printf(s->arena, "%" PRId64 " megapixels", max_pixels / mega)
			: arena_printf(s->arena, "%" PRId64 " pixels", max_pixels);
	if (f->frames == 1)
		return err_set(s, ERR_INVALID,
			"The image declares %" PRId64 " x %" PRId64 " pixels; the limit is %s.",
			f->width, f->height, limit);
	return err_set(s, ERR_INVALID,
		"The image declares %d frames of %" PRId64 " x %" PRId64
		" pixels; the limit is %s.",
		f->frames, f->width, f->height, limit);
}

static bool read_header(VipsImage *image, const struct mapped_file *file, struct media_facts *out)
{
	const char *format = format_of(image);

	if (!format)
		return false;
	bool resolution = says_resolution(image, format, file);
	*out = (struct media_facts){
		.format = format,
		.width = vips_image_get_width(image),
		.height = vips_image_get_height(image),
		.orientation = orientation_of(image, format, file),
		.has_alpha = vips_image_hasalpha(image),
		.x_resolution = resolution ? dots_per_inch(vips_image_get_xres(image)) : 0,
		.y_resolution = resolution ? dots_per_inch(vips_image_get_yres(image)) : 0,
		.frames = vips_image_get_n_pages(image),
	};
	return true;
}

static bool set_unreadable(struct scope *s)
{
	vips_error_clear();
	return err_set(s, ERR_INVALID,
		"The file is not an image of a kind that can be read here: jpg, png, gif, webp, "
		"avif, "
		"heic, tiff or svg.");
}

static bool probe_source(struct scope *s, VipsSource *source, const struct mapped_file *file,
	struct media_facts *out)
{
	const char *reader = vips_foreign_find_load_source(source);
	VipsImage *image = NULL;

	if (!reader || !media_library_allows(reader))
		return set_unreadable(s);
	if (vips_call(reader, source, &image, "access", VIPS_ACCESS_SEQUENTIAL, NULL) != 0)
		return set_damaged(s);
	bool done = read_header(image, file, out);
	g_object_unref(image);
	return done || set_unreadable(s);
}

bool media_probe_file(struct scope *s, int fd, int64_t max_pixels, struct media_facts *out)
{
	struct mapped_file file = { 0 };

	if (!map_file(s, fd, &file))
		return false;
	media_library_prepare(file.p, file.n);
	VipsSource *source = vips_source_new_from_memory(file.p, file.n);
	bool done = probe_source(s, source, &file, out);
	g_object_unref(source);
	munmap(file.p, file.n);
	return done && check_pixels(s, out, max_pixels);
}
