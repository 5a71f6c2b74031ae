/* XMP repeats EXIF under the names of that specification; they get the names that EXIF has here, so
 * that one thing has one name whoever says it. */
#include "embedded/embedded_xmp.h"

#include "embedded/embedded_date.h"
#include "embedded/embedded_exif_rows.h"
#include "wire/media_metadata.h"

#include <exempi/xmp.h>
#include <exempi/xmpconsts.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* exempi walks its tree by recursion and finds names by search: what is larger than any honest packet would
 * cost its stack, or seconds. */
enum { MAX_XMP = 4 * 1024 * 1024, MAX_NODES = 4096, MAX_BRACKETS = 10000 };

/* Which property a name stands for: another one that has the same name here is another thing. */
struct owner {
	const char *name, *schema, *path; /* the path without its numbers */
	struct owner *next;
};

struct reader {
	struct arena *arena;
	struct embedded_tags *tags;
	XmpPtr xmp;
	XmpStringPtr schema, path, value;
	struct owner *owners;
};

static void free_packet(void *arg)
{
	xmp_free(arg);
}

static void free_string(void *arg)
{
	xmp_string_free(arg);
}

static void free_iterator(void *arg)
{
	xmp_iterator_free(arg);
}

static XmpStringPtr new_string(struct arena *a)
{
	XmpStringPtr s = xmp_string_new();

	arena_defer(a, free_string, s);
	return s;
}

/* "exif:Flash/exif:Fired" -> "FlashFired", "dc:subject[2]" -> "Subject". */
static const char *name_of(struct arena *a, const char *path)
{
	struct strbuf out = strbuf_init(a, MEDIA_METADATA_MAX_NAME);

	while (*path) {
		size_t n = strcspn(path, "/");
		const char *colon = memchr(path, ':', n);
		const char *p = colon ? colon + 1 : path;
		size_t length = strcspn(p, "[/");
		bool small = length > 0 && *p >= 'a' && *p <= 'z';
		if (small)
			strbuf_char(&out, (char)(*p - 'a' + 'A'));
		strbuf_add(&out, p + small, length - small);
		path += n + (path[n] == '/');
	}
	return out.full ? "" : strbuf_text(&out);
}

static const char *own_name(const char *name, bool camera)
{
	static const struct {
		const char *theirs, *ours;
	} rows[] = {
		{ "CameraOwnerName", "OwnerName" },
		{ "BodySerialNumber", "SerialNumber" },
		{ "DateTime", "ModifyDate" },
		{ "DateTimeDigitized", "CreateDate" },
		{ "ExposureBiasValue", "ExposureCompensation" },
		{ "FocalLengthIn35mmFilm", "FocalLengthIn35mmFormat" },
		{ "ISOSpeedRatings", "ISO" },
		{ "ImageLength", "ImageHeight" },
		{ "LensSpecification", "LensInfo" },
		{ "PhotographicSensitivity", "ISO" },
		{ "PixelXDimension", "ExifImageWidth" },
		{ "PixelYDimension", "ExifImageHeight" },
	};

	for (size_t i = 0; camera && i < ARRAY_LEN(rows); i++) {
		if (strcmp(name, rows[i].theirs) == 0)
			return rows[i].ours;
	}
	return name;
}

/* "1/60", "-0.3", "800": the whole text, or NaN. */
static double number_of(const char *text)
{
	char *end;

	if (text[strspn(text, "0123456789+-./")] != '\0' || *text == '\0')
		return (double)NAN;
	double above = strtod(text, &end);
	if (end == text)
		return (double)NAN;
	if (*end == '\0')
		return above;
	const char *below = end + 1;
	if (*end != '/')
		return (double)NAN;
	double divisor = strtod(below, &end);
	bool fine = end != below && *end == '\0' && (divisor > 0 || divisor < 0);
	return fine ? above / divisor : (double)NAN;
}

/* A value that EXIF has as well, in the form it has there. False: take it as any other. */
static bool put_camera(struct reader *r, const char *name, const char *text)
{
	const struct embedded_exif_row *row = embedded_exif_row_named(name);
	double number = number_of(text);

	if (!row || !isfinite(number))
		return false;
	const char *word = fabs(number) <= UINT16_MAX ? embedded_exif_word(row, (int)number) : NULL;
	switch (row->kind) {
	case EMBEDDED_EXIF_WORD:
		if (word)
			embedded_tags_text(r->tags, name, word, strlen(word));
		return word != NULL;
	case EMBEDDED_EXIF_SHUTTER:
		embedded_tags_number(r->tags, name, pow(2, -number));
		return true;
	case EMBEDDED_EXIF_APERTURE:
		embedded_tags_number(r->tags, name, pow(2, number / 2));
		return true;
	case EMBEDDED_EXIF_NUMBER:
	case EMBEDDED_EXIF_ALTITUDE:
		embedded_tags_number(r->tags, name, number);
		return true;
	case EMBEDDED_EXIF_TEXT:
	case EMBEDDED_EXIF_DATE:
	case EMBEDDED_EXIF_COMMENT:
	case EMBEDDED_EXIF_UCS2:
	case EMBEDDED_EXIF_COMPONENTS:
	case EMBEDDED_EXIF_DOTTED:
	case EMBEDDED_EXIF_LENS:
	case EMBEDDED_EXIF_DEGREES:
	case EMBEDDED_EXIF_TIME:
		return false;
	}
	return false;
}

/* "41,24.2028N" or "41,24,12.168N" in degrees, minutes and seconds. */
static bool put_place(struct reader *r, const char *name, const char *text)
{
	double value = 0, scale = 1;
	size_t n = strlen(text);
	char side = n ? text[n - 1] : '\0';
	char *end;

	if (!strchr("NSEW", side) || side == '\0')
		return false;
	const char *p = text;
	while (p < text + n - 1) {
		double part = strtod(p, &end);
		if (end == p || (*end != ',' && end != text + n - 1) || !(part >= 0 && part <= 180))
			return false;
		value += part / scale;
		scale *= 60;
		p = end + 1;
	}
	if (value > (side == 'N' || side == 'S' ? 90 : 180))
		return false;
	embedded_tags_number(r->tags, name, side == 'S' || side == 'W' ? -value : value);
	return true;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

/* Names that end so have dates, whoever made them up. */
static bool is_dated(const char *name)
{
	return strstr(name, "Date") || ends_with(name, "When");
}

static void put_value(struct reader *r, const char *name, const char *text, bool camera)
{
	const char *date = is_dated(name) || camera ? embedded_date_of_xmp(r->arena, text) : NULL;
	bool place = strcmp(name, "GPSLatitude") == 0 || strcmp(name, "GPSLongitude") == 0;
	bool number = strcmp(name, "Rating") == 0 || strcmp(name, "Urgency") == 0;

	if (camera && put_camera(r, name, text))
		return;
	if (camera && place && put_place(r, name, text))
		return;
	if (date && strchr(text, '-'))
		embedded_tags_text(r->tags, name, date, strlen(date));
	else if (strcmp(text, "True") == 0 || strcmp(text, "False") == 0)
		embedded_tags_bool(r->tags, name, *text == 'T');
	else if (number && isfinite(number_of(text)))
		embedded_tags_number(r->tags, name, number_of(text));
	else
		embedded_tags_text(r->tags, name, text, strlen(text));
}

static bool is_camera(const char *schema)
{
	static const char *const spaces[] = { NS_EXIF, NS_TIFF, "http://cipa.jp/exif/1.0/",
		NS_EXIF_AUX };

	for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
		if (strcmp(schema, spaces[i]) == 0)
			return true;
	}
	return false;
}

/* "dc:subject[2]" -> "dc:subject". */
static const char *without_numbers(struct arena *a, const char *path)
{
	char *out = arena_strdup(a, path), *end = out;
	bool inside = false;

	for (const char *p = path; *p; p++) {
		inside = *p == '[' || (inside && *p != ']');
		if (!inside && *p != ']')
			*end++ = *p;
	}
	*end = '\0';
	return out;
}

/* The first property of a name has it, with all its items. */
static bool may_put(struct reader *r, const char *name, const char *schema, const char *path)
{
	const char *plain = without_numbers(r->arena, path);

	for (const struct owner *o = r->owners; o; o = o->next) {
		if (strcmp(o->name, name) == 0)
			return strcmp(o->schema, schema) == 0 && strcmp(o->path, plain) == 0;
	}
	struct owner *o = arena_alloc(r->arena, sizeof(*o));
	*o = (struct owner){ name, arena_strdup(r->arena, schema), plain, r->owners };
	r->owners = o;
	return true;
}

/* A text in many languages: the default one. */
static void put_localized(struct reader *r, const char *schema, const char *path)
{
	XmpStringPtr text = new_string(r->arena);
	const char *name = own_name(name_of(r->arena, path), is_camera(schema));

	if (xmp_get_localized_text(r->xmp, schema, path, "", "x-default", NULL, text, NULL) &&
		may_put(r, name, schema, path))
		put_value(r, name, xmp_string_cstr(text), false);
}

/* True: what is below the node has been dealt with. */
static bool put_node(struct reader *r, uint32_t options)
{
	const char *schema = xmp_string_cstr(r->schema);
	const char *path = xmp_string_cstr(r->path);

	/* A namespace. */
	if (*path == '\0')
		return false;
	if (XMP_IS_ARRAY_ALTTEXT(options)) {
		put_localized(r, schema, path);
		return true;
	}
	const char *name = own_name(name_of(r->arena, path), is_camera(schema));
	/* The list of keywords is one even when it has one. */
	if (XMP_IS_PROP_ARRAY(options) && strcmp(name, "Subject") == 0)
		embedded_tags_array(r->tags, name);
	if (XMP_IS_PROP_SIMPLE(options) && may_put(r, name, schema, path))
		put_value(r, name, xmp_string_cstr(r->value), is_camera(schema));
	return false;
}

static void put_all(struct reader *r)
{
	XmpIteratorPtr nodes = xmp_iterator_new(r->xmp, NULL, NULL, XMP_ITER_OMITQUALIFIERS);
	uint32_t options;

	if (!nodes)
		return;
	arena_defer(r->arena, free_iterator, nodes);
	for (int i = 0; i < MAX_NODES; i++) {
		options = 0;
		if (!xmp_iterator_next(nodes, r->schema, r->path, r->value, &options))
			return;
		if (put_node(r, options))
			xmp_iterator_skip(nodes, XMP_ITER_SKIPSUBTREE);
	}
}

static bool is_reasonable(const uint8_t *p, size_t n)
{
	size_t brackets = 0;

	for (size_t i = 0; i < n; i++)
		brackets += p[i] == '<';
	return n <= MAX_XMP && brackets <= MAX_BRACKETS;
}

void embedded_xmp_flat(struct arena *a, const uint8_t *p, size_t n, struct embedded_tags *tags)
{
	/* What stands before is the name of the segment. */
	const uint8_t *start = n > 0 ? memchr(p, '<', n) : NULL;

	if (!start || !is_reasonable(p, n) || !xmp_init())
		return;
	n -= (size_t)(start - p);
	/* A packet may be padded with NULs. */
	while (n > 0 && start[n - 1] == '\0')
		n--;
	struct reader r = { .arena = a, .tags = tags, .xmp = xmp_new((const char *)start, n) };
	if (!r.xmp)
		return;
	arena_defer(a, free_packet, r.xmp);
	r.schema = new_string(a);
	r.path = new_string(a);
	r.value = new_string(a);
	put_all(&r);
}

void embedded_xmp_stop(void)
{
	xmp_terminate();
}
