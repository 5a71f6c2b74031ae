/* What a file is by its first bytes and its name, and how large it may be. */
#include "base/fs.h"
#include "model/file_type.h"
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
	bool readable;
} rows[] = {
	{ "JPEG", BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), "jpg", "image/jpeg", I, true },
	{ "PNG", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "png", "image/png", I, true },
	{ "GIF of 1987", BYTES("GIF87a\x01\0\x01\0"), "gif", "image/gif", I, true },
	{ "GIF of 1989", BYTES("GIF89a\x01\0\x01\0"), "gif", "image/gif", I, true },
	{ "WebP", BYTES("RIFF\x24\0\0\0WEBPVP8 "), "webp", "image/webp", I, true },
	{ "AVIF", BYTES("\0\0\0\x1c""ftypavif\0\0\0\0"), "avif", "image/avif", I, true },
	{ "HEIC", BYTES("\0\0\0\x1c""ftypheic\0\0\0\0"), "heic", "image/heic", I, true },
	{ "TIFF, little-endian", BYTES("II*\0\x08\0\0\0"), "tiff", "image/tiff", I, true },
	{ "TIFF, big-endian", BYTES("MM\0*\0\0\0\x08"), "tif", "image/tiff", I, true },
	{ "PSD", BYTES("8BPS\0\x01\0\0"), "psd", "image/vnd.adobe.photoshop", I, false },
	{ "icon", BYTES("\0\0\x01\0\x01\0\x10\x10"), "ico", "image/x-icon", I, false },
	{ "BMP", BYTES("BM\x46\0\0\0\0\0"), "bmp", "image/bmp", I, false },
	{ "SVG by name", BYTES("<?xml version=\"1.0\"?><svg/>"), "svg", "image/svg+xml", I, true },

	{ "MP4", BYTES("\0\0\0\x20""ftypisom\0\0\x02\0"), "mp4", "video/mp4", V, false },
	{ "MP4 with a brand of tomorrow", BYTES("\0\0\0\x20""ftypzzzz\0\0\0\0"), "mp4", "video/mp4", V, false },
	{ "QuickTime", BYTES("\0\0\0\x14""ftypqt  \0\0\0\0"), "mov", "video/quicktime", V, false },
	{ "WebM", BYTES("\x1a\x45\xdf\xa3\x9f\x42\x86\x81"), "webm", "video/webm", V, false },
	{ "AVI", BYTES("RIFF\x24\0\0\0AVI LIST"), "avi", "video/x-msvideo", V, false },
	{ "FLV", BYTES("FLV\x01\x05\0\0\0\x09"), "flv", "video/x-flv", V, false },
	{ "MPEG program stream", BYTES("\0\0\x01\xba\x44\0"), "mpg", "video/mpeg", V, false },

	{ "M4A is no video", BYTES("\0\0\0\x20""ftypM4A \0\0\0\0"), "m4a", "audio/mp4", O, false },
	{ "WAV is no video", BYTES("RIFF\x24\0\0\0WAVEfmt "), "wav", "audio/wav", O, false },
	{ "MP3 with a tag", BYTES("ID3\x04\0\0\0\0\0\0"), "mp3", "audio/mpeg", O, false },
	{ "MP3 without", BYTES("\xff\xfb\x90\x64\0\0"), "mp3", "audio/mpeg", O, false },
	{ "FLAC", BYTES("fLaC\0\0\0\x22"), "flac", "audio/flac", O, false },
	{ "PDF", BYTES("%PDF-1.7\n%\xe2\xe3\xcf\xd3"), "pdf", "application/pdf", O, false },
	{ "zip", BYTES("PK\x03\x04\x14\0\0\0"), "zip", "application/zip", O, false },
	{ "office document", BYTES("PK\x03\x04\x14\0\0\0"), "docx",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document", O, false },
	{ "gzip", BYTES("\x1f\x8b\x08\0\0\0\0\0"), "gz", "application/gzip", O, false },
	{ "WOFF2", BYTES("wOF2\0\x01\0\0"), "woff2", "font/woff2", O, false },
	{ "TrueType", BYTES("\0\x01\0\0\0\x0f\0\x80"), "ttf", "font/ttf", O, false },

	{ "script", BYTES("let a = 1;\n"), "js", "application/javascript", O, false },
	{ "style sheet", BYTES("a { b: c }\n"), "css", "text/css", O, false },
	{ "JSON", BYTES("{\"a\":1}"), "json", "application/json", O, false },
	{ "HTML", BYTES("<!doctype html>"), "html", "text/html", O, false },
	{ "text", BYTES("hello"), "txt", "text/plain", O, false },
	{ "text of another script", BYTES("\xd0\xa4\xd0\xb0\xd0\xb9\xd0\xbb"), "txt", "text/plain", O, false },
	{ "an empty text file", BYTES(""), "txt", "text/plain", O, false },

	{ "text without extension", BYTES("hello"), "", "application/octet-stream", O, false },
	{ "nothing at all", BYTES(""), "", "application/octet-stream", O, false },
	{ "unknown extension", BYTES("hello"), "xyz", "application/octet-stream", O, false },
	{ "bytes that call themselves text", BYTES("\x80\x81\0\x01"), "txt", "application/octet-stream", O, false },
	{ "bytes that call themselves SVG", BYTES("\x80\x81\0\x01"), "svg", "application/octet-stream", O, false },
	{ "the bytes win over the name", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "txt", "image/png", I, true },
	{ "a name alone makes no image", BYTES("hello"), "png", "application/octet-stream", O, false },
	{ "a name alone makes no video", BYTES("hello"), "mp4", "application/octet-stream", O, false },
	{ "text that starts like a bitmap", BYTES("BM is a good firm"), "txt", "text/plain", O, false },
	{ "text that starts like a song", BYTES("ID3 tags explained"), "txt", "text/plain", O, false },
	{ "TypeScript is no video", BYTES("const a: number = 1;\n"), "ts", "application/octet-stream", O, false },
	{ "MPEG transport stream by name", BYTES("G\x40\0\x10\0\0\xb0\x0d\xff"), "ts", "video/mp2t", V, false },
	{ "a signature cut short", BYTES("\x89PNG\r\n"), "png", "application/octet-stream", O, false },
	{ "RIFF of nothing known", BYTES("RIFF\x24\0\0\0ABCD\xff"), "webp", "application/octet-stream", O, false },
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
	ck_assert_msg(type.readable == row->readable, "%s: readable", row->label);
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
			ck_assert_msg(
				strcmp(file_type_of(head + sizeof(head) - 100, 100, "txt").mime,
					"text/plain") != 0,
				"%zu of %zu bytes at the end of the whole file", cut, len);
		}
	}
	memset(head, 'x', sizeof(head));
	head[sizeof(head) / 2] = 0xff;
	ck_assert_str_eq(file_type_of(head, sizeof(head), "txt").mime, "application/octet-stream");
}
END_TEST

static const struct picture {
	const char *name, *extension, *mime;
	bool readable;
} pictures[] = {
	{ "photo.jpg", "jpg", "image/jpeg", true },
	{ "opaque.png", "png", "image/png", true },
	{ "animated.gif", "gif", "image/gif", true },
	{ "lossy.webp", "webp", "image/webp", true },
	{ "photo.avif", "avif", "image/avif", true },
	{ "photo.heic", "heic", "image/heic", true },
	{ "photo.tiff", "tiff", "image/tiff", true },
	{ "drawing.svg", "svg", "image/svg+xml", true },
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
	ck_assert_msg(type.kind == FILE_KIND_IMAGE && type.readable == p->readable, "%s", p->name);
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
	tcase_add_test(types, a_character_cut_by_the_window_is_still_text);
	tcase_add_loop_test(types, real_files_are_what_they_are, 0, ARRAY_LEN(pictures));
	suite_add_tcase(suite, types);
	tcase_add_loop_test(plans, plans_limit_sizes_by_kind, 0, ARRAY_LEN(limits));
	suite_add_tcase(suite, plans);
	return check_run(suite);
}
