/* The sides of pictures from their headers alone: bytes written by hand, and never read past their end. */
#include "media/media_header.h"
#include "media/media_sides.h"
#include "tests/support/check_main.h"

#include <string.h>

#define BYTES(text) text, sizeof(text) - 1

// clang-format off
static const struct row {
	const char *label, *bytes;
	size_t n;
	const char *format; /* NULL: nothing to be read */
	int64_t width, height;
	bool has_alpha;
} rows[] = {
	{ "PNG", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\2\0\0\0\3\x08\2"), "png", 258, 3, false },
	{ "PNG with alpha", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\3\x08\6"), "png", 2, 3, true },
	{ "PNG of another first chunk", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\0\2\0\0\0\3\x08\6"), NULL, 0, 0, false },
	{ "PNG of no height", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\0\0\0\0\x08\6"), NULL, 0, 0, false },
	{ "PNG of a height beyond measure", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\2\xff\xff\xff\xff\x08\6"), NULL, 0, 0, false },
	{ "GIF", BYTES("GIF89a\2\1\3\0"), "gif", 258, 3, false },
	{ "JPEG", BYTES("\xff\xd8\xff\xe0\0\4ab\xff\xff\xc4\0\2\xff\xc2\0\x11\x08\0\3\1\2\3"), "jpg", 258, 3, false },
	{ "JPEG whose scan comes first", BYTES("\xff\xd8\xff\xda\0\4ab\xff\xc0\0\x11\x08\0\3\1\2\3"), NULL, 0, 0, false },
	{ "JPEG of a segment without length", BYTES("\xff\xd8\xff\xe0\0\0\xff\xc0\0\x11\x08\0\3\1\2\3"), NULL, 0, 0, false },
	{ "WebP, lossy", BYTES("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\2\x41\3\x80"), "webp", 258, 3, false },
	{ "WebP, lossless", BYTES("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x01\x80\0\x10"), "webp", 2, 3, true },
	{ "WebP, extended", BYTES("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\1\1\0\2\0\0"), "webp", 258, 3, true },
	{ "WebP of something else", BYTES("RIFF\0\0\0\0WEBPABCD\x0a\0\0\0\x10\0\0\0\1\1\0\2\0\0"), NULL, 0, 0, false },
	{ "BMP", BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\2\1\0\0\3\0\0\0"), "bmp", 258, 3, false },
	{ "BMP from the top", BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\2\1\0\0\xfd\xff\xff\xff"), "bmp", 258, 3, false },
	{ "BMP of the first kind", BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x0c\0\0\0\2\1\3\0"), "bmp", 258, 3, false },
	{ "BMP of a width below nought", BYTES("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\xfe\xff\xff\xff\3\0\0\0"), NULL, 0, 0, false },
	{ "icon", BYTES("\0\0\1\0\2\0\x10\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x20"), "ico", 256, 32, false },
	{ "pointer", BYTES("\0\0\2\0\1\0\x20\x10"), "ico", 32, 16, false },
	{ "icon of nothing", BYTES("\0\0\1\0\0\0"), NULL, 0, 0, false },
	{ "Photoshop", BYTES("8BPS\0\1\0\0\0\0\0\0\0\3\0\0\0\3\0\0\1\2"), "psd", 258, 3, false },
	{ "JPEG XL of equal sides", BYTES("\xff\x0a\x41\0"), "jxl", 8, 8, false },
	{ "JPEG XL, cut", BYTES("\xff\x0a\x41"), NULL, 0, 0, false },
	{ "JPEG XL in parts", BYTES("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x10jxlp\0\0\0\0\xff\x0a\x41\0"), "jxl", 8, 8, false },
	{ "JPEG XL in a long box", BYTES("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\1jxlc\0\0\0\0\0\0\0\x14\xff\x0a\x41\0"), "jxl", 8, 8, false },
	{ "JPEG XL in a box without end", BYTES("\0\0\0\x0cJXL \r\n\x87\n\0\0\0\0ftyp\xff\x0a\x41\0"), NULL, 0, 0, false },
	{ "another kind", BYTES("II*\0\x08\0\0\0\0\0"), NULL, 0, 0, false },
	{ "nothing", BYTES(""), NULL, 0, 0, false },
};
// clang-format on

START_TEST(sides_of_every_kind)
{
	const struct row *row = &rows[_i];
	/* A copy of just that size, so that a sanitizer sees a read past the end. */
	uint8_t *p = xmalloc(row->n);
	struct media_sides sides;

	memcpy(p, row->bytes, row->n);
	bool read = media_sides_read(p, row->n, &sides);
	ck_assert_msg(read == (row->format != NULL), "%s", row->label);
	if (read)
		ck_assert_msg(strcmp(sides.format, row->format) == 0 && sides.width == row->width &&
				      sides.height == row->height &&
				      sides.has_alpha == row->has_alpha,
			"%s: %s, %jd x %jd, alpha %d", row->label, sides.format,
			(intmax_t)sides.width, (intmax_t)sides.height, sides.has_alpha);
	free(p);
}
END_TEST

START_TEST(a_header_may_end_anywhere)
{
	const struct row *row = &rows[_i];
	struct media_sides sides;

	for (size_t n = 0; n < row->n; n++) {
		uint8_t *p = xmalloc(n);
		memcpy(p, row->bytes, n);
		if (media_sides_read(p, n, &sides))
			ck_assert_msg(
				sides.width > 0 && sides.height > 0, "%s: %zu", row->label, n);
		free(p);
	}
}
END_TEST

static const struct start {
	const char *label, *bytes;
	size_t n, blanks;
	bool is_markup;
} starts[] = {
	{ "a tag", BYTES("<svg/>"), 0, true },
	{ "blanks", BYTES(" \t\r\n<svg/>"), 4, true },
	{ "a mark", BYTES("\xef\xbb\xbf<svg/>"), 0, true },
	{ "UTF-16", BYTES("\xff\xfe<\0"), 0, true },
	{ "UTF-16 without a mark", BYTES("\0<\0s"), 0, true },
	{ "UTF-32", BYTES("\0\0\0<"), 0, true },
	{ "EBCDIC", BYTES("\x4c\x6f\xa7\x94"), 0, true },
	{ "words", BYTES("  words <svg/>"), 0, false },
	{ "blanks alone", BYTES("   "), 0, false },
	{ "nothing", BYTES(""), 0, false },
};

START_TEST(where_markup_begins)
{
	const struct start *row = &starts[_i];
	const uint8_t *p = (const uint8_t *)row->bytes;

	ck_assert_msg(media_header_is_markup(p, row->n) == row->is_markup, "%s", row->label);
	ck_assert_msg(media_header_blanks(p, row->n) == row->blanks, "%s", row->label);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media");
	TCase *sides = tcase_create("sides"), *markup = tcase_create("markup");

	tcase_add_loop_test(sides, sides_of_every_kind, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(sides, a_header_may_end_anywhere, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, sides);
	tcase_add_loop_test(markup, where_markup_begins, 0, ARRAY_LEN(starts));
	suite_add_tcase(suite, markup);
	return check_run(suite);
}
