/* Hex, base64 and percent coding: the vectors of RFC 4648, and what must be refused. */
#include "base/encode.h"
#include "tests/support/check_main.h"
#include "tests/support/own_arena.h"

static const uint8_t *bytes_of(const char *s)
{
	return (const uint8_t *)s;
}

START_TEST(hex_is_lower_case_and_terminated)
{
	char out[9] = "????????";

	encode_hex(bytes_of("\x00\x7f\x80\xff"), 4, out);
	ck_assert_str_eq(out, "007f80ff");
	encode_hex(NULL, 0, out);
	ck_assert_str_eq(out, "");
	ck_assert_str_eq(encode_hex_dup(arena, bytes_of("\xab\xcd"), 2), "abcd");
}
END_TEST

struct pair {
	const char *plain, *coded;
};

static const struct pair rfc4648[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbe", "+/++" },
};

START_TEST(base64_is_that_of_the_rfc)
{
	const struct pair *row = &rfc4648[_i];
	size_t n = strlen(row->plain), len = 99;
	uint8_t *out = NULL;

	ck_assert_str_eq(encode_base64(arena, bytes_of(row->plain), n), row->coded);
	ck_assert_msg(
		encode_base64_decode(arena, view_of(row->coded), &out, &len), "%s", row->coded);
	ck_assert_msg(
		len == n && memcmp(out, row->plain, n) == 0, "%s: %zu bytes", row->coded, len);
	ck_assert_msg(out[n] == 0, "%s: not terminated", row->coded);
}
END_TEST

struct decoding {
	const char *text;
	const char *any; /* what encode_base64_decode() makes of it; NULL: refused */
	const char *url; /* what encode_base64url_decode() makes of it */
};

/* clang-format off */
static const struct decoding decodings[] = {
	{ "Zg", "f", "f" },
	{ "Zm8", "fo", "fo" },
	{ "Zm9vYg", "foob", "foob" },
	{ "Zg==", "f", "f" },
	{ "-_--", "\xfb\xff\xbe", "\xfb\xff\xbe" },
	{ "+/++", "\xfb\xff\xbe", NULL },
	{ "Zh", NULL, NULL }, /* unused bits are set */
	{ "Zm9", NULL, NULL },
	{ "Zm9=", NULL, NULL },
	{ "Z", NULL, NULL },
	{ "Zm9vY", NULL, NULL },
	{ "Zg=", NULL, NULL },
	{ "Zg===", NULL, NULL },
	{ "Zm8==", NULL, NULL },
	{ "Zm9v=", NULL, NULL },
	{ "Zm9v====", NULL, NULL },
	{ "=", NULL, NULL },
	{ "====", NULL, NULL },
	{ "Zg==Zg==", NULL, NULL },
	{ "Zg=g", NULL, NULL },
	{ "Zm9v Zm9v", NULL, NULL },
	{ "Zm9v\n", NULL, NULL },
	{ "Zm9*", NULL, NULL },
	{ "Zm\xc3\xa9", NULL, NULL },
};
/* clang-format on */

static void check_decoding(
	const struct decoding *row, bool ok, const uint8_t *out, size_t len, const char *want)
{
	ck_assert_msg(ok == (want != NULL), "'%s' is %staken", row->text, ok ? "" : "not ");
	if (want)
		ck_assert_msg(
			len == strlen(want) && memcmp(out, want, len) == 0, "'%s'", row->text);
}

START_TEST(base64_decoders_are_strict)
{
	const struct decoding *row = &decodings[_i];
	uint8_t *out = NULL;
	size_t len = 0;

	bool any = encode_base64_decode(arena, view_of(row->text), &out, &len);
	check_decoding(row, any, out, len, row->any);
	bool url = encode_base64url_decode(arena, view_of(row->text), &out, &len);
	check_decoding(row, url, out, len, row->url);
}
END_TEST

START_TEST(a_nul_is_no_base64)
{
	uint8_t *out;
	size_t len;

	ck_assert(!encode_base64_decode(arena, (struct view){ "Zm9v\0", 5 }, &out, &len));
	ck_assert(!encode_base64url_decode(arena, (struct view){ "Zm\0v", 4 }, &out, &len));
}
END_TEST

/* Feeds in pieces of `step`, each into a block of just the promised size. */
static bool feed(const char *text, size_t n, size_t step, uint8_t *out, size_t *len)
{
	struct base64_stream b = { 0 };
	size_t made, rest;

	*len = 0;
	for (size_t i = 0; i < n; i += step) {
		size_t piece = n - i < step ? n - i : step;
		uint8_t *room = malloc(piece / 4 * 3 + 3);
		made = encode_base64_feed(&b, text + i, piece, room);
		ck_assert_uint_le(made, piece / 4 * 3 + 3);
		memcpy(out + *len, room, made);
		free(room);
		*len += made;
	}
	uint8_t last[2];
	bool ok = encode_base64_end(&b, last, &rest);
	memcpy(out + *len, last, rest);
	*len += rest;
	return ok;
}

START_TEST(a_stream_gives_the_same_in_any_pieces)
{
	uint8_t plain[100], out[200];

	for (size_t n = 0; n < sizeof(plain); n++) {
		for (size_t i = 0; i < n; i++)
			plain[i] = (uint8_t)(i * 37 + n);
		const char *text = encode_base64(arena, plain, n);
		for (size_t step = 1; step < 12; step++) {
			size_t len = 0;
			ck_assert_msg(
				feed(text, strlen(text), step, out, &len), "%zu by %zu", n, step);
			ck_assert_msg(
				len == n && memcmp(out, plain, n) == 0, "%zu by %zu", n, step);
		}
	}
}
END_TEST

/* clang-format off */
static const struct pair streams[] = {
	{ "f", " Z\tg\r\n=\v=\f\n" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foofoo", "Zm9v\r\nZm9v\r\n" },
	{ "\xfb\xff\xbe", "-_--" },
	{ "f", "Zh==" }, /* sloppy encoders leave bits behind */
	{ "", "" },
	{ "", " \n" },
	{ NULL, "Z" },
	{ NULL, "Zm9vZ" },
	{ NULL, "Zg=" },
	{ NULL, "Zg===" },
	{ NULL, "=" },
	{ NULL, "====" },
	{ NULL, "Zg==Zg==" },
	{ NULL, "Zg==a" },
	{ NULL, "Zm9v=" },
	{ NULL, "Zm9v*" },
	{ NULL, "*Zm9vZm9v" },
	{ NULL, "data:image/png;base64,Zm9v" },
	{ NULL, "Zm\xff" },
};
/* clang-format on */

START_TEST(a_stream_skips_blanks_and_nothing_else)
{
	const struct pair *row = &streams[_i];
	uint8_t out[64];

	for (size_t step = 1; step < 6; step++) {
		size_t len = 0;
		bool ok = feed(row->coded, strlen(row->coded), step, out, &len);
		ck_assert_msg(ok == (row->plain != NULL), "'%s' by %zu", row->coded, step);
		if (ok)
			ck_assert_msg(
				len == strlen(row->plain) && memcmp(out, row->plain, len) == 0,
				"'%s' by %zu: %zu bytes", row->coded, step, len);
	}
}
END_TEST

struct percent {
	const char *text;
	bool form;
	const char *plain; /* NULL: refused */
	size_t n;
};

/* clang-format off */
static const struct percent percents[] = {
	{ "", false, "", 0 },
	{ "abc", false, "abc", 3 },
	{ "a%20b", false, "a b", 3 },
	{ "%41%4a%4A", false, "AJJ", 3 },
	{ "a+b", false, "a+b", 3 },
	{ "a+b%2B", true, "a b+", 4 },
	{ "a%00b", false, "a\0b", 3 },
	{ "%c3%a9", false, "\xc3\xa9", 2 },
	{ "%ff", false, "\xff", 1 },
	{ "%2541", false, "%41", 3 },
	{ "%", false, NULL, 0 },
	{ "%4", false, NULL, 0 },
	{ "a%", false, NULL, 0 },
	{ "%4g", false, NULL, 0 },
	{ "%g4", false, NULL, 0 },
	{ "%%41", false, NULL, 0 },
	{ "% 1", false, NULL, 0 },
	{ "%+1", true, NULL, 0 },
	{ "%u0041", false, NULL, 0 },
};
/* clang-format on */

START_TEST(percent_escapes_are_whole)
{
	const struct percent *row = &percents[_i];
	char *out = NULL;
	size_t len = 0;
	bool ok = encode_percent_decode(arena, view_of(row->text), row->form, &out, &len);

	ck_assert_msg(ok == (row->plain != NULL), "'%s' is %staken", row->text, ok ? "" : "not ");
	if (!ok)
		return;
	ck_assert_msg(len == row->n && memcmp(out, row->plain, len) == 0, "'%s'", row->text);
	ck_assert_msg(out[len] == '\0', "'%s': not terminated", row->text);
}
END_TEST

START_TEST(an_escape_ends_with_its_view)
{
	char *out;
	size_t len;

	ck_assert(!encode_percent_decode(arena, (struct view){ "%41", 2 }, false, &out, &len));
	ck_assert(!encode_percent_decode(arena, (struct view){ "a%41", 2 }, false, &out, &len));
	ck_assert(encode_percent_decode(arena, (struct view){ "%4141", 3 }, false, &out, &len));
	ck_assert_str_eq(out, "A");
}
END_TEST

START_TEST(percent_encoding_keeps_what_is_asked)
{
	ck_assert_str_eq(encode_percent(arena, "aZ09-._~", ""), "aZ09-._~");
	ck_assert_str_eq(encode_percent(arena, "/a b/?\xc3\xa9%", "/"), "/a%20b/%3F%C3%A9%25");
	ck_assert_str_eq(encode_percent(arena, "", ""), "");
}
END_TEST

START_TEST(every_byte_survives_percent_coding)
{
	char text[256], *out;
	size_t len;

	for (int i = 1; i < 256; i++)
		text[i - 1] = (char)i;
	text[255] = '\0';
	const char *coded = encode_percent(arena, text, "");
	ck_assert_uint_eq(strspn(coded, "%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"abcdefghijklmnopqrstuvwxyz-._~"),
		strlen(coded));
	ck_assert(encode_percent_decode(arena, view_of(coded), true, &out, &len));
	ck_assert_uint_eq(len, 255);
	ck_assert_mem_eq(out, text, 256);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("encode");

	tcase_add_checked_fixture(cases, open_arena, close_arena);
	tcase_add_test(cases, hex_is_lower_case_and_terminated);
	tcase_add_loop_test(cases, base64_is_that_of_the_rfc, 0, (int)ARRAY_LEN(rfc4648));
	tcase_add_loop_test(cases, base64_decoders_are_strict, 0, (int)ARRAY_LEN(decodings));
	tcase_add_test(cases, a_nul_is_no_base64);
	tcase_add_test(cases, a_stream_gives_the_same_in_any_pieces);
	tcase_add_loop_test(
		cases, a_stream_skips_blanks_and_nothing_else, 0, (int)ARRAY_LEN(streams));
	tcase_add_loop_test(cases, percent_escapes_are_whole, 0, (int)ARRAY_LEN(percents));
	tcase_add_test(cases, an_escape_ends_with_its_view);
	tcase_add_test(cases, percent_encoding_keeps_what_is_asked);
	tcase_add_test(cases, every_byte_survives_percent_coding);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
