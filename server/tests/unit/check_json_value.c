/* What is JSON and what is refused, with the place; and the walk over the tree. */
#include "base/clock.h"
#include "base/strbuf.h"
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/parsed.h"

/* clang-format off */
static const char *const accepted[] = {
	"null", "true", "false", "0", "-0", "-1", "1.5", "1e3", "1E+3", "1e-3", "0.0e0", "1e308",
	"-1.7976931348623157e308", "1e-400", "123456789012345678901234567890",
	"\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u00e9\\uD83D\\uDE00\\uffff\"",
	"\"\\ud7ff\\ue000\\ud800\\udc00\\udbff\\udfff\\u0001\"", "\"\x7f\"", "\"h\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8\"",
	"[]", "{}", "[ ]", "{ }", " [ 1 , 2 ] ", "\t\r\n{\n\"a\" : [ { } ] }\r\n ",
	"[[],[],{}]", "{\"\":1}", "{\"a\":{\"a\":1},\"A\":2,\"a \":3}",
	"[{\"a\":1},{\"a\":1}]", "{\"a\":1,\"b\":{\"a\":1,\"b\":2},\"c\":3}",
	"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	/* 63 characters: the longest number */
	"100000000000000000000000000000000000000000000000000000000000000",
};
/* clang-format on */

START_TEST(json_is_accepted)
{
	ck_assert_ptr_nonnull(parsed(accepted[_i]));
}
END_TEST

struct refusal {
	const char *text, *msg; /* the message after `JSON at ` */
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ "", "line 1, column 1: a value is expected" },
	{ " \n ", "line 2, column 2: a value is expected" },
	{ "nul", "line 1, column 1: a value is expected" },
	{ "True", "line 1, column 1: a value is expected" },
	{ "truex", "line 1, column 5: something follows the value" },
	{ "1 2", "line 1, column 3: something follows the value" },
	{ "[1]]", "line 1, column 4: something follows the value" },
	{ "{} {}", "line 1, column 4: something follows the value" },
	{ "\xef\xbb\xbf{}", "line 1, column 1: a value is expected" },
	{ "\x0c{}", "line 1, column 1: a value is expected" },
	{ "\xc2\xa0[]", "line 1, column 1: a value is expected" },
	{ "/*c*/1", "line 1, column 1: a value is expected" },
	{ "[1] // c", "line 1, column 5: something follows the value" },
	/* numbers */
	{ "01", "line 1, column 2: a number must not start with 0" },
	{ "-01", "line 1, column 3: a number must not start with 0" },
	{ "-", "line 1, column 2: a digit is expected" },
	{ "-a", "line 1, column 2: a digit is expected" },
	{ "1.", "line 1, column 3: a digit is expected" },
	{ "1.e3", "line 1, column 3: a digit is expected" },
	{ "1e", "line 1, column 3: a digit is expected" },
	{ "1e+", "line 1, column 4: a digit is expected" },
	{ "1e+-1", "line 1, column 4: a digit is expected" },
	{ ".5", "line 1, column 1: a value is expected" },
	{ "+1", "line 1, column 1: a value is expected" },
	{ "0x10", "line 1, column 2: something follows the value" },
	{ "NaN", "line 1, column 1: a value is expected" },
	{ "Infinity", "line 1, column 1: a value is expected" },
	{ "-Infinity", "line 1, column 2: a digit is expected" },
	{ "1e999", "line 1, column 1: the number is too large" },
	{ "[0, -1e309]", "line 1, column 5: the number is too large" },
	{ "1000000000000000000000000000000000000000000000000000000000000000",
	  "line 1, column 1: the number has too many digits" },
	/* texts */
	{ "\"", "line 1, column 2: the text is not closed" },
	{ "\"abc", "line 1, column 5: the text is not closed" },
	{ "\"abc\\\"", "line 1, column 7: the text is not closed" },
	{ "'a'", "line 1, column 1: a value is expected" },
	{ "\"a\nb\"", "line 1, column 3: a control character must be escaped" },
	{ "\"\x1f\"", "line 1, column 2: a control character must be escaped" },
	{ "\"\t\"", "line 1, column 2: a control character must be escaped" },
	{ "\"\xff\"", "line 1, column 2: not UTF-8" },
	{ "\"ab\xc3\"", "line 1, column 4: not UTF-8" },
	{ "\"\xc0\xaf\"", "line 1, column 2: not UTF-8" },
	{ "\"\xed\xa0\x80\"", "line 1, column 2: not UTF-8" },
	{ "\"\\x41\"", "line 1, column 3: unknown escape" },
	{ "\"\\'\"", "line 1, column 3: unknown escape" },
	{ "\"\\\n\"", "line 1, column 3: unknown escape" },
	{ "\"\\", "line 1, column 3: unknown escape" },
	{ "\"\\u12\"", "line 1, column 4: \\u needs four hexadecimal digits" },
	{ "\"\\u12g4\"", "line 1, column 4: \\u needs four hexadecimal digits" },
	{ "\"\\u+123\"", "line 1, column 4: \\u needs four hexadecimal digits" },
	{ "\"\\U0041\"", "line 1, column 3: unknown escape" },
	{ "\"a\\u0000\"", "line 1, column 3: \\u0000 is not allowed" },
	{ "{\"\\u0000\":1}", "line 1, column 3: \\u0000 is not allowed" },
	{ "\"\\ud800\"", "line 1, column 2: half a surrogate pair" },
	{ "\"a\\ud83dx\"", "line 1, column 3: half a surrogate pair" },
	{ "\"\\udc00\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\udfff\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\udbff\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ud800\\udbff\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ud800\\ue000\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ude00\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ud83d\\n\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ud83d\\u0041\"", "line 1, column 2: half a surrogate pair" },
	{ "\"\\ud83d\\ud83d\"", "line 1, column 2: half a surrogate pair" },
	/* arrays and objects */
	{ "[", "line 1, column 2: a value is expected" },
	{ "[1", "line 1, column 3: a comma or ] is expected" },
	{ "[1,", "line 1, column 4: a value is expected" },
	{ "[1,]", "line 1, column 4: a value is expected" },
	{ "[,1]", "line 1, column 2: a value is expected" },
	{ "[1 2]", "line 1, column 4: a comma or ] is expected" },
	{ "[1}", "line 1, column 3: a comma or ] is expected" },
	{ "]", "line 1, column 1: a value is expected" },
	{ "{", "line 1, column 2: a member name is expected" },
	{ "{a:1}", "line 1, column 2: a member name is expected" },
	{ "{1:1}", "line 1, column 2: a member name is expected" },
	{ "{\"a\"}", "line 1, column 5: a colon is expected" },
	{ "{\"a\":}", "line 1, column 6: a value is expected" },
	{ "{\"a\":1,}", "line 1, column 8: a member name is expected" },
	{ "{\"a\":1 \"b\":2}", "line 1, column 8: a comma or } is expected" },
	{ "{\"a\":1]", "line 1, column 7: a comma or } is expected" },
	{ "{,}", "line 1, column 2: a member name is expected" },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
	  "line 1, column 33: nested too deeply" },
	{ "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{", "line 1, column 33: nested too deeply" },
	/* duplicates */
	{ "{\"a\":1,\"b\":2,\"a\":3}", "line 1, column 14: member \"a\" appears twice" },
	{ "{\"\":1,\"\":2}", "line 1, column 7: member \"\" appears twice" },
	{ "{\"a\":1,\"\\u0061\":2}", "line 1, column 8: member \"a\" appears twice" },
	{ "{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}",
	  "line 1, column 19: member \"\xf0\x9f\x98\x80\" appears twice" },
	{ "{\"\\/\":1,\"/\":2}", "line 1, column 9: member \"/\" appears twice" },
	{ "{\"x\":[{\"b\":1,\n\"b\":1}]}", "line 2, column 1: member \"b\" appears twice" },
	{ "{\"a\":{\"z\":1},\"z\":1,\"q\":2,\"q\":3,\"a\":4}",
	  "line 1, column 26: member \"q\" appears twice" },
	{ "{\"a\":1,\"a\":2,\"a\":3}", "line 1, column 8: member \"a\" appears twice" },
	/* places */
	{ "{\n  \"a\": 1,\n  \"b\": x\n}", "line 3, column 8: a value is expected" },
	{ "[\"h\xc3\xa9\xf0\x9f\x98\x80\",x]", "line 1, column 8: a value is expected" },
	{ "[1,\r\nx]", "line 2, column 1: a value is expected" },
};
/* clang-format on */

START_TEST(anything_else_is_refused_with_its_place)
{
	const struct refusal *row = &refusals[_i];
	const struct json_value *v = NULL;

	ck_assert_msg(!json_parse(&scope, row->text, strlen(row->text), &v), "'%s'", row->text);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, arena_printf(scope.arena, "JSON at %s", row->msg));
}
END_TEST

START_TEST(a_named_text_is_refused_as_compilers_do)
{
	const struct refusal *row = &refusals[_i];
	const struct json_value *v = NULL;
	size_t line, column;
	int sentence = 0;

	ck_assert_int_eq(
		sscanf(row->msg, "line %zu, column %zu: %n", &line, &column, &sentence), 2);
	ck_assert(!json_parse_named(&scope, "a/b.json", row->text, strlen(row->text), &v));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, arena_printf(scope.arena, "a/b.json:%zu:%zu: %s", line,
						column, row->msg + sentence));
}
END_TEST

START_TEST(a_raw_nul_is_refused)
{
	const struct json_value *v = NULL;

	ck_assert(!json_parse(&scope, "\"a\0b\"", 5, &v));
	ck_assert_str_eq(
		scope.err.msg, "JSON at line 1, column 3: a control character must be escaped");
	err_clear(&scope);
	ck_assert(!json_parse(&scope, "1\0", 2, &v));
	ck_assert_str_eq(scope.err.msg, "JSON at line 1, column 2: something follows the value");
	err_clear(&scope);
	ck_assert(!json_parse(&scope, "\"\\\0\"", 4, &v));
	ck_assert_str_eq(scope.err.msg, "JSON at line 1, column 3: unknown escape");
}
END_TEST

/* Each text in a block of its own size, so that a sanitizer sees a read past the end. */
START_TEST(every_beginning_of_a_text_is_refused)
{
	static const char text[] =
		"{\"a\":[true,null,-1.5e+3,\"\\u00e9\\ud83d\\ude00\xc3\xa9\"],\"b\":{}}";

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		char *copy = malloc(n ? n : 1);
		const struct json_value *v = NULL;
		memcpy(copy, text, n);
		err_clear(&scope);
		ck_assert_msg(!json_parse(&scope, copy, n, &v), "%.*s", (int)n, text);
		ck_assert_int_eq(scope.err.code, ERR_INVALID);
		free(copy);
	}
	err_clear(&scope);
	parsed(text);
}
END_TEST

START_TEST(a_long_name_is_shortened_at_a_character)
{
	const struct json_value *v = NULL;
	struct strbuf name = strbuf_init(scope.arena, 1000), text = strbuf_init(scope.arena, 3000);

	strbuf_char(&name, 'x');
	for (int i = 0; i < 100; i++)
		strbuf_str(&name, "\xc3\xa9");
	strbuf_printf(&text, "{\"%s\":1,\"%s\":2}", strbuf_text(&name), strbuf_text(&name));
	ck_assert(!json_parse(&scope, strbuf_text(&text), text.len, &v));
	const char *quoted = strchr(scope.err.msg, '"') + 1;
	ck_assert_uint_eq(strcspn(quoted, "\""), 63);
	ck_assert_int_eq(strncmp(quoted, strbuf_text(&name), 63), 0);
}
END_TEST

/* Comparing each pair would be ten thousand million comparisons. */
START_TEST(many_members_are_no_burden)
{
	enum { COUNT = 150000 };
	struct strbuf text = strbuf_init(scope.arena, 4 << 20);
	const struct json_value *v = NULL;

	strbuf_char(&text, '{');
	for (int i = 0; i < COUNT; i++)
		strbuf_printf(&text, "\"%06d\":0,", (int)(i * INT64_C(7919) % COUNT));
	struct strbuf twice = text;
	strbuf_str(&text, "\"last\":0}");
	int64_t start = clock_monotonic_us();
	parsed(strbuf_text(&text));
	ck_assert_int_lt(clock_monotonic_us() - start, 10000000);

	strbuf_str(&twice, "\"000000\":0}");
	start = clock_monotonic_us();
	ck_assert(!json_parse(&scope, strbuf_text(&twice), twice.len, &v));
	ck_assert_int_lt(clock_monotonic_us() - start, 10000000);
	ck_assert_msg(strstr(scope.err.msg, "member \"000000\" appears twice") != NULL, "%s",
		scope.err.msg);
}
END_TEST

START_TEST(kinds_and_values_are_told)
{
	const struct json_value *v = parsed("[null,true,false,-1.5,\"a\\u00e9\",[1],{\"k\":2}]");
	static const enum json_kind kinds[] = { JSON_NULL, JSON_BOOL, JSON_BOOL, JSON_NUMBER,
		JSON_TEXT, JSON_ARRAY, JSON_OBJECT };
	const struct json_value *items[7];
	size_t n = 0;

	ck_assert_int_eq(json_kind_of(v), JSON_ARRAY);
	ck_assert_uint_eq(json_count(v), 7);
	for (const struct json_value *i = json_first(v); i; i = json_next(i)) {
		ck_assert_int_eq(json_kind_of(i), kinds[n]);
		ck_assert_ptr_null(json_name_of(i));
		items[n++] = i;
	}
	ck_assert_uint_eq(n, 7);
	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(json_bool_of(items[i]) == (i == 1), "item %zu", i);
		ck_assert_msg(json_number_of(items[i]) == (i == 3 ? -1.5 : 0), "item %zu", i);
		ck_assert_msg((json_text_of(items[i]) != NULL) == (i == 4), "item %zu", i);
		ck_assert_msg(json_count(items[i]) == (i >= 5 ? 1 : 0), "item %zu", i);
		ck_assert_msg((json_first(items[i]) != NULL) == (i >= 5), "item %zu", i);
	}
	ck_assert_str_eq(json_text_of(items[4]), "a\xc3\xa9");
}
END_TEST

START_TEST(members_are_found_by_their_whole_name)
{
	const struct json_value *v =
		parsed("{\"Name\":1,\"name\":2,\"nam\":3,\"\":4,\"x\\n\":{\"in\":5}}");
	static const char *const names[] = { "Name", "name", "nam", "" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct json_value *m = json_member(v, names[i]);
		ck_assert_msg(m && json_number_of(m) == (double)(i + 1), "'%s'", names[i]);
		ck_assert_str_eq(json_name_of(m), names[i]);
	}
	ck_assert_ptr_null(json_member(v, "NAME"));
	ck_assert_ptr_null(json_member(v, "in"));
	ck_assert_ptr_nonnull(json_member(json_member(v, "x\n"), "in"));
	ck_assert_ptr_null(json_member(parsed("[1]"), ""));
	ck_assert_ptr_null(json_member(parsed("\"name\""), "name"));
}
END_TEST

struct integer {
	const char *text;
	bool ok;
	int64_t value;
};

/* clang-format off */
static const struct integer integers[] = {
	{ "0", true, 0 }, { "-0", true, 0 }, { "42", true, 42 }, { "-42", true, -42 },
	{ "1e3", true, 1000 }, { "1.0", true, 1 }, { "0.5e1", true, 5 },
	{ "9007199254740992", true, INT64_C(9007199254740992) },
	{ "-9007199254740992", true, -INT64_C(9007199254740992) },
	{ "9007199254740994", false, 0 }, { "1e300", false, 0 }, { "-1e19", false, 0 },
	{ "0.5", false, 0 }, { "1e-5", false, 0 }, { "\"1\"", false, 0 }, { "true", false, 0 },
	{ "null", false, 0 }, { "[1]", false, 0 },
};
/* clang-format on */

START_TEST(whole_numbers_are_exact)
{
	const struct integer *row = &integers[_i];
	int64_t value = 99;
	bool ok = json_int_of(parsed(row->text), &value);

	ck_assert_msg(ok == row->ok, "%s", row->text);
	ck_assert_msg(value == (row->ok ? row->value : 99), "%s: %jd", row->text, (intmax_t)value);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("json_value");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, json_is_accepted, 0, (int)ARRAY_LEN(accepted));
	tcase_add_loop_test(
		cases, anything_else_is_refused_with_its_place, 0, (int)ARRAY_LEN(refusals));
	tcase_add_loop_test(
		cases, a_named_text_is_refused_as_compilers_do, 0, (int)ARRAY_LEN(refusals));
	tcase_add_test(cases, a_raw_nul_is_refused);
	tcase_add_test(cases, every_beginning_of_a_text_is_refused);
	tcase_add_test(cases, a_long_name_is_shortened_at_a_character);
	tcase_add_test(cases, many_members_are_no_burden);
	tcase_add_test(cases, kinds_and_values_are_told);
	tcase_add_test(cases, members_are_found_by_their_whole_name);
	tcase_add_loop_test(cases, whole_numbers_are_exact, 0, (int)ARRAY_LEN(integers));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
