/* Every offset comes from the file, so each read asks first whether the bytes are there. */
#include "media/media_header.h"

enum { EXIF_ENTRY = 12, TYPE_SHORT = 3, TYPE_LONG = 4 };
enum { TAG_ORIENTATION = 0x0112, TAG_EXIF_DIRECTORY = 0x8769 };
enum { PNG_SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4, PHYS_BODY = 9 };

struct bytes {
	const uint8_t *p;
	size_t n;
	bool big_endian;
};

/* Whole numbers of `width` bytes; 0 beyond the end. */
static uint32_t number_at(const struct bytes *b, size_t at, size_t width)
{
	uint32_t value = 0;

	if (at > b->n || b->n - at < width)
		return 0;
	for (size_t i = 0; i < width; i++)
		value = value << 8 | b->p[at + (b->big_endian ? i : width - 1 - i)];
	return value;
}

static bool has_at(const uint8_t *p, size_t n, size_t at, const char *text, size_t len)
{
	return at <= n && n - at >= len && memcmp(p + at, text, len) == 0;
}

/* False when it is neither EXIF nor a TIFF file. */
static bool open_exif(const uint8_t *p, size_t n, struct bytes *out)
{
	static const char prefix[] = "Exif\0";

	if (has_at(p, n, 0, prefix, sizeof(prefix))) {
		p += sizeof(prefix);
		n -= sizeof(prefix);
	}
	*out = (struct bytes){ p, n, has_at(p, n, 0, "MM\0*", 4) };
	return out->big_endian || has_at(p, n, 0, "II*\0", 4);
}

/* Where the tag's entry stands in the directory; 0 when it is not there. */
static size_t find_entry(const struct bytes *b, size_t directory, unsigned tag)
{
	size_t entries = directory ? number_at(b, directory, 2) : 0;

	for (size_t i = 0; i < entries; i++) {
		size_t at = directory + 2 + i * EXIF_ENTRY;
		if (at > b->n || b->n - at < EXIF_ENTRY)
			break;
		if (number_at(b, at, 2) == tag)
			return at;
	}
	return 0;
}

int media_header_orientation(const uint8_t *p, size_t n)
{
	struct bytes b;

	if (!open_exif(p, n, &b))
		return 0;
	size_t at = find_entry(&b, number_at(&b, 4, 4), TAG_ORIENTATION);
	if (at == 0 || number_at(&b, at + 2, 2) != TYPE_SHORT)
		return 0;
	uint32_t value = number_at(&b, at + 8, 2);
	return value >= 1 && value <= 8 ? (int)value : 0;
}

static size_t directory_at(const struct bytes *b, enum media_header_directory which)
{
	size_t first = number_at(b, 4, 4), at;

	switch (which) {
	case MEDIA_HEADER_FIRST:
		return first;
	case MEDIA_HEADER_SECOND:
		return number_at(b, first + 2 + number_at(b, first, 2) * (size_t)EXIF_ENTRY, 4);
	case MEDIA_HEADER_EXIF:
		at = find_entry(b, first, TAG_EXIF_DIRECTORY);
		return at ? number_at(b, at + 8, 4) : 0;
	}
	return 0;
}

uint32_t media_header_offset(
	const uint8_t *p, size_t n, enum media_header_directory directory, unsigned tag)
{
	struct bytes b;

	if (!open_exif(p, n, &b))
		return 0;
	size_t at = find_entry(&b, directory_at(&b, directory), tag);
	return at && number_at(&b, at + 2, 2) == TYPE_LONG ? number_at(&b, at + 8, 4) : 0;
}

const uint8_t *media_header_png_chunk(const uint8_t *p, size_t n, const char kind[4], size_t *len)
{
	const struct bytes b = { p, n, true };
	size_t at = PNG_SIGNATURE;

	if (!has_at(p, n, 0, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE))
		return NULL;
	while (at < n && n - at >= CHUNK_HEAD) {
		size_t length = number_at(&b, at, 4);
		if (length > n - at - CHUNK_HEAD)
			return NULL;
		if (has_at(p, n, at + 4, kind, 4)) {
			*len = length;
			return p + at + CHUNK_HEAD;
		}
		at += CHUNK_HEAD + length + CHUNK_CRC;
	}
	return NULL;
}

bool media_header_png_has_density(const uint8_t *p, size_t n)
{
	const struct bytes b = { p, n, true };
	size_t at = PNG_SIGNATURE;

	while (at < n && n - at >= CHUNK_HEAD && !has_at(p, n, at + 4, "IDAT", 4)) {
		size_t length = number_at(&b, at, 4);
		if (has_at(p, n, at + 4, "pHYs", 4))
			return length == PHYS_BODY && number_at(&b, at + CHUNK_HEAD + 8, 1) == 1;
		at += CHUNK_HEAD + length + CHUNK_CRC;
	}
	return false;
}

size_t media_header_blanks(const uint8_t *p, size_t n)
{
	size_t at = 0;

	while (at < n && (p[at] == ' ' || (p[at] >= '\t' && p[at] <= '\r')))
		at++;
	return at < n && p[at] == '<' ? at : 0;
}

bool media_header_is_markup(const uint8_t *p, size_t n)
{
	static const struct {
		const char *bytes;
		size_t len;
	} starts[] = {
		{ "\xef\xbb\xbf", 3 },
		{ "\xff\xfe", 2 },
		{ "\xfe\xff", 2 },
		{ "\0\0\xfe\xff", 4 },
		{ "<\0", 2 },
		{ "\0<", 2 },
		{ "\0\0\0<", 4 },
		{ "\x4c\x6f\xa7\x94", 4 },
	};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (has_at(p, n, 0, starts[i].bytes, starts[i].len))
			return true;
	return has_at(p, n, media_header_blanks(p, n), "<", 1);
}
