/* What files say themselves about orientation and density, cut at every byte as well: under a
 * sanitizer a read beyond the end shows. */
#include "embedded/embedded_directory.h"
#include "media/media_header.h"
#include "tests/support/check_main.h"

#define TEXT(s) s, sizeof(s) - 1

static const struct {
	const char *label, *bytes;
	size_t n;
	int orientation;
} headers[] = {
	{ "nothing", TEXT(""), 0 },
	{ "little-endian", TEXT("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
		6 },
	{ "big-endian", TEXT("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0"),
		8 },
	{ "after the name of EXIF",
		TEXT("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0"),
		3 },
	{ "the second entry",
		TEXT("II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0A\0\0\0"
		     "\x12\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0"),
		5 },
	{ "another tag", TEXT("II*\0\x08\0\0\0\x01\0\x13\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
		0 },
	{ "zero", TEXT("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0"), 0 },
	{ "nine", TEXT("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0\0\0\0\0"), 0 },
	{ "another type", TEXT("II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
		0 },
	{ "no directory", TEXT("II*\0\xff\xff\xff\xff"), 0 },
	{ "more entries than bytes", TEXT("II*\0\x08\0\0\0\xff\xff\x13\x01"), 0 },
	{ "neither endian", TEXT("XX*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"), 0 },
};

START_TEST(orientation)
{
	ck_assert_msg(embedded_directory_orientation((const uint8_t *)headers[_i].bytes,
			      headers[_i].n) == headers[_i].orientation,
		"%s", headers[_i].label);
	/* In a block of just that size. */
	for (size_t n = 0; n < headers[_i].n; n++) {
		uint8_t *cut = xmalloc(n + (n == 0));
		memcpy(cut, headers[_i].bytes, n);
		int got = embedded_directory_orientation(cut, n);
		ck_assert_msg(got == 0 || got == headers[_i].orientation, "%s, %zu bytes",
			headers[_i].label, n);
		free(cut);
	}
}
END_TEST

#define SIGNATURE  "\x89PNG\r\n\x1a\n"
#define HEADER     "\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\x02\0\0\0\0\0\0\0"
#define PHYS(unit) "\0\0\0\x09pHYs\0\0\x16\x25\0\0\x16\x25" unit "\0\0\0\0"
#define PIXELS     "\0\0\0\0IDAT\0\0\0\0"

static const struct {
	const char *label, *bytes;
	size_t n;
	bool density;
} pngs[] = {
	{ "nothing", TEXT(""), false },
	{ "none", TEXT(SIGNATURE HEADER PIXELS), false },
	{ "metres", TEXT(SIGNATURE HEADER PHYS("\1") PIXELS), true },
	{ "a ratio", TEXT(SIGNATURE HEADER PHYS("\0") PIXELS), false },
	{ "after the pixels", TEXT(SIGNATURE HEADER PIXELS PHYS("\1")), false },
	{ "a giant before it", TEXT(SIGNATURE "\xff\xff\xff\xffIHDR" PHYS("\1")), false },
};

START_TEST(density)
{
	ck_assert_msg(media_header_png_has_density((const uint8_t *)pngs[_i].bytes, pngs[_i].n) ==
			      pngs[_i].density,
		"%s", pngs[_i].label);
	for (size_t n = 0; n < pngs[_i].n; n++) {
		uint8_t *cut = xmalloc(n + (n == 0));
		memcpy(cut, pngs[_i].bytes, n);
		ck_assert_msg(!media_header_png_has_density(cut, n) || pngs[_i].density,
			"%s, %zu bytes", pngs[_i].label, n);
		free(cut);
	}
}
END_TEST

#define CHUNK        \
	"\0\0\0\x03" \
	"eXIfabc\0\0\0\0"

static const struct {
	const char *label, *bytes;
	size_t n;
	const char *body;
} chunks[] = {
	{ "nothing", TEXT(""), NULL },
	{ "none", TEXT(SIGNATURE HEADER PIXELS), NULL },
	{ "before the pixels", TEXT(SIGNATURE HEADER CHUNK PIXELS), "abc" },
	{ "after the pixels", TEXT(SIGNATURE HEADER PIXELS CHUNK), "abc" },
	{ "no PNG", TEXT("\x89PNGxxxx" HEADER CHUNK), NULL },
	{ "longer than the file",
		TEXT(SIGNATURE HEADER "\0\0\0\xff"
				      "eXIfabc"),
		NULL },
	{ "a giant before it", TEXT(SIGNATURE "\xff\xff\xff\xffIHDR" CHUNK), NULL },
};

START_TEST(png_chunk)
{
	const char *want = chunks[_i].body;

	for (size_t n = 0; n <= chunks[_i].n; n++) {
		uint8_t *cut = xmalloc(n + (n == 0));
		size_t len = 0;
		memcpy(cut, chunks[_i].bytes, n);
		const uint8_t *p = media_header_png_chunk(cut, n, "eXIf", &len);
		ck_assert_msg(!p || (want && len == strlen(want) && memcmp(p, want, len) == 0),
			"%s, %zu bytes", chunks[_i].label, n);
		ck_assert_msg(p || !want || n < chunks[_i].n, "%s: not found", chunks[_i].label);
		free(cut);
	}
}
END_TEST

/* The first directory points at EXIF, where interoperability is, and is followed by the thumbnail's. */
static const char directories[] = "II*\0\x08\0\0\0"
				  "\x01\0\x69\x87\x04\0\x01\0\0\0\x1a\0\0\0\x2c\0\0\0"
				  "\x01\0\x05\xa0\x04\0\x01\0\0\0\x77\0\0\0\0\0\0\0"
				  "\x01\0\x01\x02\x04\0\x01\0\0\0\x99\0\0\0\0\0\0\0";

START_TEST(offsets)
{
	static const struct {
		enum embedded_directory directory;
		unsigned tag;
		uint32_t offset;
	} rows[] = {
		{ EMBEDDED_DIRECTORY_FIRST, 0x8769, 0x1a },
		{ EMBEDDED_DIRECTORY_EXIF, 0xa005, 0x77 },
		{ EMBEDDED_DIRECTORY_SECOND, 0x0201, 0x99 },
		{ EMBEDDED_DIRECTORY_FIRST, 0x0201, 0 },
	};
	const size_t whole = sizeof(directories) - 1;

	for (size_t n = 0; n <= whole; n++) {
		uint8_t *cut = xmalloc(n + (n == 0));
		memcpy(cut, directories, n);
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			uint32_t got =
				embedded_directory_offset(cut, n, rows[i].directory, rows[i].tag);
			ck_assert_msg(got == rows[i].offset || (got == 0 && n < whole),
				"row %zu, %zu bytes: %u", i, n, got);
		}
		free(cut);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_header");
	TCase *header = tcase_create("header");

	tcase_add_loop_test(header, orientation, 0, ARRAY_LEN(headers));
	tcase_add_loop_test(header, density, 0, ARRAY_LEN(pngs));
	tcase_add_loop_test(header, png_chunk, 0, ARRAY_LEN(chunks));
	tcase_add_test(header, offsets);
	suite_add_tcase(suite, header);
	return check_run(suite);
}
