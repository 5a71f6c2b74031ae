/* The list of entries that begins EXIF data and TIFF files alike. */
#include "embedded/embedded_directory.h"

#include "base/bytes.h"

enum { ENTRY = 12, TYPE_SHORT = 3, TYPE_LONG = 4 };
enum { TAG_ORIENTATION = 0x0112, TAG_EXIF_DIRECTORY = 0x8769 };

/* EXIF or a TIFF file says itself in which order the bytes of its numbers lie. */
struct exif {
	struct bytes bytes;
	bool big_endian;
};

static uint32_t number_at(const struct exif *x, size_t at, size_t width)
{
	return x->big_endian ? bytes_big(&x->bytes, at, width) : bytes_little(&x->bytes, at, width);
}

/* False when it is neither EXIF nor a TIFF file. */
static bool open_exif(const uint8_t *p, size_t n, struct exif *out)
{
	static const char prefix[] = "Exif\0";
	struct bytes b = { p, n };

	if (bytes_has(&b, 0, prefix, sizeof(prefix)))
		b = (struct bytes){ p + sizeof(prefix), n - sizeof(prefix) };
	*out = (struct exif){ b, bytes_has(&b, 0, "MM\0*", 4) };
	return out->big_endian || bytes_has(&b, 0, "II*\0", 4);
}

/* Where the tag's entry stands in the directory; 0 when it is not there. */
static size_t find_entry(const struct exif *x, size_t directory, unsigned tag)
{
	size_t entries = directory ? number_at(x, directory, 2) : 0;

	for (size_t i = 0; i < entries; i++) {
		size_t at = directory + 2 + i * ENTRY;
		if (!bytes_reach(&x->bytes, at, ENTRY))
			break;
		if (number_at(x, at, 2) == tag)
			return at;
	}
	return 0;
}

int embedded_directory_orientation(const uint8_t *p, size_t n)
{
	struct exif x;

	if (!open_exif(p, n, &x))
		return 0;
	size_t at = find_entry(&x, number_at(&x, 4, 4), TAG_ORIENTATION);
	if (at == 0 || number_at(&x, at + 2, 2) != TYPE_SHORT)
		return 0;
	uint32_t value = number_at(&x, at + 8, 2);
	return value >= 1 && value <= 8 ? (int)value : 0;
}

static size_t directory_at(const struct exif *x, enum embedded_directory which)
{
	size_t first = number_at(x, 4, 4), at;

	switch (which) {
	case EMBEDDED_DIRECTORY_FIRST:
		return first;
	case EMBEDDED_DIRECTORY_SECOND:
		return number_at(x, first + 2 + number_at(x, first, 2) * (size_t)ENTRY, 4);
	case EMBEDDED_DIRECTORY_EXIF:
		at = find_entry(x, first, TAG_EXIF_DIRECTORY);
		return at ? number_at(x, at + 8, 4) : 0;
	}
	return 0;
}

uint32_t embedded_directory_offset(
	const uint8_t *p, size_t n, enum embedded_directory directory, unsigned tag)
{
	struct exif x;

	if (!open_exif(p, n, &x))
		return 0;
	size_t at = find_entry(&x, directory_at(&x, directory), tag);
	return at && number_at(&x, at + 2, 2) == TYPE_LONG ? number_at(&x, at + 8, 4) : 0;
}
