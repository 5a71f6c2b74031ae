/* An entry's `data` is `size` bytes and nothing more, whatever its format and number of components
 * claim: every read asks. */
#include "embedded/embedded_exif_value.h"

#include "base/strbuf.h"
#include "base/text.h"
#include "embedded/embedded_date.h"
#include "wire/media_metadata.h"

#include <libexif/exif-utils.h>
#include <math.h>
#include <string.h>

enum { COMMENT_HEAD = 8 };
enum { MAX_TEXT = 64 * 1024 }; /* bytes of a text before it is cut to what the wire takes */

static ExifByteOrder order_of(const ExifEntry *e)
{
	return exif_data_get_byte_order(e->parent->parent);
}

static double fraction(double above, double below)
{
	return below > 0 || below < 0 ? above / below : (double)NAN;
}

double embedded_exif_value_number(const ExifEntry *e, size_t i)
{
	size_t width = exif_format_get_size(e->format);
	ExifByteOrder order = order_of(e);

	if (width == 0 || !e->data || i >= e->size / width)
		return (double)NAN;
	const unsigned char *p = e->data + i * width;
	switch (e->format) {
	case EXIF_FORMAT_BYTE:
	case EXIF_FORMAT_UNDEFINED:
		return *p;
	case EXIF_FORMAT_SBYTE:
		return (int8_t)*p;
	case EXIF_FORMAT_SHORT:
		return exif_get_short(p, order);
	case EXIF_FORMAT_SSHORT:
		return exif_get_sshort(p, order);
	case EXIF_FORMAT_LONG:
		return exif_get_long(p, order);
	case EXIF_FORMAT_SLONG:
		return exif_get_slong(p, order);
	case EXIF_FORMAT_RATIONAL: {
		ExifRational r = exif_get_rational(p, order);
		return fraction(r.numerator, r.denominator);
	}
	case EXIF_FORMAT_SRATIONAL: {
		ExifSRational r = exif_get_srational(p, order);
		return fraction(r.numerator, r.denominator);
	}
	case EXIF_FORMAT_ASCII:
	case EXIF_FORMAT_FLOAT:
	case EXIF_FORMAT_DOUBLE:
		break;
	}
	return (double)NAN;
}

static size_t count_of(const ExifEntry *e)
{
	size_t width = exif_format_get_size(e->format);
	size_t count = width ? e->size / width : 0;

	return count < MEDIA_METADATA_MAX_ITEMS ? count : MEDIA_METADATA_MAX_ITEMS;
}

/* Ten digits are what the fractions of EXIF are good for. */
static double rounded(double value)
{
	if (!isfinite(value) || !(fabs(value) > 0))
		return value;
	double scale = pow(10, 9 - floor(log10(fabs(value))));
	double scaled = round(value * scale) / scale;
	return isfinite(scaled) ? scaled : value;
}

static void put_numbers(struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	for (size_t i = 0; i < count_of(e); i++)
		embedded_tags_number(t, name, rounded(embedded_exif_value_number(e, i)));
}

static bool is_text(const ExifEntry *e)
{
	return e->data && (e->format == EXIF_FORMAT_ASCII || e->format == EXIF_FORMAT_UNDEFINED ||
				  e->format == EXIF_FORMAT_BYTE);
}

static const char *text_of(struct arena *a, const ExifEntry *e)
{
	return is_text(e) ? arena_strndup(a, (const char *)e->data,
				    strnlen((const char *)e->data, e->size))
			  : "";
}

static void put_text(struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	if (is_text(e))
		embedded_tags_text(t, name, (const char *)e->data, e->size);
	else
		put_numbers(t, name, e);
}

static void add_code(struct strbuf *out, uint32_t code)
{
	if (code < 0x80) {
		strbuf_char(out, (char)code);
	} else if (code < 0x800) {
		strbuf_char(out, (char)(0xc0 | code >> 6));
		strbuf_char(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		strbuf_char(out, (char)(0xe0 | code >> 12));
		strbuf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		strbuf_char(out, (char)(0x80 | (code & 0x3f)));
	} else {
		strbuf_char(out, (char)(0xf0 | code >> 18));
		strbuf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
		strbuf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		strbuf_char(out, (char)(0x80 | (code & 0x3f)));
	}
}

static uint32_t unit_at(const uint8_t *p, bool big_endian)
{
	return big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

/* UTF-16; half a pair becomes bytes that are not UTF-8, which become U+FFFD later. */
static void put_utf16(struct arena *a, struct embedded_tags *t, const char *name, const uint8_t *p,
	size_t n, bool big_endian)
{
	struct strbuf out = strbuf_init(a, MAX_TEXT);

	for (size_t i = 0; i + 1 < n; i += 2) {
		uint32_t code = unit_at(p + i, big_endian);
		if (code == 0)
			break;
		if (code == 0xfeff)
			continue;
		uint32_t low = i + 3 < n ? unit_at(p + i + 2, big_endian) : 0;
		if (code >> 10 == 0xd800 >> 10 && low >> 10 == 0xdc00 >> 10) {
			code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
			i += 2;
		}
		add_code(&out, code);
	}
	embedded_tags_text(t, name, strbuf_text(&out), out.len);
}

/* A comment's UTF-16 should be in the order of the file, yet often is not: text in Latin letters has
 * its zeros in the high bytes. */
static bool is_big_endian(const uint8_t *p, size_t n, ExifByteOrder order)
{
	size_t even = 0, odd = 0;

	if (n >= 2 && unit_at(p, true) == 0xfeff)
		return true;
	if (n >= 2 && unit_at(p, false) == 0xfeff)
		return false;
	for (size_t i = 0; i + 1 < n; i += 2) {
		even += p[i] == 0;
		odd += p[i + 1] == 0;
	}
	return even == odd ? order == EXIF_BYTE_ORDER_MOTOROLA : even > odd;
}

static void put_comment(
	struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	if (!is_text(e) || e->size <= COMMENT_HEAD) {
		put_text(t, name, e);
		return;
	}
	const uint8_t *p = e->data + COMMENT_HEAD;
	size_t n = e->size - COMMENT_HEAD;
	if (memcmp(e->data, "UNICODE\0", COMMENT_HEAD) == 0)
		put_utf16(a, t, name, p, n, is_big_endian(p, n, order_of(e)));
	else if (memcmp(e->data, "ASCII\0\0\0", COMMENT_HEAD) == 0 ||
		 memcmp(e->data, "\0\0\0\0\0\0\0\0", COMMENT_HEAD) == 0)
		embedded_tags_text(t, name, (const char *)p, n);
	/* JIS is not spoken here. */
}

/* Tag by tag, the number or letter. */
static int code_of(const ExifEntry *e)
{
	if (!e->data || e->size == 0)
		return -1;
	if (e->format == EXIF_FORMAT_ASCII)
		return e->data[0];
	double value = embedded_exif_value_number(e, 0);
	return value >= 0 && value <= UINT16_MAX ? (int)value : -1;
}

static void put_word(struct arena *a, const struct embedded_exif_row *row, const ExifEntry *e,
	struct embedded_tags *t)
{
	int code = code_of(e);
	const char *word = embedded_exif_word(row, code);

	if (code < 0 || (e->format == EXIF_FORMAT_ASCII && code <= ' '))
		return;
	if (!word && e->format == EXIF_FORMAT_ASCII)
		word = arena_printf(a, "Unknown (%s)", text_of(a, e));
	else if (!word)
		word = arena_printf(a, "Unknown (%d)", code);
	embedded_tags_text(t, row->name, word, strlen(word));
}

static void put_components(
	struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	static const char *const channels[] = { "-", "Y", "Cb", "Cr", "R", "G", "B" };
	struct strbuf out = strbuf_init(a, MAX_TEXT);

	for (size_t i = 0; i < count_of(e); i++) {
		double number = embedded_exif_value_number(e, i);
		size_t channel = number >= 0 && number <= UINT8_MAX ? (size_t)number : UINT8_MAX;
		if (channel >= ARRAY_LEN(channels))
			return;
		strbuf_printf(&out, "%s%s", i ? ", " : "", channels[channel]);
	}
	embedded_tags_text(t, name, strbuf_text(&out), out.len);
}

static void put_dotted(
	struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	struct strbuf out = strbuf_init(a, MAX_TEXT);

	for (size_t i = 0; i < count_of(e); i++)
		strbuf_printf(&out, "%s%.0f", i ? "." : "", embedded_exif_value_number(e, i));
	embedded_tags_text(t, name, strbuf_text(&out), out.len);
}

/* "24-70mm f/2.8", "50mm f/1.8". */
static void put_lens(struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	struct strbuf out = strbuf_init(a, MAX_TEXT);
	double v[4];

	for (size_t i = 0; i < ARRAY_LEN(v); i++)
		v[i] = embedded_exif_value_number(e, i);
	if (!(v[0] > 0) || !(v[1] > 0))
		return;
	strbuf_printf(&out, "%.10g", v[0]);
	if (v[1] > v[0])
		strbuf_printf(&out, "-%.10g", v[1]);
	strbuf_str(&out, "mm");
	if (v[2] > 0 && v[3] > 0) {
		strbuf_printf(&out, " f/%.10g", v[2]);
		if (v[3] > v[2] || v[3] < v[2])
			strbuf_printf(&out, "-%.10g", v[3]);
	}
	embedded_tags_text(t, name, strbuf_text(&out), out.len);
}

/* The entry of the tag before this one, which says on which side of zero the value is. */
static int direction_of(const struct embedded_exif_row *row, const ExifEntry *e)
{
	ExifEntry *ref = exif_content_get_entry(e->parent, (ExifTag)(row->tag - 1));

	return ref ? code_of(ref) : -1;
}

static double degrees_of(const ExifEntry *e)
{
	double v[3];

	for (size_t i = 0; i < ARRAY_LEN(v); i++) {
		v[i] = embedded_exif_value_number(e, i);
		/* Some write decimal degrees and leave the rest open. */
		if (i > 0 && !isfinite(v[i]))
			v[i] = 0;
	}
	return v[0] + v[1] / 60 + v[2] / 3600;
}

static void put_degrees(
	const struct embedded_exif_row *row, const ExifEntry *e, struct embedded_tags *t)
{
	int side = direction_of(row, e);
	double value = degrees_of(e);
	/* Without its direction it is no place. */
	bool latitude = side == 'N' || side == 'S', longitude = side == 'E' || side == 'W';

	if ((latitude || longitude) && fabs(value) <= (latitude ? 90 : 180))
		embedded_tags_number(
			t, row->name, rounded(side == 'S' || side == 'W' ? -value : value));
}

/* "14:27:07.24" */
static void put_time(struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	double h = embedded_exif_value_number(e, 0), m = embedded_exif_value_number(e, 1),
	       s = embedded_exif_value_number(e, 2);

	if (!(h >= 0 && h < 24) || !(m >= 0 && m < 60) || !(s >= 0 && s < 61))
		return;
	bool whole = !(s > floor(s));
	char *text = arena_printf(a, "%02.0f:%02.0f:%0*.*f", h, m, whole ? 2 : 9, whole ? 0 : 6, s);
	size_t n = strlen(text);
	while (!whole && text[n - 1] == '0')
		n--;
	embedded_tags_text(t, name, text, n);
}

static void put_quantity(
	const struct embedded_exif_row *row, const ExifEntry *e, struct embedded_tags *t)
{
	double value = embedded_exif_value_number(e, 0);

	if (row->kind == EMBEDDED_EXIF_SHUTTER)
		value = fabs(value) < 100 ? pow(2, -value) : 0;
	else if (row->kind == EMBEDDED_EXIF_APERTURE)
		value = pow(2, value / 2);
	else if (direction_of(row, e) == 1)
		value = -value;
	embedded_tags_number(t, row->name, rounded(value));
}

static void put_date(struct arena *a, struct embedded_tags *t, const char *name, const ExifEntry *e)
{
	const char *date = embedded_date_of_exif(a, text_of(a, e));

	if (date)
		embedded_tags_text(t, name, date, strlen(date));
}

void embedded_exif_value_shown(struct arena *a, const struct embedded_exif_row *row,
	const ExifEntry *e, struct embedded_tags *tags)
{
	switch (row->kind) {
	case EMBEDDED_EXIF_TEXT:
		put_text(tags, row->name, e);
		break;
	case EMBEDDED_EXIF_NUMBER:
		put_numbers(tags, row->name, e);
		break;
	case EMBEDDED_EXIF_WORD:
		put_word(a, row, e, tags);
		break;
	case EMBEDDED_EXIF_DATE:
		put_date(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_COMMENT:
		put_comment(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_UCS2:
		put_utf16(a, tags, row->name, e->data, e->data ? e->size : 0, false);
		break;
	case EMBEDDED_EXIF_COMPONENTS:
		put_components(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_DOTTED:
		put_dotted(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_LENS:
		put_lens(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_DEGREES:
		put_degrees(row, e, tags);
		break;
	case EMBEDDED_EXIF_TIME:
		put_time(a, tags, row->name, e);
		break;
	case EMBEDDED_EXIF_SHUTTER:
	case EMBEDDED_EXIF_APERTURE:
	case EMBEDDED_EXIF_ALTITUDE:
		put_quantity(row, e, tags);
		break;
	}
}

void embedded_exif_value_raw(struct arena *a, const struct embedded_exif_row *row,
	const ExifEntry *e, struct embedded_tags *tags)
{
	bool letters = e->format == EXIF_FORMAT_ASCII || e->format == EXIF_FORMAT_UNDEFINED;

	if (row->kind == EMBEDDED_EXIF_COMMENT)
		put_comment(a, tags, row->name, e);
	else if (row->kind == EMBEDDED_EXIF_UCS2)
		put_utf16(a, tags, row->name, e->data, e->data ? e->size : 0, false);
	else if (letters && row->kind != EMBEDDED_EXIF_DOTTED)
		put_text(tags, row->name, e);
	else
		put_numbers(tags, row->name, e);
}
