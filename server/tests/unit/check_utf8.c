/* UTF-8: the well-formed and ill-formed sequences of the standard, and the letters of many
 * scripts. */
#include "base/utf8.h"
#include "base/utf8_table.h"
#include "tests/support/check_main.h"

struct row {
	const char *label, *bytes;
	size_t n;
	size_t len; /* 0: ill-formed */
	uint32_t code;
};

/* clang-format off */
static const struct row rows[] = {
	{ "NUL", "\0", 1, 1, 0 },
	{ "letter", "a", 1, 1, 'a' },
	{ "DEL", "\x7f", 1, 1, 0x7f },
	{ "smallest of two", "\xc2\x80", 2, 2, 0x80 },
	{ "largest of two", "\xdf\xbf", 2, 2, 0x7ff },
	{ "smallest of three", "\xe0\xa0\x80", 3, 3, 0x800 },
	{ "before the surrogates", "\xed\x9f\xbf", 3, 3, 0xd7ff },
	{ "after the surrogates", "\xee\x80\x80", 3, 3, 0xe000 },
	{ "byte order mark", "\xef\xbb\xbf", 3, 3, 0xfeff },
	{ "largest of three", "\xef\xbf\xbf", 3, 3, 0xffff },
	{ "smallest of four", "\xf0\x90\x80\x80", 4, 4, 0x10000 },
	{ "emoji", "\xf0\x9f\x98\x80", 4, 4, 0x1f600 },
	{ "largest", "\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff },
	{ "only the first counts", "a\xff", 2, 1, 'a' },
	{ "lone continuation", "\x80", 1, 0, 0 },
	{ "last continuation", "\xbf", 1, 0, 0 },
	{ "overlong slash in two", "\xc0\xaf", 2, 0, 0 },
	{ "overlong DEL in two", "\xc1\xbf", 2, 0, 0 },
	{ "overlong in three", "\xe0\x9f\xbf", 3, 0, 0 },
	{ "overlong in four", "\xf0\x8f\xbf\xbf", 4, 0, 0 },
	{ "first surrogate", "\xed\xa0\x80", 3, 0, 0 },
	{ "last surrogate", "\xed\xbf\xbf", 3, 0, 0 },
	{ "past the end of Unicode", "\xf4\x90\x80\x80", 4, 0, 0 },
	{ "five bytes", "\xf8\x88\x80\x80\x80", 5, 0, 0 },
	{ "six bytes", "\xfc\x84\x80\x80\x80\x80", 6, 0, 0 },
	{ "FE", "\xfe", 1, 0, 0 },
	{ "FF", "\xff", 1, 0, 0 },
	{ "cut after one of two", "\xc3", 1, 0, 0 },
	{ "cut after two of three", "\xe2\x82", 2, 0, 0 },
	{ "cut after three of four", "\xf0\x9f\x98", 3, 0, 0 },
	{ "letter for a continuation", "\xc3" "a", 2, 0, 0 },
	{ "lead for a continuation", "\xe2\x82\xe2", 3, 0, 0 },
};
/* clang-format on */

START_TEST(a_character_is_decoded_or_refused)
{
	const struct row *row = &rows[_i];
	uint32_t code = 0xdead;
	size_t len = utf8_decode(row->bytes, row->n, &code);

	ck_assert_msg(len == row->len, "%s: length %zu", row->label, len);
	if (len > 0)
		ck_assert_msg(code == row->code, "%s: U+%04X", row->label, code);
}
END_TEST

/* Encodes by the definition, so that every scalar value can be asked about. */
static size_t encode(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const uint8_t leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(leads[len] | code);
	return len;
}

START_TEST(every_scalar_value_is_decoded)
{
	char bytes[4];

	for (uint32_t want = 0; want <= 0x10ffff; want++) {
		uint32_t code = 0xdead;
		size_t n = encode(want, bytes), len = utf8_decode(bytes, n, &code);
		bool surrogate = want >= 0xd800 && want <= 0xdfff;
		if (len != (surrogate ? 0 : n) || (!surrogate && code != want))
			ck_abort_msg("U+%04X: length %zu, U+%04X", want, len, code);
	}
}
END_TEST

START_TEST(a_text_is_valid_as_a_whole)
{
	ck_assert(utf8_valid("", 0));
	ck_assert(utf8_valid("h\xc3\xa9llo \xe0\xa4\xb9 \xf0\x9f\x98\x80", 15));
	ck_assert(utf8_valid("a\0b", 3));
	ck_assert(!utf8_valid("abc\xff", 4));
	ck_assert(!utf8_valid("abc\xc3", 4));
	ck_assert(!utf8_valid("\xc3\xa9\x80", 3));
}
END_TEST

struct kind {
	uint32_t code;
	bool is_name;
	const char *label;
};

/* clang-format off */
static const struct kind kinds[] = {
	{ '0', true, "digit" }, { '9', true, "digit" }, { 'A', true, "letter" },
	{ 'Z', true, "letter" }, { 'a', true, "letter" }, { 'z', true, "letter" },
	{ '/', false, "slash" }, { ':', false, "colon" }, { '@', false, "at" },
	{ '[', false, "bracket" }, { '`', false, "grave" }, { '{', false, "brace" },
	{ '_', false, "underscore" }, { '-', false, "hyphen" }, { '.', false, "full stop" },
	{ ' ', false, "space" }, { 0, false, "NUL" }, { 0x7f, false, "DEL" },
	{ 0xa0, false, "no-break space" }, { 0xaa, true, "feminine ordinal" },
	{ 0xb2, true, "superscript two" }, { 0xd7, false, "times" }, { 0xdf, true, "sharp s" },
	{ 0xe9, true, "e acute" }, { 0xf7, false, "division" }, { 0x301, true, "combining acute" },
	{ 0x391, true, "Alpha" }, { 0x416, true, "Zhe" }, { 0x5d0, true, "Alef" },
	{ 0x639, true, "Ain" }, { 0x661, true, "Arabic-Indic one" }, { 0x939, true, "Ha" },
	{ 0x940, true, "vowel sign Ii" }, { 0xe01, true, "Ko Kai" },
	{ 0x200b, false, "zero width" },
	{ 0x2014, false, "dash" }, { 0x20ac, false, "euro" }, { 0x2160, true, "Roman one" },
	{ 0x2603, false, "snowman" }, { 0x3042, true, "hiragana A" }, { 0x4e2d, true, "Han" },
	{ 0x9fff, true, "last Han" }, { 0xac00, true, "hangul Ga" },
	{ 0xd7a3, true, "last hangul" },
	{ 0xfeff, false, "byte order mark" }, { 0xff21, true, "fullwidth A" },
	{ 0xfffd, false, "replacement" }, { 0x1d400, true, "mathematical A" },
	{ 0x1f600, false, "emoji" }, { 0x20000, true, "Han extension B" },
	{ 0xe0100, true, "variation selector" }, { 0x10ffff, false, "last code point" },
};
/* clang-format on */

START_TEST(letters_marks_and_numbers_make_names)
{
	const struct kind *row = &kinds[_i];

	ck_assert_msg(
		utf8_is_name_char(row->code) == row->is_name, "U+%04X, %s", row->code, row->label);
}
END_TEST

START_TEST(the_search_agrees_with_walking_the_table)
{
	size_t at = 0;

	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		while (at < utf8_table_len && utf8_table[at].last < code)
			at++;
		bool inside = at < utf8_table_len && utf8_table[at].first <= code;
		if (utf8_is_name_char(code) != inside)
			ck_abort_msg("U+%04X", code);
	}
}
END_TEST

START_TEST(the_table_ascends)
{
	for (size_t i = 0; i < utf8_table_len; i++) {
		ck_assert_msg(utf8_table[i].first <= utf8_table[i].last, "range %zu", i);
		ck_assert_msg(
			i == 0 || utf8_table[i - 1].last + 1 < utf8_table[i].first, "range %zu", i);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("utf8");

	tcase_add_loop_test(cases, a_character_is_decoded_or_refused, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, every_scalar_value_is_decoded);
	tcase_add_test(cases, a_text_is_valid_as_a_whole);
	tcase_add_loop_test(cases, letters_marks_and_numbers_make_names, 0, (int)ARRAY_LEN(kinds));
	tcase_add_test(cases, the_search_agrees_with_walking_the_table);
	tcase_add_test(cases, the_table_ascends);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
