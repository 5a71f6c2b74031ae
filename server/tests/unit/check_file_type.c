/* What a file is by its first bytes and its name, and how large it may be. */
#include "base/fs.h"
#include "model/file_type.h"
#include "model/file_type_names.h"
#include "model/plan.h"
#include "tests/support/check_main.h"

#include <string.h>

#define BYTES(text) text, sizeof(text) - 1

enum { I = FILE_KIND_IMAGE, V = FILE_KIND_VIDEO, O = FILE_KIND_OTHER };

/* clang-format off */
static const struct row {
	const char *label, *head;
	size_t n;
	const char *extension, *mime;
	int kind;
} rows[] = {
	{ "JPEG", BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), "jpg", "image/jpeg", I },
	{ "PNG", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "png", "image/png", I },
	{ "GIF of 1987", BYTES("GIF87a\x01\0\x01\0"), "gif", "image/gif", I },
	{ "GIF of 1989", BYTES("GIF89a\x01\0\x01\0"), "gif", "image/gif", I },
	{ "WebP", BYTES("RIFF\x24\0\0\0WEBPVP8 "), "webp", "image/webp", I },
	{ "AVIF", BYTES("\0\0\0\x1c""ftypavif\0\0\0\0"), "avif", "image/avif", I },
	{ "HEIC", BYTES("\0\0\0\x1c""ftypheic\0\0\0\0"), "heic", "image/heic", I },
	{ "TIFF, little-endian", BYTES("II*\0\x08\0\0\0"), "tiff", "image/tiff", I },
	{ "TIFF, big-endian", BYTES("MM\0*\0\0\0\x08"), "tif", "image/tiff", I },
	{ "PSD", BYTES("8BPS\0\x01\0\0"), "psd", "image/vnd.adobe.photoshop", I },
	{ "icon", BYTES("\0\0\x01\0\x01\0\x10\x10"), "ico", "image/x-icon", I },
	{ "pointer", BYTES("\0\0\2\0\1\0\x20\x20\0\0\1\0"), "cur", "image/x-icon", I },
	{ "Targa is no pointer", BYTES("\0\0\2\0\0\0\0\0\0\0\0\0\x40\0"), "tga", "application/octet-stream", O },
	{ "JPEG XL", BYTES("\xff\x0a\x10\x10"), "jxl", "image/jxl", I },
	{ "JPEG XL in boxes", BYTES("\0\0\0\x0cJXL \r\n\x87\n"), "jxl", "image/jxl", I },
	{ "JPEG 2000", BYTES("\0\0\0\x0cjP  \r\n\x87\n"), "jp2", "image/jp2", I },
	{ "BMP", BYTES("BM\x46\0\0\0\0\0"), "bmp", "image/bmp", I },
	{ "SVG by name", BYTES("<?xml version=\"1.0\"?><svg/>"), "svg", "image/svg+xml", I },

	{ "MP4", BYTES("\0\0\0\x20""ftypisom\0\0\x02\0"), "mp4", "video/mp4", V },
	{ "MP4 with a brand of tomorrow", BYTES("\0\0\0\x20""ftypzzzz\0\0\0\0"), "mp4", "video/mp4", V },
	{ "QuickTime", BYTES("\0\0\0\x14""ftypqt  \0\0\0\0"), "mov", "video/quicktime", V },
	{ "WebM", BYTES("\x1a\x45\xdf\xa3\x8b\x42\x86\x81\x01\x42\x82\x84webm"), "mkv", "video/webm", V },
	{ "WebM of a padded type", BYTES("\x1a\x45\xdf\xa3\x89\x42\x82\x86webm\0\0"), "webm", "video/webm", V },
	{ "Matroska", BYTES("\x1a\x45\xdf\xa3\x8f\x42\x86\x81\x01\x42\x82\x88matroska"), "webm", "video/x-matroska", V },
	{ "Matroska whose head has a long length", BYTES("\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x0b\x42\x82\x88matroska"), "mkv", "video/x-matroska", V },
	{ "Matroska that does not say", BYTES("\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01"), "mkv", "video/x-matroska", V },
	{ "Matroska that speaks of WebM later", BYTES("\x1a\x45\xdf\xa3\x84\x42\x86\x81\x01\x42\x82\x84webm"), "mkv", "video/x-matroska", V },
	{ "3GP", BYTES("\0\0\0\x14""ftyp3gp5\0\0\0\0"), "3gp", "video/3gpp", V },
	{ "3GP of the second kind", BYTES("\0\0\0\x14""ftyp3g2a\0\0\0\0"), "3g2", "video/3gpp2", V },
	{ "M4V", BYTES("\0\0\0\x18""ftypM4V \0\0\0\0M4A mp42"), "m4v", "video/mp4", V },
	{ "film that names songs too", BYTES("\0\0\0\x18""ftypmp42\0\0\0\0M4A M4V "), "mp4", "video/mp4", V },
	{ "song by a compatible brand", BYTES("\0\0\0\x18""ftypmp42\0\0\0\0isomM4A "), "m4a", "audio/mp4", O },
	{ "audio book", BYTES("\0\0\0\x14""ftypM4B \0\0\0\0"), "m4b", "audio/mp4", O },
	{ "a brand of tomorrow, compatible with QuickTime", BYTES("\0\0\0\x14""ftypzzzz\0\0\0\0qt  "), "mov", "video/quicktime", V },
	{ "QuickTime without brand", BYTES("\0\0\0\x08wide\0\0\x01\0mdat"), "mov", "video/quicktime", V },
	{ "text that starts like QuickTime", BYTES("Get free stuff"), "txt", "text/plain", O },
	{ "AVIF by a compatible brand", BYTES("\0\0\0\x18""ftypmif1\0\0\0\0mif1avif"), "heif", "image/avif", I },
	{ "HEIC by a compatible brand", BYTES("\0\0\0\x18""ftypmif1\0\0\0\0mif1heic"), "jpg", "image/heic", I },
	{ "HEIF of whatever", BYTES("\0\0\0\x14""ftypmif1\0\0\0\0mif1"), "heic", "image/heif", I },
	{ "HEIF whose box ends before the brand", BYTES("\0\0\0\x10""ftypmif1\0\0\0\0avif"), "heic", "image/heif", I },
	{ "moving AVIF", BYTES("\0\0\0\x1c""ftypmsf1\0\0\0\0msf1avisavif"), "avif", "image/avif", I },
	{ "moving HEIC", BYTES("\0\0\0\x14""ftypmsf1\0\0\0\0hevc"), "heics", "image/heic-sequence", I },
	{ "Ogg, Vorbis", BYTES("OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x1e\1vorbis"), "ogg", "audio/ogg", O },
	{ "Ogg, Opus", BYTES("OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x13OpusHead"), "ogv", "audio/ogg", O },
	{ "Ogg, Theora", BYTES("OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x2a\x80theora"), "ogg", "video/ogg", V },
	{ "Ogg, sound before pictures", BYTES("OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x08OpusHead"
		"OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x2a\x80theora"), "ogg", "video/ogg", V },
	{ "Ogg of something else", BYTES("OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x08whatever"), "ogg", "application/ogg", V },
	{ "AVI", BYTES("RIFF\x24\0\0\0AVI LIST"), "avi", "video/x-msvideo", V },
	{ "FLV", BYTES("FLV\x01\x05\0\0\0\x09"), "flv", "video/x-flv", V },
	{ "MPEG program stream", BYTES("\0\0\x01\xba\x44\0"), "mpg", "video/mpeg", V },

	{ "M4A is no video", BYTES("\0\0\0\x20""ftypM4A \0\0\0\0"), "m4a", "audio/mp4", O },
	{ "WAV is no video", BYTES("RIFF\x24\0\0\0WAVEfmt "), "wav", "audio/wav", O },
	{ "MP3 with a tag", BYTES("ID3\x04\0\0\0\0\0\0"), "mp3", "audio/mpeg", O },
	{ "MP3 without", BYTES("\xff\xfb\x90\x64\0\0"), "mp3", "audio/mpeg", O },
	{ "FLAC", BYTES("fLaC\0\0\0\x22"), "flac", "audio/flac", O },
	{ "PDF", BYTES("%PDF-1.7\n%\xe2\xe3\xcf\xd3"), "pdf", "application/pdf", O },
	{ "zip", BYTES("PK\x03\x04\x14\0\0\0"), "zip", "application/zip", O },
	{ "office document", BYTES("PK\x03\x04\x14\0\0\0"), "docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", O },
	{ "gzip", BYTES("\x1f\x8b\x08\0\0\0\0\0"), "gz", "application/gzip", O },
	{ "WOFF2", BYTES("wOF2\0\x01\0\0"), "woff2", "font/woff2", O },
	{ "TrueType", BYTES("\0\x01\0\0\0\x0f\0\x80"), "ttf", "font/ttf", O },

	{ "script", BYTES("let a = 1;\n"), "js", "application/javascript", O },
	{ "style sheet", BYTES("a { b: c }\n"), "css", "text/css", O },
	{ "JSON", BYTES("{\"a\":1}"), "json", "application/json", O },
	{ "HTML", BYTES("<!doctype html>"), "html", "text/html", O },
	{ "text", BYTES("hello"), "txt", "text/plain", O },
	{ "text of another script", BYTES("\xd0\xa4\xd0\xb0\xd0\xb9\xd0\xbb"), "txt", "text/plain", O },
	{ "an empty text file", BYTES(""), "txt", "text/plain", O },

	{ "text without extension", BYTES("hello"), "", "application/octet-stream", O },
	{ "nothing at all", BYTES(""), "", "application/octet-stream", O },
	{ "unknown extension", BYTES("hello"), "xyz", "application/octet-stream", O },
	{ "bytes that call themselves text", BYTES("\x80\x81\0\x01"), "txt", "application/octet-stream", O },
	{ "bytes that call themselves SVG", BYTES("\x80\x81\0\x01"), "svg", "application/octet-stream", O },
	{ "the bytes win over the name", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "txt", "image/png", I },
	{ "a name alone makes no image", BYTES("hello"), "png", "application/octet-stream", O },
	{ "a name alone makes no video", BYTES("hello"), "mp4", "application/octet-stream", O },
	{ "text that starts like a bitmap", BYTES("BM is a good firm"), "txt", "text/plain", O },
	{ "text that starts like a song", BYTES("ID3 tags explained"), "txt", "text/plain", O },
	{ "UTF-16, little-endian", BYTES("\xff\xfe" "a\0 \0\xe9\0"), "css", "text/css", O },
	{ "UTF-16, big-endian", BYTES("\xfe\xff\0a\0\n"), "csv", "text/csv", O },
	{ "UTF-16 without a mark", BYTES("<\0?\0x\0m\0l\0 \0"), "svg", "image/svg+xml", I },
	{ "UTF-32", BYTES("\xff\xfe\0\0<\0\0\0"), "svg", "image/svg+xml", I },
	{ "EBCDIC", BYTES("\x4c\x6f\xa7\x94\x93\x40"), "svg", "image/svg+xml", I },
	{ "Windows-1252", BYTES("a::after { content: '\x85\xe9' }\n"), "css", "text/css", O },
	{ "Latin-1", BYTES("<?xml version='1.0' encoding='latin1'?><svg>\xe9</svg>"), "svg", "image/svg+xml", I },
	{ "Shift-JIS", BYTES("\x93\xfa\x96\x7b\r\n"), "js", "application/javascript", O },
	{ "Latin-1 that starts like a bitmap", BYTES("BM ist sch\xf6n"), "txt", "text/plain", O },
	{ "text with a mark", BYTES("\xef\xbb\xbfhello"), "md", "text/markdown", O },
	{ "SVG whose name says text", BYTES("<svg/>"), "txt", "text/plain", O },
	{ "SVG without extension", BYTES("<svg/>"), "", "application/octet-stream", O },
	{ "any text is SVG by its name", BYTES("hello"), "svg", "image/svg+xml", I },

	{ "web manifest", BYTES("{}"), "webmanifest", "application/manifest+json", O },
	{ "glTF", BYTES("{}"), "gltf", "model/gltf+json", O },
	{ "binary glTF", BYTES("glTF\x02\0\0\0\x10\0\0\0"), "glb", "model/gltf-binary", O },
	{ "lines of JSON", BYTES("{}\n{}\n"), "jsonl", "application/jsonl", O },
	{ "source map", BYTES("{}"), "map", "application/json", O },
	{ "module", BYTES("export {}"), "mjs", "application/javascript", O },
	{ "GeoJSON", BYTES("{}"), "geojson", "application/geo+json", O },
	{ "calendar", BYTES("BEGIN:VCALENDAR"), "ics", "text/calendar", O },
	{ "XHTML", BYTES("<html/>"), "xhtml", "application/xhtml+xml", O },
	{ "YAML", BYTES("a: 1"), "yml", "text/yaml", O },
	{ "subtitles", BYTES("WEBVTT"), "vtt", "text/vtt", O },
	{ "WebAssembly", BYTES("\0asm\x01\0\0\0"), "", "application/wasm", O },
	{ "WebAssembly by name", BYTES("x"), "wasm", "application/wasm", O },
	{ "TrueType by name", BYTES("x"), "ttf", "font/ttf", O },
	{ "WOFF2 by name", BYTES("\x80\0\x01"), "woff2", "font/woff2", O },
	{ "OpenDocument", BYTES("PK\x03\x04\x14\0\0\0"), "odt", "application/vnd.oasis.opendocument.text", O },
	{ "old office document", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"), "doc", "application/msword", O },
	{ "an office document that is none", BYTES("hello"), "docx", "application/octet-stream", O },

	{ "TypeScript is no video", BYTES("const a: number = 1;\n"), "ts", "application/octet-stream", O },
	{ "MPEG transport stream by name", BYTES("G\x40\0\x10\0\0\xb0\x0d\xff"), "ts", "video/mp2t", V },
	{ "a signature cut short", BYTES("\x89PNG\r\n"), "png", "application/octet-stream", O },
	{ "RIFF of nothing known", BYTES("RIFF\x24\0\0\0ABCD\xff"), "webp", "application/octet-stream", O },
};
/* clang-format on */

START_TEST(bytes_go_before_the_name)
{
	const struct row *row = &rows[_i];
	/* A copy of just that size, so that a sanitizer sees a read past the end. */
	uint8_t *head = xmalloc(row->n);

	memcpy(head, row->head, row->n);
	struct file_type type = file_type_of(head, row->n, row->extension);
	ck_assert_msg(strcmp(type.mime, row->mime) == 0, "%s: %s", row->label, type.mime);
	ck_assert_msg((int)type.kind == row->kind, "%s: kind %d", row->label, type.kind);
	free(head);
}
END_TEST

START_TEST(no_length_of_head_is_too_short)
{
	static const char *const names[] = { "", "txt", "svg", "ts" };
	uint8_t head[32];

	memset(head, 0xff, sizeof(head));
	for (size_t n = 0; n < sizeof(head); n++) {
		uint8_t *copy = xmalloc(n);
		memcpy(copy, head, n);
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			ck_assert_ptr_nonnull(file_type_of(copy, n, names[i]).mime);
		free(copy);
	}
}
END_TEST

/* The window may end inside a character of up to four bytes; that makes no text binary. */
START_TEST(a_character_cut_by_the_window_is_still_text)
{
	static const char *const characters[] = { "\xc3\xa9", "\xe6\x96\x87", "\xf0\x9f\x8e\x88" };
	uint8_t head[FILE_TYPE_HEAD];

	for (size_t c = 0; c < ARRAY_LEN(characters); c++) {
		size_t len = strlen(characters[c]);
		for (size_t cut = 1; cut < len; cut++) {
			memset(head, 'x', sizeof(head));
			memcpy(head + sizeof(head) - cut, characters[c], cut);
			ck_assert_msg(strcmp(file_type_of(head, sizeof(head), "txt").mime,
					      "text/plain") == 0,
				"%zu of %zu bytes", cut, len);
		}
	}
	memset(head, 'x', sizeof(head));
	head[sizeof(head) / 2] = 0x01;
	head[sizeof(head) - 1] = 0xff;
	ck_assert_str_eq(file_type_of(head, sizeof(head), "txt").mime, "text/plain");
	ck_assert_str_eq(
		file_type_of(head + 1, sizeof(head) - 1, "txt").mime, "application/octet-stream");
}
END_TEST

/* The search depends on the order; a name alone makes no picture and no film but for SVG. */
START_TEST(the_table_of_names_is_in_order)
{
	for (size_t i = 0; i < file_type_names_len; i++) {
		const struct file_type_name *row = &file_type_names[i];
		if (i > 0)
			ck_assert_msg(strcmp(file_type_names[i - 1].extension, row->extension) < 0,
				"%s", row->extension);
		ck_assert_msg(strchr(row->mime, '/') && strncmp(row->mime, "video/", 6) != 0 &&
				      strncmp(row->mime, "audio/", 6) != 0,
			"%s", row->extension);
		if (strncmp(row->mime, "image/", 6) == 0)
			ck_assert_str_eq(row->extension, "svg");
	}
}
END_TEST

static const struct picture {
	const char *name, *extension, *mime;
} pictures[] = {
	{ "photo.jpg", "jpg", "image/jpeg" },
	{ "opaque.png", "png", "image/png" },
	{ "animated.gif", "gif", "image/gif" },
	{ "lossy.webp", "webp", "image/webp" },
	{ "photo.avif", "avif", "image/avif" },
	{ "photo.heic", "heic", "image/heic" },
	{ "photo.tiff", "tiff", "image/tiff" },
	{ "drawing.svg", "svg", "image/svg+xml" },
};

START_TEST(real_files_are_what_they_are)
{
	const struct picture *p = &pictures[_i];
	const char *source = getenv("SOURCE_DIR");
	struct scope s = scope_open();
	char *bytes;
	size_t n;

	ck_assert_msg(fs_read(&s,
			      arena_printf(s.arena, "%s/fixtures/images/%s", source ? source : ".",
				      p->name),
			      1 << 20, &bytes, &n),
		"%s", s.err.msg);
	struct file_type type = file_type_of(
		(const uint8_t *)bytes, n < FILE_TYPE_HEAD ? n : FILE_TYPE_HEAD, p->extension);
	ck_assert_msg(strcmp(type.mime, p->mime) == 0, "%s: %s", p->name, type.mime);
	ck_assert_msg(type.kind == FILE_KIND_IMAGE, "%s", p->name);
	scope_close(&s);
}
END_TEST

static const struct limit {
	const char *label;
	enum plan plan;
	enum file_kind kind;
	int64_t megabytes;
} limits[] = {
	{ "free, image", PLAN_FREE, FILE_KIND_IMAGE, 25 },
	{ "free, other", PLAN_FREE, FILE_KIND_OTHER, 25 },
	{ "free, video", PLAN_FREE, FILE_KIND_VIDEO, 100 },
	{ "lite, image", PLAN_LITE, FILE_KIND_IMAGE, 40 },
	{ "lite, other", PLAN_LITE, FILE_KIND_OTHER, 40 },
	{ "lite, video", PLAN_LITE, FILE_KIND_VIDEO, 300 },
	{ "pro, image", PLAN_PRO, FILE_KIND_IMAGE, 50 },
	{ "pro, other", PLAN_PRO, FILE_KIND_OTHER, 50 },
	{ "pro, video", PLAN_PRO, FILE_KIND_VIDEO, 2048 },
};

START_TEST(plans_limit_sizes_by_kind)
{
	const struct limit *l = &limits[_i];
	int64_t got = plan_max_size(l->plan, l->kind);

	ck_assert_msg(got == l->megabytes * 1024 * 1024, "%s: %jd", l->label, (intmax_t)got);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *types = tcase_create("file_type"), *plans = tcase_create("plan");

	tcase_add_loop_test(types, bytes_go_before_the_name, 0, ARRAY_LEN(rows));
	tcase_add_test(types, no_length_of_head_is_too_short);
	tcase_add_test(types, the_table_of_names_is_in_order);
	tcase_add_test(types, a_character_cut_by_the_window_is_still_text);
	tcase_add_loop_test(types, real_files_are_what_they_are, 0, ARRAY_LEN(pictures));
	suite_add_tcase(suite, types);
	tcase_add_loop_test(plans, plans_limit_sizes_by_kind, 0, ARRAY_LEN(limits));
	suite_add_tcase(suite, plans);
	return check_run(suite);
}
