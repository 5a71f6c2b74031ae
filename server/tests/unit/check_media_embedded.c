/* EXIF, IPTC and XMP turned into JSON: what cameras get wrong, what agencies write, and the limits.
 * Whether the words are those of other tools is for the comparison with one of them. */
#include "base/fs.h"
#include "embedded/embedded.h"
#include "embedded/embedded_date.h"
#include "embedded/embedded_exif.h"
#include "embedded/embedded_tags.h"
#include "json/json_value.h"
#include "model/media_facts.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "wire/media_metadata.h"

#define BYTES(s) (const uint8_t *)(s), sizeof(s) - 1

/* An EXIF directory of one entry, little-endian, its value in the entry or behind the directory. */
#define ENTRY(entry)  "II*\0\x08\0\0\0\x01\0" entry "\0\0\0\0"
#define BEHIND        "\x1a\0\0\0"
#define POINTER(tag)  "II*\0\x08\0\0\0\x01\0" tag "\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0"
#define BEHIND_BEHIND "\x2c\0\0\0"

// clang-format off
static const struct {
	const char *label;
	const uint8_t *p;
	size_t n;
	const char *json; /* NULL: nothing is said */
} exif[] = {
	{ "nothing", BYTES(""), NULL },
	{ "the name alone", BYTES("Exif\0\0"), NULL },
	{ "no directory", BYTES("II*\0\xff\xff\xff\xff"), NULL },
	{ "an empty directory", BYTES("II*\0\x08\0\0\0\0\0\0\0\0\0"), NULL },
	{ "a word", BYTES(ENTRY("\x12\x01\x03\0\x01\0\0\0\x06\0\0\0")), "{\"Orientation\":\"Rotate 90 CW\"}" },
	{ "a number without a word", BYTES(ENTRY("\x12\x01\x03\0\x01\0\0\0\x09\0\0\0")),
		"{\"Orientation\":\"Unknown (9)\"}" },
	{ "a tag nobody knows", BYTES(ENTRY("\x34\x12\x03\0\x01\0\0\0\x09\0\0\0")), NULL },
	{ "a text of blanks", BYTES(ENTRY("\x0f\x01\x02\0\x04\0\0\0   \0")), NULL },
	{ "a text without an end", BYTES(ENTRY("\x0f\x01\x02\0\x04\0\0\0" "abcd")),
		"{\"Make\":\"abcd\"}" },
	{ "bytes that are no UTF-8", BYTES(ENTRY("\x0f\x01\x02\0\x04\0\0\0" "a\xff" "b\0")),
		"{\"Make\":\"a\xef\xbf\xbd" "b\"}" },
	{ "a value beyond the end", BYTES(ENTRY("\x0f\x01\x02\0\xff\0\0\0" BEHIND) "abc"), NULL },
	{ "more of it than memory", BYTES(ENTRY("\x0f\x01\x02\0\xff\xff\xff\xff" BEHIND) "abc"), NULL },
	{ "a fraction", BYTES(ENTRY("\x1a\x01\x05\0\x01\0\0\0" BEHIND) "\x01\0\0\0\x03\0\0\0"),
		"{\"XResolution\":0.3333333333}" },
	{ "a fraction over nothing", BYTES(ENTRY("\x1a\x01\x05\0\x01\0\0\0" BEHIND) "\x01\0\0\0\0\0\0\0"), NULL },
	{ "a date", BYTES(ENTRY("\x32\x01\x02\0\x14\0\0\0" BEHIND) "2008:05:30 15:56:01\0"),
		"{\"ModifyDate\":\"2008-05-30T15:56:01.000Z\"}" },
	{ "a date that was never set", BYTES(ENTRY("\x32\x01\x02\0\x14\0\0\0" BEHIND) "0000:00:00 00:00:00\0"), NULL },
	{ "a day that never was", BYTES(ENTRY("\x32\x01\x02\0\x14\0\0\0" BEHIND) "2007:02:29 00:00:00\0"), NULL },
	{ "a directory that is its own", BYTES("II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0"), NULL },
	{ "a latitude without a side", BYTES(POINTER("\x25\x88") "\x02\0\x05\0\x03\0\0\0" BEHIND_BEHIND "\0\0\0\0"
		"\x01\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\0\0"), NULL },
	{ "a comment of no known kind", BYTES(POINTER("\x69\x87") "\x86\x92\x07\0\x0b\0\0\0" BEHIND_BEHIND "\0\0\0\0"
		"JIS\0\0\0\0\0abc"), NULL },
	{ "a comment", BYTES(POINTER("\x69\x87") "\x86\x92\x07\0\x0b\0\0\0" BEHIND_BEHIND "\0\0\0\0"
		"ASCII\0\0\0abc"), "{\"UserComment\":\"abc\"}" },
	{ "half a pair of UTF-16", BYTES(POINTER("\x69\x87") "\x86\x92\x07\0\x0c\0\0\0" BEHIND_BEHIND "\0\0\0\0"
		"UNICODE\0a\0\0\xd8"), "{\"UserComment\":\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}" },
	{ "a shutter of a thousand stops", BYTES(POINTER("\x69\x87") "\x01\x92\x0a\0\x01\0\0\0" BEHIND_BEHIND "\0\0\0\0"
		"\0\0\0\x80\x01\0\0\0"), "{\"ShutterSpeedValue\":0}" },
};

static const struct {
	const char *label;
	const uint8_t *p;
	size_t n;
	const char *json;
} iptc[] = {
	{ "nothing", BYTES(""), NULL },
	{ "no dataset", BYTES("Photoshop 3.0"), NULL },
	{ "one keyword", BYTES("\x1c\x02\x19\0\x03" "abc"), "{\"Keywords\":[\"abc\"]}" },
	{ "two keywords", BYTES("\x1c\x02\x19\0\x01" "a\x1c\x02\x19\0\x01" "b"), "{\"Keywords\":[\"a\",\"b\"]}" },
	{ "Latin-1", BYTES("\x1c\x02\x5a\0\x05" "Malm\xf6"), "{\"City\":\"Malm\xc3\xb6\"}" },
	{ "UTF-8 without a mark", BYTES("\x1c\x02\x5a\0\x06" "Malm\xc3\xb6"), "{\"City\":\"Malm\xc3\xb6\"}" },
	{ "a date and a time", BYTES("\x1c\x02\x37\0\x08" "20191016\x1c\x02\x3c\0\x0b" "190103+0200"),
		"{\"DateCreated\":\"2019-10-16T17:01:03.000Z\",\"TimeCreated\":\"19:01:03+02:00\","
		"\"DateTimeCreated\":\"2019-10-16T17:01:03.000Z\"}" },
	{ "a date that is none", BYTES("\x1c\x02\x37\0\x08" "20190000"), NULL },
	{ "a length beyond the end", BYTES("\x1c\x02\x19\0\x01" "a\x1c\x02\x19\x7f\xff" "b"), "{\"Keywords\":[\"a\"]}" },
	{ "a long length", BYTES("\x1c\x02\x19\x80\x04\0\0\0\x03" "abc"), "{\"Keywords\":[\"abc\"]}" },
	{ "a length that overflows", BYTES("\x1c\x02\x19\0\x01" "a\x1c\x02\x19\x80\x04\xff\xff\xff\xff" "b"),
		"{\"Keywords\":[\"a\"]}" },
	{ "a length of five bytes", BYTES("\x1c\x02\x19\x80\x05\0\0\0\0\x01" "b"), NULL },
	{ "a date twice", BYTES("\x1c\x02\x1e\0\x08" "20191016\x1c\x02\x1e\0\x08" "20201016"),
		"{\"ReleaseDate\":\"2019-10-16T00:00:00.000Z\"}" },
	{ "a derived name", BYTES("\x1c\x02\x78\0\x02" "hi"), "{\"Caption-Abstract\":\"hi\",\"Caption\":\"hi\"}" },
};

#define XMP(body) "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">" \
	"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" " \
	"xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\" " \
	"xmlns:stEvt=\"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#\"" body "</rdf:RDF></x:xmpmeta>"

static const struct {
	const char *label;
	const uint8_t *p;
	size_t n;
	const char *json;
} xmp[] = {
	{ "nothing", BYTES(""), NULL },
	{ "no XML", BYTES("no XML"), NULL },
	{ "half of it", BYTES("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF"), NULL },
	{ "an attribute", BYTES(XMP(" xmp:Rating=\"3\"/>")), "{\"Rating\":3}" },
	{ "after the segment's name", BYTES("http://ns.adobe.com/xap/1.0/\0" XMP(" xmp:Rating=\"3\"/>") "\0\0"), "{\"Rating\":3}" },
	{ "a list", BYTES(XMP("><dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag></dc:subject></rdf:Description>")),
		"{\"Subject\":[\"a\",\"b\"]}" },
	{ "languages", BYTES(XMP("><dc:title><rdf:Alt><rdf:li xml:lang=\"de\">d</rdf:li>"
		"<rdf:li xml:lang=\"x-default\">e</rdf:li></rdf:Alt></dc:title></rdf:Description>")), "{\"Title\":\"e\"}" },
	{ "structures", BYTES(XMP("><xmpMM:History><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><stEvt:action>saved</stEvt:action>"
		"<stEvt:when>2019-10-16T19:01:03+02:00</stEvt:when></rdf:li></rdf:Seq></xmpMM:History></rdf:Description>")),
		"{\"HistoryAction\":\"saved\",\"HistoryWhen\":\"2019-10-16T17:01:03.000Z\"}" },
	{ "EXIF's names", BYTES(XMP(" exif:ISOSpeedRatings=\"400\" exif:MeteringMode=\"3\" exif:GPSLatitude=\"41,24.2028S\"/>")),
		"{\"ISO\":400,\"MeteringMode\":\"Spot\",\"GPSLatitude\":-41.40338}" },
	{ "north of the pole", BYTES(XMP(" exif:GPSLatitude=\"90,1.0N\" exif:GPSLongitude=\"180,0.0W\"/>")),
		"{\"GPSLatitude\":\"90,1.0N\",\"GPSLongitude\":-180}" },
	{ "a fraction over nothing", BYTES(XMP(" exif:ExposureTime=\"1/0\"/>")), "{\"ExposureTime\":\"1/0\"}" },
	{ "entities that grow", BYTES("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
		XMP(" xmp:Label=\"x\"><xmp:Nickname>&b;&b;</xmp:Nickname></rdf:Description>")), NULL },
};
// clang-format on

static void expect(const char *label, const struct embedded_blobs *blobs, const char *want)
{
	struct scope s = scope_open();
	const char *json = embedded_json(s.arena, blobs);

	if (want)
		ck_assert_msg(
			json && strcmp(json, want) == 0, "%s: %s", label, json ? json : "nothing");
	else
		ck_assert_msg(!json, "%s: %s", label, json);
	scope_close(&s);
}

START_TEST(exif_is_read)
{
	const struct embedded_blobs blobs = { .exif = { exif[_i].p, exif[_i].n } };

	expect(exif[_i].label, &blobs, exif[_i].json);
}
END_TEST

START_TEST(iptc_is_read)
{
	const struct embedded_blobs blobs = { .iptc = { iptc[_i].p, iptc[_i].n } };

	expect(iptc[_i].label, &blobs, iptc[_i].json);
}
END_TEST

START_TEST(xmp_is_read)
{
	const struct embedded_blobs blobs = { .xmp = { xmp[_i].p, xmp[_i].n } };

	expect(xmp[_i].label, &blobs, xmp[_i].json);
}
END_TEST

START_TEST(the_first_source_has_the_say)
{
	static const char one[] = ENTRY("\x98\x82\x02\0\x04\0\0\0"
					"one\0");
	const struct embedded_blobs blobs = {
		.exif = { BYTES(one) },
		.iptc = { BYTES("\x1c\x02\x74\0\x03"
				"two\x1c\x02\x5a\0\x01"
				"c") },
		.xmp = { BYTES(XMP(" xmp:City=\"d\" xmp:Copyright=\"three\" xmp:Label=\"l\"/>")) },
	};

	expect("three sources", &blobs,
		"{\"Copyright\":\"one\",\"CopyrightNotice\":\"two\",\"City\":\"c\",\"Label\":\"l\","
		"\"Rights\":\"two\"}");
}
END_TEST

static const struct {
	const char *text, *want;
} dates[] = {
	{ "2019-10-16T19:01:03.25+02:00", "2019-10-16T17:01:03.250Z" },
	{ "2019-10-16T19:01:03.123456Z", "2019-10-16T19:01:03.123Z" },
	{ "2019-10-16T00:30-0130", "2019-10-16T02:00:00.000Z" },
	{ "2020-02-29", "2020-02-29T00:00:00.000Z" },
	{ "2020-02", "2020-02-01T00:00:00.000Z" },
	{ "1899-12-31T23:59:59", "1899-12-31T23:59:59.000Z" },
	{ "2020-01-01T00:00:00+14:00", "2019-12-31T10:00:00.000Z" },
	{ "2019-02-29", NULL },
	{ "2019", NULL },
	{ "2019-13-01", NULL },
	{ "2019-10-16T25:00", NULL },
	{ "2019-10-16T19:01:03+99:00", NULL },
	{ "2019-10-16 19:01:03", NULL },
	{ "0001-01-01", NULL },
	{ "", NULL },
};

START_TEST(dates_become_instants)
{
	struct scope s = scope_open();
	const char *got = embedded_date_of_xmp(s.arena, dates[_i].text);

	if (dates[_i].want)
		ck_assert_msg(got && strcmp(got, dates[_i].want) == 0, "%s: %s", dates[_i].text,
			got ? got : "none");
	else
		ck_assert_msg(!got, "%s: %s", dates[_i].text, got);
	scope_close(&s);
}
END_TEST

/* The writer's promise is what the other side checks. */
static void expect_taken(struct scope *s, const char *json, bool flat)
{
	const struct json_value *v;
	const char *out = NULL;

	ck_assert_uint_le(strlen(json), MEDIA_FACTS_MAX_JSON);
	ck_assert_msg(json_parse(s, json, strlen(json), &v), "%s: %s", s->err.msg, json);
	ck_assert_msg(flat ? media_metadata_flat(s, v, &out) : media_metadata_exif(s, v, &out),
		"%s: %s", s->err.msg, json);
	ck_assert_str_eq(json, out);
}

START_TEST(much_is_cut_honestly)
{
	struct scope s = scope_open();
	struct embedded_tags *tags = embedded_tags_new(s.arena);
	struct strbuf out = strbuf_init(s.arena, MEDIA_FACTS_MAX_JSON);
	struct json_writer w = json_writer(&out);
	char longest[3 * MEDIA_METADATA_MAX_TEXT];

	for (size_t i = 0; i + 1 < sizeof(longest); i += 2)
		memcpy(longest + i, "\xc3\xa9", 2);
	for (int i = 0; i < 2 * MEDIA_METADATA_MAX_MEMBERS; i++)
		embedded_tags_text(
			tags, arena_printf(s.arena, "name%d", i), longest, sizeof(longest));
	for (int i = 0; i < 2 * MEDIA_METADATA_MAX_ITEMS; i++)
		embedded_tags_text(tags, "name0", "x", 1);
	embedded_tags_text(tags, "no name", "x", 1);
	embedded_tags_text(tags, "", "x", 1);
	const char *first = embedded_tags_text_of(tags, "name0");
	ck_assert_uint_le(strlen(first), MEDIA_METADATA_MAX_TEXT);
	ck_assert_uint_gt(strlen(first), MEDIA_METADATA_MAX_TEXT - 8);
	ck_assert_str_eq(first + strlen(first) - 5, "\xc3\xa9\xe2\x80\xa6");
	json_open_object(&w, NULL);
	embedded_tags_write(tags, &w, MEDIA_FACTS_MAX_JSON - 1);
	json_close_object(&w);
	ck_assert(!out.full);
	expect_taken(&s, strbuf_text(&out), true);
	scope_close(&s);
}
END_TEST

/* EXIF of a fixture, found by its name in the file. */
static size_t read_exif(struct scope *s, const char *name, const uint8_t **out)
{
	char path[MEDIA_BENCH_PATH], *text = NULL;
	size_t n = 0;

	media_bench_format(path, sizeof(path), "%s/fixtures/images/exif/%s",
		media_bench_env("SOURCE_DIR"), name);
	ck_assert_msg(fs_read(s, path, 1 << 20, &text, &n), "%s", s->err.msg);
	uint8_t *at = memmem(text, n, "Exif\0\0", 6);
	ck_assert_ptr_nonnull(at);
	*out = at;
	return (size_t)(at[-2] << 8 | at[-1]) - 2;
}

static void expect_harmless(struct embedded_blobs *blobs, const uint8_t *p, size_t n)
{
	struct scope s = scope_open();

	blobs->exif = (struct embedded_blob){ p, n };
	const char *flat = embedded_json(s.arena, blobs);
	if (flat)
		expect_taken(&s, flat, true);
	expect_taken(&s, embedded_exif_json(s.arena, p, n), false);
	scope_close(&s);
}

START_TEST(broken_exif_does_no_harm)
{
	static const char *const files[] = { "rich.jpg", "big-endian.jpg", "gps.jpg" };
	struct scope s = scope_open();
	struct embedded_blobs blobs = { 0 };
	const uint8_t *whole;
	size_t n = read_exif(&s, files[_i], &whole);

	for (size_t i = 0; i < n; i++) {
		/* In a block of just that size, so that a sanitizer sees a read past the end. */
		uint8_t *copy = xmalloc(i + (i == 0));
		memcpy(copy, whole, i);
		expect_harmless(&blobs, copy, i);
		free(copy);
		copy = xmalloc(n);
		memcpy(copy, whole, n);
		copy[i] = (uint8_t)(copy[i] ^ (i % 3 == 0 ? 0xff : i % 3 == 1 ? 0x80 : 0x01));
		expect_harmless(&blobs, copy, n);
		free(copy);
	}
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_embedded");
	TCase *sources = tcase_create("sources");
	TCase *limits = tcase_create("limits");

	tcase_add_loop_test(sources, exif_is_read, 0, ARRAY_LEN(exif));
	tcase_add_loop_test(sources, iptc_is_read, 0, ARRAY_LEN(iptc));
	tcase_add_loop_test(sources, xmp_is_read, 0, ARRAY_LEN(xmp));
	tcase_add_loop_test(sources, dates_become_instants, 0, ARRAY_LEN(dates));
	tcase_add_test(sources, the_first_source_has_the_say);
	suite_add_tcase(suite, sources);
	tcase_set_timeout(limits, 120);
	tcase_add_test(limits, much_is_cut_honestly);
	tcase_add_loop_test(limits, broken_exif_does_no_harm, 0, 3);
	suite_add_tcase(suite, limits);
	return check_run(suite);
}
