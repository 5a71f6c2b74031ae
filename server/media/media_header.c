/* Every length comes from the file, so each read asks first whether the bytes are there. */
#include "media/media_header.h"

enum { PNG_SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4, PHYS_BODY = 9 };

static bool has_at(const uint8_t *p, size_t n, size_t at, const char *text, size_t len)
{
	return at <= n && n - at >= len && memcmp(p + at, text, len) == 0;
}

/* That of a chunk; 0 beyond the end. */
static size_t length_at(const uint8_t *p, size_t n, size_t at)
{
	size_t length = 0;

	for (size_t i = 0; i < 4 && at <= n && n - at >= 4; i++)
		length = length << 8 | p[at + i];
	return length;
}

const uint8_t *media_header_png_chunk(const uint8_t *p, size_t n, const char kind[4], size_t *len)
{
	size_t at = PNG_SIGNATURE;

	if (!has_at(p, n, 0, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE))
		return NULL;
	while (at < n && n - at >= CHUNK_HEAD) {
		size_t length = length_at(p, n, at);
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
	size_t at = PNG_SIGNATURE;

	while (at < n && n - at >= CHUNK_HEAD && !has_at(p, n, at + 4, "IDAT", 4)) {
		size_t length = length_at(p, n, at);
		if (has_at(p, n, at + 4, "pHYs", 4))
			return length == PHYS_BODY && has_at(p, n, at + CHUNK_HEAD + 8, "\1", 1);
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
