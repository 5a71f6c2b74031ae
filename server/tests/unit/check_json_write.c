/* The writer: commas, escapes, numbers that read back as the same double. */
#include "json/json_value.h"
#include "json/json_write.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <float.h>
#include <math.h>

static struct strbuf out;
static struct json_writer writer;

static void restart(size_t max)
{
	out = strbuf_init(scope.arena, max);
	writer = json_writer(&out);
}

static void set_up(void)
{
	open_scope();
	restart(100000);
}

START_TEST(structures_have_their_commas)
{
	json_open_object(&writer, NULL);
	json_open_array(&writer, "empty");
	json_close_array(&writer);
	json_open_object(&writer, "none");
	json_close_object(&writer);
	json_open_array(&writer, "list");
	json_put_int(&writer, NULL, 1);
	json_put_text(&writer, NULL, "two");
	json_open_array(&writer, NULL);
	json_put_null(&writer, NULL);
	json_close_array(&writer);
	json_open_object(&writer, NULL);
	json_put_bool(&writer, "t", true);
	json_put_bool(&writer, "f", false);
	json_close_object(&writer);
	json_put_raw(&writer, NULL, "{\"raw\":1}");
	json_close_array(&writer);
	json_put_text(&writer, "nothing", NULL);
	json_put_number(&writer, "half", 0.5);
	json_close_object(&writer);
	ck_assert_str_eq(strbuf_text(&out),
		"{\"empty\":[],\"none\":{},\"list\":[1,\"two\",[null],{\"t\":true,\"f\":false},"
		"{\"raw\":1}],\"nothing\":null,\"half\":0.5}");
}
END_TEST

struct text_row {
	const char *text, *json;
};

/* clang-format off */
static const struct text_row texts[] = {
	{ "", "\"\"" },
	{ "plain /text'", "\"plain /text'\"" },
	{ "\"", "\"\\\"\"" },
	{ "\\", "\"\\\\\"" },
	{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
	{ "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
	{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
	{ "h\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8",
	  "\"h\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x80\xa8\"" },
	{ "\xff", "\"\xef\xbf\xbd\"" },
	{ "a\xc3", "\"a\xef\xbf\xbd\"" },
	{ "\xc3\"", "\"\xef\xbf\xbd\\\"\"" },
	{ "\xe2\x82z", "\"\xef\xbf\xbd\xef\xbf\xbdz\"" },
	{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
};
/* clang-format on */

START_TEST(text_is_escaped)
{
	json_put_text(&writer, NULL, texts[_i].text);
	ck_assert_str_eq(strbuf_text(&out), texts[_i].json);
}
END_TEST

START_TEST(names_are_escaped_too)
{
	json_open_object(&writer, NULL);
	json_put_int(&writer, "a\"\n\xff", INT64_MIN);
	json_put_int(&writer, "", INT64_MAX);
	json_close_object(&writer);
	ck_assert_str_eq(strbuf_text(&out), "{\"a\\\"\\n\xef\xbf\xbd\":-9223372036854775808,"
					    "\"\":9223372036854775807}");
}
END_TEST

struct number_row {
	double value;
	const char *json;
};

/* clang-format off */
static const struct number_row numbers[] = {
	{ 0, "0" },
	{ -0.0, "-0" },
	{ 1, "1" },
	{ -1, "-1" },
	{ 0.1, "0.1" },
	{ 0.1 + 0.2, "0.30000000000000004" },
	{ 1.0 / 3, "0.3333333333333333" },
	{ 2.0 / 3, "0.6666666666666666" },
	{ 5e-324, "4.94065645841247e-324" },
	{ 1e15, "1000000000000000" },
	{ 9007199254740991, "9007199254740991" },
	{ 9007199254740992, "9007199254740992" },
	{ 1e21, "1e+21" },
	{ DBL_MAX, "1.7976931348623157e+308" },
	{ DBL_EPSILON, "2.220446049250313e-16" },
	{ 123456.789, "123456.789" },
	{ (double)INFINITY, "null" },
	{ -(double)INFINITY, "null" },
	{ (double)NAN, "null" },
};
/* clang-format on */

START_TEST(numbers_are_short)
{
	json_put_number(&writer, NULL, numbers[_i].value);
	ck_assert_str_eq(strbuf_text(&out), numbers[_i].json);
}
END_TEST

/* Doubles of every size, from a fixed sequence of bit patterns. */
START_TEST(numbers_read_back_the_same)
{
	uint64_t bits = 1;

	for (int i = 0; i < 20000; i++) {
		double value, back;
		bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		memcpy(&value, &bits, sizeof(value));
		if (!isfinite(value))
			continue;
		restart(100);
		json_put_number(&writer, NULL, value);
		back = strtod(strbuf_text(&out), NULL);
		if (memcmp(&back, &value, sizeof(value)) != 0)
			ck_abort_msg("%a is written as %s", value, strbuf_text(&out));
	}
}
END_TEST

START_TEST(a_tree_is_written_as_it_was)
{
	static const char text[] = "{\"b\":[1,-2.5,true,false,null,\"x\\n\",[],{}],"
				   "\"a\":{\"\":{\"deep\":[[0]]}},\"c\":1e+300}";
	const struct json_value *v = NULL;

	ck_assert(json_parse(&scope, text, strlen(text), &v));
	json_put_value(&writer, NULL, v);
	ck_assert_str_eq(strbuf_text(&out), text);
	restart(1000);
	json_open_object(&writer, NULL);
	json_put_value(&writer, "k", json_member(v, "a"));
	json_put_value(&writer, "l", json_member(v, "c"));
	json_close_object(&writer);
	ck_assert_str_eq(strbuf_text(&out), "{\"k\":{\"\":{\"deep\":[[0]]}},\"l\":1e+300}");
}
END_TEST

static const struct {
	const char *label, *object, *written;
} spliced[] = {
	{ "none", NULL, "{\"a\":1,\"z\":2}" },
	{ "an empty object", "{}", "{\"a\":1,\"z\":2}" },
	{ "one", "{\"k\":[]}", "{\"a\":1,\"k\":[],\"z\":2}" },
	{ "two", "{\"k\":\"}\",\"l\":{}}", "{\"a\":1,\"k\":\"}\",\"l\":{},\"z\":2}" },
};

START_TEST(members_join_an_open_object)
{
	restart(1000);
	json_open_object(&writer, NULL);
	json_put_int(&writer, "a", 1);
	json_put_members(&writer, spliced[_i].object);
	json_put_int(&writer, "z", 2);
	json_close_object(&writer);
	ck_assert_msg(strcmp(strbuf_text(&out), spliced[_i].written) == 0, "%s: %s",
		spliced[_i].label, strbuf_text(&out));
}
END_TEST

START_TEST(members_can_be_the_only_ones)
{
	restart(1000);
	json_open_object(&writer, NULL);
	json_put_members(&writer, "{\"k\":1}");
	json_close_object(&writer);
	ck_assert_str_eq(strbuf_text(&out), "{\"k\":1}");
}
END_TEST

static const struct {
	const char *label, *object;
	bool has; /* a member called "k" */
} membered[] = {
	{ "nothing", NULL, false },
	{ "an empty object", "{}", false },
	{ "the first", "{\"k\":1,\"l\":2}", true },
	{ "the last", "{\"l\":2,\"k\":1}", true },
	{ "a longer name", "{\"kk\":1}", false },
	{ "a name that ends so", "{\"a-k\":1}", false },
	{ "a text", "{\"a\":\"k\"}", false },
	{ "a text of a list", "{\"a\":[\"b\",\"k\"],\"b\":1}", false },
	{ "a text that looks like it", "{\"a\":\"{\\\"k\\\":1,\\\"k\\\":\"}", false },
	{ "a text that ends with a comma", "{\"a\":\"x,\",\"b\":\"k\"}", false },
};

START_TEST(a_member_is_found_by_its_name)
{
	ck_assert_msg(json_has_member(membered[_i].object, "k") == membered[_i].has, "%s",
		membered[_i].label);
}
END_TEST

START_TEST(the_limit_of_the_buffer_is_seen)
{
	restart(10);
	json_open_array(&writer, NULL);
	json_put_text(&writer, NULL, "0123456789");
	json_close_array(&writer);
	ck_assert(out.full);
	ck_assert_uint_le(out.len, 10);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("json_write");

	tcase_add_checked_fixture(cases, set_up, close_scope);
	tcase_add_test(cases, structures_have_their_commas);
	tcase_add_loop_test(cases, text_is_escaped, 0, (int)ARRAY_LEN(texts));
	tcase_add_test(cases, names_are_escaped_too);
	tcase_add_loop_test(cases, numbers_are_short, 0, (int)ARRAY_LEN(numbers));
	tcase_add_test(cases, numbers_read_back_the_same);
	tcase_add_test(cases, a_tree_is_written_as_it_was);
	tcase_add_loop_test(cases, members_join_an_open_object, 0, (int)ARRAY_LEN(spliced));
	tcase_add_test(cases, members_can_be_the_only_ones);
	tcase_add_loop_test(cases, a_member_is_found_by_its_name, 0, (int)ARRAY_LEN(membered));
	tcase_add_test(cases, the_limit_of_the_buffer_is_seen);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
