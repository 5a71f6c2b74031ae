/* The `file` parameter in each of its forms: what is stored does not depend on how it arrives. */
#include "base/strbuf.h"
#include "store/remote_store.h"
#include "tests/support/bench.h"
#include "tests/support/check_main.h"
#include "upload/upload_source.h"

enum { MEGABYTE = 1024 * 1024 };

static struct bench bench;
static struct scope *scope;

static void set_up(void)
{
	bench_open(&bench);
	scope = &bench.scope;
}

static void tear_down(void)
{
	bench_close(&bench);
}

static struct upload_source *open_source(bool is_text)
{
	struct upload_source *u;

	err_clear(scope);
	ck_assert_msg(
		upload_source_open(&bench.emulator, scope, is_text, &u), "%s", scope->err.msg);
	return u;
}

/* Feeds the text in pieces of `step` bytes, all at once for 0, and ends it. */
static bool feed(struct upload_source *u, const char *p, size_t n, size_t step)
{
	for (size_t at = 0, take; at < n; at += take) {
		take = step && step < n - at ? step : n - at;
		if (!upload_source_feed(u, p + at, take))
			return false;
	}
	return upload_source_end(u);
}

static const char *stored(struct upload_source *u)
{
	size_t n = (size_t)blob_stage_size(upload_source_stage(u));
	char *bytes = arena_alloc(scope->arena, n + 1);

	ck_assert_int_eq(pread(blob_stage_fd(upload_source_stage(u)), bytes, n + 1, 0), (ssize_t)n);
	return bytes;
}

static const struct text {
	const char *label, *in, *out;
} texts[] = {
	{ "base64", "aGVsbG8gd29ybGQ=", "hello world" },
	{ "without padding", "aGVsbG8gd29ybGQ", "hello world" },
	{ "with line breaks", "aGVs\r\nbG8g\r\nd29y\nbGQ=\r\n", "hello world" },
	{ "the alphabet of URLs", "Pz8_Pz8-", "\?\?\?\?\?>" },
	{ "the standard alphabet", "Pz8/Pz8+", "\?\?\?\?\?>" },
	{ "short", "aA==", "h" },
	{ "shorter than any scheme", "aGk", "hi" },
	{ "eight characters", "aGVsbG8h", "hello!" },
	{ "data URI", "data:text/plain;base64,aGVsbG8=", "hello" },
	{ "data URI without a type", "data:;base64,aGVsbG8=", "hello" },
	{ "data URI with parameters", "data:text/plain;charset=utf-8;base64,aGVsbG8=", "hello" },
	{ "data URI of nothing", "data:text/plain;base64,", "" },
	{ "data URI in capitals", "DATA:TEXT/PLAIN;BASE64,aGVsbG8=", "hello" },
	{ "data URI with a blank", "data:text/plain; base64,aGVsbG8=", "hello" },
	{ "data URI of escaped base64", "data:text/plain;base64,aGVsbG8%3D", "hello" },
	{ "data URI of escaped base64 in the middle", "data:;base64,%61GVsbG%38=", "hello" },
	{ "data URI of text", "data:text/plain,hello", "hello" },
	{ "data URI of text without a type", "data:,hello", "hello" },
	{ "data URI of escapes", "data:,%68e%6c%6Co%2C%20%25", "hello, %" },
	{ "data URI of an SVG", "data:image/svg+xml;utf8,<svg fill='#f00' width=\"100%\"/>",
		"<svg fill='#f00' width=\"100%\"/>" },
	{ "data URI whose escapes are none", "data:,%%4%zz%4", "%%4%zz%4" },
	{ "data URI of no text", "data:,", "" },
	{ "data URI whose type only ends so", "data:text/base64,aGVsbG8=", "aGVsbG8=" },
	{ "base64 that begins like a scheme", "data", "u\xab\x5a" },
	{ "and another", "http", "\x86\xdb\x69" },
};

START_TEST(text_is_decoded_whatever_the_pieces)
{
	const struct text *row = &texts[_i];

	for (size_t step = 0; step < 20; step++) {
		struct upload_source *u = open_source(true);
		ck_assert_msg(feed(u, row->in, strlen(row->in), step), "%s by %zu: %s", row->label,
			step, scope->err.msg);
		ck_assert_msg(upload_source_fetch(u, NULL), "%s", row->label);
		ck_assert_msg(strcmp(stored(u), row->out) == 0, "%s by %zu: '%s'", row->label, step,
			stored(u));
		ck_assert(!upload_source_too_large(u));
		ck_assert_msg(!upload_source_warning(u), "%s", row->label);
	}
}
END_TEST

/* What a lenient decoder makes of text that is not base64: taken from another one. */
static const struct guess {
	const char *label, *in;
	size_t n;
	const char *out;
} guesses[] = {
	{ "plain words", "hello, world", 12, "\x85\xe9\x65\xa3\x0a\x2b\x95" },
	{ "five characters", "aaaaa", 5, "i\xa6\x9a" },
	{ "padding in the middle", "aGVs=bG8=", 9, "hel" },
	{ "padding again and again", "aGk=aGk=aGk=", 12, "hi" },
	{ "too much padding", "aGVsbG8===", 10, "hello" },
	{ "padding that does not fit", "aGVsbG8gd2=", 11, "hello w" },
	{ "a character outside the alphabet", "aGVsbG8*", 8, "hello" },
	{ "characters outside the alphabet", "a!G\xffV\xc3\xa9s(bG8)", 13, "hello" },
	{ "both alphabets and others", "\x01Pz8_Pz8+", 9, "\?\?\?\?\?>" },
	{ "a zero byte", "aGVs\0bG8=", 9, "hello" },
	{ "bytes", "\xff\xd8\xff\xe0\0\x10JFIF\0\1", 12, "\x24\x52\x05" },
	{ "a scheme that is none", "://localhost/", 13, "\xff\xf9\x68\x71\xa9\x61\xa2\xcb\x7f" },
};

START_TEST(text_that_is_not_base64_is_guessed_whatever_the_pieces)
{
	const struct guess *row = &guesses[_i];
	int64_t n = (int64_t)strlen(row->out);

	for (size_t step = 0; step < 20; step++) {
		struct upload_source *u = open_source(true);
		ck_assert_msg(feed(u, row->in, row->n, step), "%s by %zu: %s", row->label, step,
			scope->err.msg);
		ck_assert_msg(blob_stage_size(upload_source_stage(u)) == n &&
				      strcmp(stored(u), row->out) == 0,
			"%s by %zu", row->label, step);
		ck_assert_msg(upload_source_warning(u) != NULL, "%s", row->label);
	}
}
END_TEST

#define INVALID "Your request contains invalid file parameter."
#define MISSING "Your request is missing file parameter."

static const struct bad_text {
	const char *label, *in;
	size_t n;
	const char *message;
} bad_texts[] = {
	{ "nothing", "", 0, MISSING },
	{ "a lone character", "a", 1, INVALID },
	{ "nothing of the alphabet", "\xff\xd8!\0?, .", 8, INVALID },
	{ "padding in front", "=aGVsbG8", 8, INVALID },
	{ "another scheme", "ftp://localhost/a.jpg", 21, INVALID },
	{ "a file", "file:///etc/passwd", 18, INVALID },
	{ "a data URI without comma", "data:text/plain;base64", 22, INVALID },
	{ "a data URI of broken base64", "data:text/plain;base64,*", 24, INVALID },
	{ "a data URI with a character outside the alphabet", "data:;base64,aGVs!bG8=", 22,
		INVALID },
	{ "a data URI with padding in the middle", "data:;base64,aGVs=bG8=", 22, INVALID },
	{ "a data URI of a lone character", "data:;base64,a", 14, INVALID },
	{ "just the scheme", "data:", 5, INVALID },
	{ "a zero byte in a data URI", "data:a;base64\0x,aGVs", 20, INVALID },
};

START_TEST(other_text_is_refused_whatever_the_pieces)
{
	const struct bad_text *row = &bad_texts[_i];

	for (size_t step = 0; step < 20; step++) {
		struct upload_source *u = open_source(true);
		ck_assert_msg(!feed(u, row->in, row->n, step), "%s by %zu", row->label, step);
		ck_assert_msg(scope->err.code == ERR_INVALID, "%s by %zu", row->label, step);
		ck_assert_msg(strcmp(scope->err.msg, row->message) == 0, "%s by %zu: %s",
			row->label, step, scope->err.msg);
	}
}
END_TEST

START_TEST(a_data_uri_has_a_header_of_limited_length)
{
	struct strbuf text = strbuf_init(scope->arena, 100000);

	strbuf_str(&text, "data:");
	for (int i = 0; i < 9000; i++)
		strbuf_char(&text, 'x');
	strbuf_str(&text, ";base64,aGVsbG8=");
	for (size_t step = 0; step < 2000; step += 999)
		ck_assert(!feed(open_source(true), strbuf_text(&text), text.len, step));
	ck_assert_int_eq(scope->err.code, ERR_INVALID);
}
END_TEST

START_TEST(bytes_are_stored_as_they_are)
{
	static const char bytes[] = "aGVsbG8=\0http://data:\xff\r\n";

	for (size_t step = 0; step < 12; step++) {
		struct upload_source *u = open_source(false);
		ck_assert(feed(u, bytes, sizeof(bytes), step));
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), (int64_t)sizeof(bytes));
		ck_assert_mem_eq(stored(u), bytes, sizeof(bytes));
	}
	struct upload_source *nothing = open_source(false);
	ck_assert_msg(upload_source_end(nothing), "an empty file is a file");
	ck_assert_int_eq(blob_stage_size(upload_source_stage(nothing)), 0);
}
END_TEST

START_TEST(a_long_text_is_decoded_without_a_gap)
{
	enum { BYTES = 100000 };
	uint8_t *bytes = arena_alloc(scope->arena, BYTES);
	struct strbuf text = strbuf_init(scope->arena, 2 * BYTES);
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const size_t steps[] = { 0, 1, 3, 4097, 16384, 16385 };

	for (size_t i = 0; i < BYTES; i++)
		bytes[i] = (uint8_t)(i * i >> 3);
	/* Lines of 76 characters, as mail programs write them. */
	for (size_t i = 0; i + 3 <= BYTES; i += 3) {
		uint32_t bits =
			(uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
		for (int shift = 18; shift >= 0; shift -= 6)
			strbuf_char(&text, digits[bits >> shift & 63]);
		if (i / 3 % 19 == 18)
			strbuf_str(&text, "\r\n");
	}
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct upload_source *u = open_source(true);
		ck_assert(feed(u, strbuf_text(&text), text.len, steps[i]));
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), BYTES / 3 * 3);
		ck_assert_mem_eq(stored(u), bytes, BYTES / 3 * 3);
	}
}
END_TEST

static void refused_url(const char *url, size_t n, const char *label)
{
	for (size_t step = 0; step < 12; step++) {
		struct upload_source *u = open_source(true);
		if (feed(u, url, n, step))
			ck_assert_msg(!upload_source_fetch(u, NULL), "%s by %zu", label, step);
		ck_assert_msg(scope->err.code == ERR_INVALID, "%s by %zu: code %d", label, step,
			scope->err.code);
		ck_assert_msg(
			text_starts(scope->err.msg, INVALID), "%s: %s", label, scope->err.msg);
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), 0);
	}
}

/* A port of this machine where nobody listens. */
START_TEST(a_url_is_fetched_only_when_the_form_is_complete)
{
	static const char *const urls[] = { "http://127.0.0.1:1/a.jpg", "HTTP://127.0.0.1:1/",
		"https://127.0.0.1:1/a.jpg" };

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct upload_source *u = open_source(true);
		ck_assert_msg(feed(u, urls[i], strlen(urls[i]), 0), "%s", urls[i]);
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), 0);
		refused_url(urls[i], strlen(urls[i]), urls[i]);
	}
}
END_TEST

START_TEST(a_url_is_a_text_of_limited_length)
{
	static const char cut[] = "http://127.0.0.1:1/\0.jpg";
	struct strbuf text = strbuf_init(scope->arena, 20000);

	refused_url(cut, sizeof(cut) - 1, "a zero byte");
	struct upload_source *u = open_source(true);
	ck_assert_msg(!feed(u, cut, sizeof(cut) - 1, 0), "what follows a zero byte is dropped");
	strbuf_str(&text, "http://127.0.0.1:1/");
	for (int i = 0; i < 9000; i++)
		strbuf_char(&text, 'x');
	u = open_source(true);
	ck_assert(!feed(u, strbuf_text(&text), text.len, 0));
	ck_assert_int_eq(scope->err.code, ERR_INVALID);
}
END_TEST

/* Publishes `n` bytes of 'x' after the head and has them stand for the URL. The pin on the blob must go
 * before its store does, hence the scope. */
static void stand_for(const char *url, const char *head, size_t n)
{
	struct scope s = scope_open();
	struct blob_stage *stage;
	struct db *db;
	char *bytes = arena_alloc(s.arena, n);

	memset(bytes, 'x', n);
	ck_assert(blob_stage_open(bench.emulator.blobs, &s, &stage));
	ck_assert(blob_stage_write(stage, &s, head, strlen(head)));
	ck_assert(blob_stage_write(stage, &s, bytes, n));
	const char *blob = blob_stage_name(stage, &s);
	ck_assert(blob_stage_publish(stage, &s));
	ck_assert(db_pool_write(bench.emulator.db, &s, &db));
	bool ok = remote_store_put(db, &s, url, blob);
	ck_assert_msg(db_pool_finish(bench.emulator.db, &s, ok), "%s", s.err.msg);
	scope_close(&s);
}

/* Nobody listens there, and nobody has to. */
START_TEST(a_url_that_something_stands_for_is_read_at_home)
{
	static const char url[] = "https://127.0.0.1:1/a b.gif#c";

	stand_for(url, "GIF89a", 100 * 1000);
	for (size_t step = 0; step < 12; step++) {
		struct upload_source *u = open_source(true);
		ck_assert(feed(u, url, strlen(url), step));
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), 0);
		ck_assert_msg(upload_source_fetch(u, NULL), "by %zu: %s", step, scope->err.msg);
		ck_assert_int_eq(blob_stage_size(upload_source_stage(u)), 100 * 1000 + 6);
		ck_assert(text_starts(stored(u), "GIF89axx"));
		ck_assert(!upload_source_too_large(u));
	}
	refused_url(url, strlen(url) - 1, "a URL less its end");
}
END_TEST

START_TEST(what_stands_for_a_url_may_be_too_large)
{
	static const char url[] = "https://127.0.0.1:1/a.gif";
	struct upload_source *u = open_source(true);

	stand_for(url, "GIF89a", 25 * MEGABYTE);
	ck_assert(feed(u, url, strlen(url), 0));
	ck_assert_msg(upload_source_fetch(u, NULL), "%s", scope->err.msg);
	ck_assert(upload_source_too_large(u));
	ck_assert_int_le(blob_stage_size(upload_source_stage(u)), 25 * MEGABYTE);
}
END_TEST

static const struct size {
	const char *label;
	const char *head;
	size_t head_len;
	int64_t megabytes;
	bool too_large;
} sizes[] = {
	{ "a picture of 25 MB", "\x89PNG\r\n\x1a\n", 8, 25, false },
	{ "a picture of 26 MB", "\x89PNG\r\n\x1a\n", 8, 26, true },
	{ "bytes of 26 MB that may be a video by name", "\x80\x81", 2, 26, false },
	{ "a video of 26 MB",
		"\0\0\0\x20"
		"ftypisom",
		12, 26, false },
	{ "a video of 101 MB",
		"\0\0\0\x20"
		"ftypisom",
		12, 101, true },
};

START_TEST(what_no_plan_allows_is_counted_and_dropped)
{
	const struct size *row = &sizes[_i];
	char *piece = arena_alloc(scope->arena, MEGABYTE);
	struct upload_source *u = open_source(false);

	memset(piece, 0x80, MEGABYTE);
	memcpy(piece, row->head, row->head_len);
	for (int64_t i = 0; i < row->megabytes; i++) {
		ck_assert_msg(upload_source_feed(u, piece, MEGABYTE), "%s", row->label);
		memset(piece, 0x80, row->head_len);
	}
	ck_assert_msg(upload_source_end(u), "%s", row->label);
	ck_assert_msg(upload_source_too_large(u) == row->too_large, "%s", row->label);
	int64_t size = blob_stage_size(upload_source_stage(u));
	ck_assert_msg(row->too_large ? size < row->megabytes * MEGABYTE
				     : size == row->megabytes * MEGABYTE,
		"%s: %jd bytes on disk", row->label, (intmax_t)size);
}
END_TEST

START_TEST(one_byte_more_is_too_large)
{
	char *piece = arena_alloc(scope->arena, MEGABYTE);
	struct upload_source *u = open_source(false);

	memset(piece, 0x80, MEGABYTE);
	memcpy(piece, "GIF89a", 6);
	for (int i = 0; i < 25; i++)
		ck_assert(upload_source_feed(u, piece, MEGABYTE));
	ck_assert(!upload_source_too_large(u));
	ck_assert(upload_source_feed(u, piece, 1));
	ck_assert(upload_source_too_large(u));
	ck_assert(upload_source_end(u));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *cases = tcase_create("upload_source");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(cases, text_is_decoded_whatever_the_pieces, 0, ARRAY_LEN(texts));
	tcase_add_loop_test(cases, text_that_is_not_base64_is_guessed_whatever_the_pieces, 0,
		ARRAY_LEN(guesses));
	tcase_add_loop_test(
		cases, other_text_is_refused_whatever_the_pieces, 0, ARRAY_LEN(bad_texts));
	tcase_add_test(cases, a_data_uri_has_a_header_of_limited_length);
	tcase_add_test(cases, bytes_are_stored_as_they_are);
	tcase_add_test(cases, a_long_text_is_decoded_without_a_gap);
	tcase_add_test(cases, a_url_is_fetched_only_when_the_form_is_complete);
	tcase_add_test(cases, a_url_is_a_text_of_limited_length);
	tcase_add_test(cases, a_url_that_something_stands_for_is_read_at_home);
	tcase_add_test(cases, what_stands_for_a_url_may_be_too_large);
	tcase_add_loop_test(cases, what_no_plan_allows_is_counted_and_dropped, 0, ARRAY_LEN(sizes));
	tcase_add_test(cases, one_byte_more_is_too_large);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
