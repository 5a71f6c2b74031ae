/* Every length comes from the file, so each read asks first whether the bytes are there. */
#include "media/media_header.h"

#include "base/bytes.h"

enum { PNG_SIGNATURE = 8, CHUNK_HEAD = 8, CHUNK_CRC = 4, PHYS_BODY = 9 };

const uint8_t *media_header_png_chunk(const uint8_t *p, size_t n, const char kind[4], size_t *len)
{
	const struct bytes b = { p, n };
	size_t at = PNG_SIGNATURE;

	if (!bytes_has(&b, 0, "\x89PNG\r\n\x1a\n", PNG_SIGNATURE))
		return NULL;
	while (bytes_reach(&b, at, CHUNK_HEAD)) {
		size_t length = bytes_big(&b, at, 4);
		if (length > n - at - CHUNK_HEAD)
			return NULL;
		if (bytes_has(&b, at + 4, kind, 4)) {
			*len = length;
			return p + at + CHUNK_HEAD;
		}
		at += CHUNK_HEAD + length + CHUNK_CRC;
	}
	return NULL;
}

bool media_header_png_has_density(const uint8_t *p, size_t n)
{
	const struct bytes b = { p, n };
	size_t at = PNG_SIGNATURE;

	while (bytes_reach(&b, at, CHUNK_HEAD) && !bytes_has(&b, at + 4, "IDAT", 4)) {
		size_t length = bytes_big(&b, at, 4);
		if (bytes_has(&b, at + 4, "pHYs", 4))
			return length == PHYS_BODY && bytes_has(&b, at + CHUNK_HEAD + 8, "\1", 1);
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
	const struct bytes b = { p, n };
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
		if (bytes_has(&b, 0, starts[i].bytes, starts[i].len))
			return true;
	return bytes_has(&b, media_header_blanks(p, n), "<", 1);
}
