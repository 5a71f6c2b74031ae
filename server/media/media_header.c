/* Every offset comes from the file, so each read asks first whether the bytes are there. */
#include "media/media_header.h"

enum { EXIF_ENTRY = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };
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

int media_header_orientation(const uint8_t *p, size_t n)
{
	static const char prefix[] = "Exif\0";

	if (has_at(p, n, 0, prefix, sizeof(prefix))) {
		p += sizeof(prefix);
		n -= sizeof(prefix);
	}
	struct bytes b = { p, n, has_at(p, n, 0, "MM\0*", 4) };
	if (!b.big_endian && !has_at(p, n, 0, "II*", 4))
		return 0;
	size_t directory = number_at(&b, 4, 4);
	size_t entries = number_at(&b, directory, 2);
	for (size_t i = 0; i < entries; i++) {
		size_t at = directory + 2 + i * EXIF_ENTRY;
		if (number_at(&b, at, 2) != TAG_ORIENTATION)
			continue;
		uint32_t value = number_at(&b, at + 8, 2);
		bool fine = number_at(&b, at + 2, 2) == TYPE_SHORT && value >= 1 && value <= 8;
		return fine ? (int)value : 0;
	}
	return 0;
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
