/* Every offset comes from the file, so each read asks first whether the bytes are there. */
#include "embedded/embedded_directory.h"

enum { ENTRY = 12, TYPE_SHORT = 3, TYPE_LONG = 4 };
enum { TAG_ORIENTATION = 0x0112, TAG_EXIF_DIRECTORY = 0x8769 };

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
		size_t at = directory + 2 + i * ENTRY;
		if (at > b->n || b->n - at < ENTRY)
			break;
		if (number_at(b, at, 2) == tag)
			return at;
	}
	return 0;
}

int embedded_directory_orientation(const uint8_t *p, size_t n)
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

static size_t directory_at(const struct bytes *b, enum embedded_directory which)
{
	size_t first = number_at(b, 4, 4), at;

	switch (which) {
	case EMBEDDED_DIRECTORY_FIRST:
		return first;
	case EMBEDDED_DIRECTORY_SECOND:
		return number_at(b, first + 2 + number_at(b, first, 2) * (size_t)ENTRY, 4);
	case EMBEDDED_DIRECTORY_EXIF:
		at = find_entry(b, first, TAG_EXIF_DIRECTORY);
		return at ? number_at(b, at + 8, 4) : 0;
	}
	return 0;
}

uint32_t embedded_directory_offset(
	const uint8_t *p, size_t n, enum embedded_directory directory, unsigned tag)
{
	struct bytes b;

	if (!open_exif(p, n, &b))
		return 0;
	size_t at = find_entry(&b, directory_at(&b, directory), tag);
	return at && number_at(&b, at + 2, 2) == TYPE_LONG ? number_at(&b, at + 8, 4) : 0;
}
