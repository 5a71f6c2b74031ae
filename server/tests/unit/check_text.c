/* Views, strict numbers and the small questions about text. */
#include "base/text.h"
#include "tests/support/check_main.h"

struct number {
	const char *text;
	bool ok;
	int64_t value;
};

/* clang-format off */
static const struct number numbers[] = {
	{ "0", true, 0 },
	{ "-0", true, 0 },
	{ "7", true, 7 },
	{ "-7", true, -7 },
	{ "0042", true, 42 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "-9223372036854775808", true, INT64_MIN },
	{ "9223372036854775808", false, 0 },
	{ "-9223372036854775809", false, 0 },
	{ "18446744073709551616", false, 0 },
	{ "99999999999999999999999", false, 0 },
	{ "", false, 0 },
	{ "-", false, 0 },
	{ "--1", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1.0", false, 0 },
	{ "1e3", false, 0 },
	{ "0x1", false, 0 },
	{ "1,000", false, 0 },
	{ "\xd9\xa1", false, 0 },
};
/* clang-format on */

START_TEST(numbers_are_strict)
{
	const struct number *row = &numbers[_i];
	int64_t value = 99;
	bool ok = text_int(view_of(row->text), &value);

	ck_assert_msg(ok == row->ok, "'%s' is %staken", row->text, ok ? "" : "not ");
	ck_assert_msg(
		value == (row->ok ? row->value : 99), "'%s' is %jd", row->text, (intmax_t)value);
}
END_TEST

START_TEST(a_number_ends_with_its_view)
{
	int64_t value;

	ck_assert(text_int((struct view){ "12345", 3 }, &value));
	ck_assert_int_eq(value, 123);
}
END_TEST

struct split {
	const char *text;
	char sep;
	const char *parts[6]; /* NULL ends */
};

static const struct split splits[] = {
	{ "a,b,c", ',', { "a", "b", "c" } },
	{ "abc", ',', { "abc" } },
	{ "", ',', { "" } },
	{ ",", ',', { "", "" } },
	{ ",a,,b,", ',', { "", "a", "", "b", "" } },
	{ "/x/y", '/', { "", "x", "y" } },
};

START_TEST(splitting_visits_every_part)
{
	const struct split *row = &splits[_i];
	struct view rest = view_of(row->text);
	size_t n = 0;

	for (; rest.p; n++) {
		struct view part = view_split(&rest, row->sep);
		ck_assert_msg(row->parts[n] != NULL, "'%s': more parts than expected", row->text);
		ck_assert_msg(view_is(part, row->parts[n]), "'%s': part %zu is '%.*s'", row->text,
			n, (int)part.n, part.p);
	}
	ck_assert_msg(row->parts[n] == NULL, "'%s': %zu parts", row->text, n);
}
END_TEST

START_TEST(trimming_takes_blanks_and_tabs_alone)
{
	static const char *const rows[][2] = {
		{ "a", "a" },
		{ "  a b\t ", "a b" },
		{ "\t", "" },
		{ "", "" },
		{ "\na\r", "\na\r" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ck_assert_msg(
			view_is(view_trim(view_of(rows[i][0])), rows[i][1]), "'%s'", rows[i][0]);
}
END_TEST

START_TEST(views_compare_whole)
{
	struct view ab = { "abc", 2 };

	ck_assert(view_is(ab, "ab"));
	ck_assert(!view_is(ab, "abc"));
	ck_assert(!view_is(ab, "a"));
	ck_assert(!view_is(ab, "aB"));
	ck_assert(!view_is((struct view){ "a\0b", 3 }, "a"));
	ck_assert(view_starts(ab, "a"));
	ck_assert(view_starts(ab, "ab"));
	ck_assert(view_starts(ab, ""));
	ck_assert(!view_starts(ab, "abc"));
	ck_assert(!view_starts(ab, "b"));
}
END_TEST

START_TEST(texts_start_and_end)
{
	ck_assert(text_starts("tr:w-1", "tr:"));
	ck_assert(text_starts("a", ""));
	ck_assert(!text_starts("tr", "tr:"));
	ck_assert(text_ends("a.jpg", ".jpg"));
	ck_assert(text_ends(".jpg", ".jpg"));
	ck_assert(text_ends("a", ""));
	ck_assert(!text_ends("jpg", ".jpg"));
	ck_assert(!text_ends("a.jpgx", ".jpg"));
}
END_TEST

START_TEST(case_is_blind_in_ascii_alone)
{
	ck_assert(text_same_nocase(view_of("Content-TYPE"), "content-type"));
	ck_assert(text_same_nocase(view_of(""), ""));
	ck_assert(!text_same_nocase(view_of("content-typ"), "content-type"));
	ck_assert(!text_same_nocase(view_of("content-type"), "content-typ"));
	ck_assert(!text_same_nocase(view_of("\xc3\x84"), "\xc3\xa4"));
	ck_assert(!text_same_nocase(view_of("[abc"), "{abc"));
}
END_TEST

START_TEST(hex_has_the_length_asked_for)
{
	ck_assert(text_is_hex(view_of("0123456789abcdefABCDEF"), 22));
	ck_assert(text_is_hex(view_of(""), 0));
	ck_assert(!text_is_hex(view_of("abc"), 4));
	ck_assert(!text_is_hex(view_of("abcd"), 3));
	ck_assert(!text_is_hex(view_of("abcg"), 4));
	ck_assert(!text_is_hex(view_of("ab c"), 4));
	ck_assert(!text_is_hex(view_of("/:@G"), 4));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("text");

	tcase_add_loop_test(cases, numbers_are_strict, 0, (int)ARRAY_LEN(numbers));
	tcase_add_test(cases, a_number_ends_with_its_view);
	tcase_add_loop_test(cases, splitting_visits_every_part, 0, (int)ARRAY_LEN(splits));
	tcase_add_test(cases, trimming_takes_blanks_and_tabs_alone);
	tcase_add_test(cases, views_compare_whole);
	tcase_add_test(cases, texts_start_and_end);
	tcase_add_test(cases, case_is_blind_in_ascii_alone);
	tcase_add_test(cases, hex_has_the_length_asked_for);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
