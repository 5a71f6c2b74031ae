/* The file is mapped and libvips is given the memory: the descriptor shares its position with the
 * server's, which therefore must not move. */
#include "media/media_image.h"

#include "embedded/embedded_directory.h"
#include "media/media_header.h"
#include "media/media_library.h"
#include "model/media_facts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_CAUSE = 120 }; /* bytes of libvips' own words in a sentence */

static const double mm_per_inch = 25.4;
static const char exif_name[6] = "Exif\0";

/* The page before the file has libexif's word for "EXIF follows" at its end, so that a TIFF file can be
 * read as EXIF without a copy. */
static bool map_file(struct scope *s, int fd, struct media_image *out)
{
	struct stat st;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return err_set(s, ERR_INVALID, "The image is not a file.");
	if (st.st_size == 0)
		return err_set(s, ERR_INVALID, "The file is empty.");
	size_t n = (size_t)st.st_size;
	char *room =
		mmap(NULL, page + n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (room == MAP_FAILED)
		return err_set(s, ERR_INVALID, "The file is too large to be read as an image.");
	memcpy(room + page - sizeof(exif_name), exif_name, sizeof(exif_name));
	if (mmap(room + page, n, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
		munmap(room, page + n);
		return err_set(s, ERR_INVALID, "The file is too large to be read as an image.");
	}
	*out = (struct media_image){
		.room = room,
		.room_size = page + n,
		.p = (const uint8_t *)room + page,
		.n = n,
	};
	return true;
}

/* With the first line of what libvips has to say, if anything, less the "domain: " it opens with. */
bool media_image_set_damaged(struct scope *s)
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

static bool set_unreadable(struct scope *s)
{
	vips_error_clear();
	return err_set(s, ERR_INVALID,
		"The file is not an image of a kind that can be read here: jpg, png, gif, webp, "
		"avif, "
		"heic, tiff or svg.");
}

/* libvips looks for "<svg" among the first bytes only, and in no encoding that is wider; librsvg does not
 * mind. It minds blanks before an XML declaration. */
static const char *reader_of(const struct media_image *m)
{
	const char *reader = vips_foreign_find_load_source(m->source);

	if (reader || !media_header_is_markup(m->p, m->n))
		return reader;
	vips_error_clear();
	return "VipsForeignLoadSvgSource";
}

static bool open_reader(struct scope *s, struct media_image *m, bool pixels)
{
	const char *reader = reader_of(m);
	VipsFailOn fail_on = pixels ? VIPS_FAIL_ON_TRUNCATED : VIPS_FAIL_ON_NONE;

	if (!reader || !media_library_allows(reader))
		return set_unreadable(s);
	if (vips_call(reader, m->source, &m->image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
		    fail_on, NULL) != 0)
		return media_image_set_damaged(s);
	m->format = format_of(m->image);
	return m->format || set_unreadable(s);
}

bool media_image_open(struct scope *s, int fd, bool pixels, struct media_image *out)
{
	*out = (struct media_image){ 0 };
	if (!map_file(s, fd, out))
		return false;
	media_library_prepare(out->p, out->n);
	size_t blanks = media_header_blanks(out->p, out->n);
	out->source = vips_source_new_from_memory(out->p + blanks, out->n - blanks);
	if (open_reader(s, out, pixels))
		return true;
	if (!media_sides_read(out->p, out->n, &out->sides))
		out->sides.format = NULL;
	media_image_close(out);
	return false;
}

void media_image_close(struct media_image *m)
{
	if (m->image)
		g_object_unref(m->image);
	g_object_unref(m->source);
	munmap(m->room, m->room_size);
}

bool media_image_check_sides(
	struct scope *s, int64_t width, int64_t height, int frames, int64_t max_pixels)
{
	const int64_t mega = 1000000;

	if (width * height <= max_pixels / frames)
		return true;
	const char *limit =
		max_pixels % mega == 0
			? arena_printf(s->arena, "%" PRId64 " megapixels", max_pixels / mega)
			: arena_printf(s->arena, "%" PRId64 " pixels", max_pixels);
	if (frames == 1)
		return err_set(s, ERR_INVALID,
			"The image declares %" PRId64 " x %" PRId64 " pixels; the limit is %s.",
			width, height, limit);
	return err_set(s, ERR_INVALID,
		"The image declares %d frames of %" PRId64 " x %" PRId64
		" pixels; the limit is %s.",
		frames, width, height, limit);
}

bool media_image_check_pixels(struct scope *s, const struct media_image *m, int64_t max_pixels)
{
	return media_image_check_sides(s, vips_image_get_width(m->image),
		vips_image_get_height(m->image), vips_image_get_n_pages(m->image), max_pixels);
}

/* libvips answers 1 for files that do not say, so that the file is asked as well. For HEIF it says
 * nothing, since that reader turns the image itself. */
int media_image_orientation(const struct media_image *m)
{
	const void *exif;
	size_t n;

	if (vips_image_get_typeof(m->image, VIPS_META_ORIENTATION) == 0)
		return 0;
	if (strcmp(m->format, "tiff") == 0)
		return embedded_directory_orientation(m->p, m->n);
	if (vips_image_get_typeof(m->image, VIPS_META_EXIF_NAME) == 0 ||
		vips_image_get_blob(m->image, VIPS_META_EXIF_NAME, &exif, &n) != 0)
		return 0;
	return embedded_directory_orientation(exif, n);
}

/* libvips takes 72 dots per inch for what some kinds of files do not say. */
static bool says_resolution(const struct media_image *m)
{
	const char *unit;

	if (strcmp(m->format, "png") == 0)
		return media_header_png_has_density(m->p, m->n);
	return vips_image_get_typeof(m->image, VIPS_META_RESOLUTION_UNIT) != 0 &&
	       vips_image_get_string(m->image, VIPS_META_RESOLUTION_UNIT, &unit) == 0 &&
	       (strcmp(unit, "in") == 0 || strcmp(unit, "cm") == 0);
}

/* libvips counts pixels per millimetre, and has 1 where nothing better is known. */
static double dots_per_inch(double per_mm)
{
	if (!isfinite(per_mm) || per_mm <= 0 || per_mm == 1.0)
		return 0;
	double dots = round(per_mm * mm_per_inch * 100) / 100;
	/* More is no measurement. */
	return dots <= MEDIA_FACTS_MAX_DENSITY ? dots : 0;
}

double media_image_x_resolution(const struct media_image *m)
{
	return says_resolution(m) ? dots_per_inch(vips_image_get_xres(m->image)) : 0;
}

double media_image_y_resolution(const struct media_image *m)
{
	return says_resolution(m) ? dots_per_inch(vips_image_get_yres(m->image)) : 0;
}

static struct embedded_blob blob_of(VipsImage *image, const char *name)
{
	const void *p;
	size_t n;

	if (vips_image_get_typeof(image, name) == 0 ||
		vips_image_get_blob(image, name, &p, &n) != 0)
		return (struct embedded_blob){ NULL, 0 };
	return (struct embedded_blob){ p, n };
}

/* libvips reads no eXIf chunk of a PNG, and a TIFF file is EXIF as it stands. */
static struct embedded_blob exif_of(const struct media_image *m)
{
	struct embedded_blob blob = blob_of(m->image, VIPS_META_EXIF_NAME);

	if (blob.p)
		return blob;
	if (strcmp(m->format, "png") == 0)
		blob.p = media_header_png_chunk(m->p, m->n, "eXIf", &blob.n);
	else if (strcmp(m->format, "tiff") == 0)
		blob = (struct embedded_blob){ m->p - sizeof(exif_name), m->n + sizeof(exif_name) };
	return blob;
}

struct embedded_blobs media_image_blobs(const struct media_image *m)
{
	return (struct embedded_blobs){
		.exif = exif_of(m),
		.iptc = blob_of(m->image, VIPS_META_IPTC_NAME),
		.xmp = blob_of(m->image, VIPS_META_XMP_NAME),
	};
}
