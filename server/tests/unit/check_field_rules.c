/* Values of custom metadata against their field: every type, inside, at the edge and outside. */
#include "base/strbuf.h"
#include "model/field_rules.h"
#include "model/field_schema.h"
#include "tests/support/check_main.h"
#include "tests/support/parsed.h"

#include <inttypes.h>
#include <string.h>

static bool judge(const char *schema_json, const char *json, struct field_value *out,
	struct field_fault *fault)
{
	struct field_schema schema;

	ck_assert_msg(field_schema_load(&scope, schema_json, &schema), "%s", scope.err.msg);
	return field_rules_value(scope.arena, &schema, parsed(json), out, fault);
}

#define TEXT      "{\"type\":\"Text\"}"
#define TEXT_2_3  "{\"type\":\"Textarea\",\"minLength\":2,\"maxLength\":3}"
#define NUMBER    "{\"type\":\"Number\"}"
#define NUMBER_IN "{\"type\":\"Number\",\"minValue\":0,\"maxValue\":10000}"
#define NUMBER_UP "{\"type\":\"Number\",\"minValue\":0.5}"
#define NUMBER_TO "{\"type\":\"Number\",\"maxValue\":-1}"
#define DATE      "{\"type\":\"Date\"}"
#define DATE_IN \
	"{\"type\":\"Date\",\"minValue\":\"2022-01-01\",\"maxValue\":\"2022-12-31T12:00:00Z\"}"
#define BOOLEAN "{\"type\":\"Boolean\"}"
#define SINGLE  "{\"type\":\"SingleSelect\",\"selectOptions\":[\"a\",30,true,\"\"]}"
#define MULTI   "{\"type\":\"MultiSelect\",\"selectOptions\":[\"a\",30,true]}"

#define NO_DATE   "Value must be a valid ISO 8601 date."
#define NO_OPTION "Value must be one of the select options."
#define NO_NUMBER "Value must be of type number."
#define NO_STRING "Value must be of type string."
#define NO_BOOL   "Value must be of type boolean."

static const struct row {
	const char *label, *schema, *value;
	const char *sentence; /* NULL: fine */
} rows[] = {
	{ "a text", TEXT, "\"x\"", NULL },
	{ "an empty text", TEXT, "\"\"", NULL },
	{ "a number for a text", TEXT, "1", NO_STRING },
	{ "a bool for a text", TEXT, "true", NO_STRING },
	{ "a list for a text", TEXT, "[\"x\"]", NO_STRING },
	{ "an object for a text", TEXT, "{}", NO_STRING },
	{ "the shortest text", TEXT_2_3, "\"ab\"", NULL },
	{ "the longest text", TEXT_2_3, "\"abc\"", NULL },
	{ "characters are counted, not bytes", TEXT_2_3, "\"\xe6\x96\x87\xe4\xbb\xb6\xc3\xa9\"",
		NULL },
	{ "too short", TEXT_2_3, "\"a\"", "Length must be between 2 and 3." },
	{ "too long", TEXT_2_3, "\"abcd\"", "Length must be between 2 and 3." },
	{ "a length at least", "{\"type\":\"Text\",\"minLength\":1}", "\"\"",
		"Length must be greater than or equal to 1." },
	{ "a length at most", "{\"type\":\"Text\",\"maxLength\":1}", "\"ab\"",
		"Length must be less than or equal to 1." },
	{ "a number", NUMBER, "-1.5e3", NULL },
	{ "a number in quotes", NUMBER, "\"1\"", NO_NUMBER },
	{ "a bool for a number", NUMBER, "false", NO_NUMBER },
	{ "the least number", NUMBER_IN, "0", NULL },
	{ "the greatest number", NUMBER_IN, "10000", NULL },
	{ "below", NUMBER_IN, "-0.001", "Value must be between 0 and 10000." },
	{ "above", NUMBER_IN, "10000.001", "Value must be between 0 and 10000." },
	{ "below the only end", NUMBER_UP, "0.4", "Value must be greater than or equal to 0.5." },
	{ "above the only end", NUMBER_TO, "0", "Value must be less than or equal to -1." },
	{ "a date", DATE, "\"2022-11-30\"", NULL },
	{ "a date as it was seen", DATE, "\"2022-11-30T10:11:10+00:00\"", NULL },
	{ "a date of JavaScript", DATE, "\"2022-11-30T10:11:10.123Z\"", NULL },
	{ "a time without zone", DATE, "\"2022-11-30T10:11:10\"", NULL },
	{ "a date long ago", DATE, "\"0001-01-01\"", NULL },
	{ "a word for a date", DATE, "\"yesterday\"", NO_DATE },
	{ "nothing for a date", DATE, "\"\"", NO_DATE },
	{ "seconds for a date", DATE, "\"1669803070\"", NO_DATE },
	{ "a number for a date", DATE, "1669803070", NO_DATE },
	{ "a month that is none", DATE, "\"2022-13-01\"", NO_DATE },
	{ "a leap day that is none", DATE, "\"1900-02-29\"", NO_DATE },
	{ "a leap day", DATE, "\"1600-02-29\"", NULL },
	{ "more behind the date", DATE, "\"2022-11-30 \"", NO_DATE },
	{ "a year below zero", DATE, "\"-022-11-30\"", NO_DATE },
	{ "the first date", DATE_IN, "\"2022-01-01\"", NULL },
	{ "the last moment", DATE_IN, "\"2022-12-31T13:00:00+01:00\"", NULL },
	{ "a moment too early", DATE_IN, "\"2021-12-31T23:59:59.999Z\"",
		"Value must be between 2022-01-01 and 2022-12-31T12:00:00Z." },
	{ "a second too late", DATE_IN, "\"2022-12-31T12:00:01Z\"",
		"Value must be between 2022-01-01 and 2022-12-31T12:00:00Z." },
	{ "true", BOOLEAN, "true", NULL },
	{ "false", BOOLEAN, "false", NULL },
	{ "true in quotes", BOOLEAN, "\"true\"", NO_BOOL },
	{ "one for true", BOOLEAN, "1", NO_BOOL },
	{ "an option that is a text", SINGLE, "\"a\"", NULL },
	{ "an option that is a number", SINGLE, "30.0", NULL },
	{ "an option that is a bool", SINGLE, "true", NULL },
	{ "an option that is empty", SINGLE, "\"\"", NULL },
	{ "no option", SINGLE, "\"b\"", NO_OPTION },
	{ "an option in another case", SINGLE, "\"A\"", NO_OPTION },
	{ "an option of another kind", SINGLE, "\"30\"", NO_OPTION },
	{ "false is not true", SINGLE, "false", NO_OPTION },
	{ "a list for one option", SINGLE, "[\"a\"]", NO_OPTION },
	{ "no options", MULTI, "[]", NULL },
	{ "all options", MULTI, "[true,\"a\",30]", NULL },
	{ "an option alone", MULTI, "\"a\"", "Value must be of type array." },
	{ "one that is no option", MULTI, "[\"a\",31]", NO_OPTION },
	{ "null is no option", MULTI, "[null]", NO_OPTION },
};

START_TEST(a_value_is_judged)
{
	const struct row *row = &rows[_i];
	struct field_fault fault = { 0 };
	struct field_value value;
	bool fine = judge(row->schema, row->value, &value, &fault);

	ck_assert_int_eq(scope.err.code, ERR_NONE);
	ck_assert_msg(fine == !row->sentence, "%s: %d", row->label, fine);
	if (fine)
		return;
	const char *got = field_rules_sentence(scope.arena, &fault);
	ck_assert_msg(strcmp(got, row->sentence) == 0, "%s: %s", row->label, got);
}
END_TEST

static const struct item {
	const char *label, *schema, *value, *json;
	size_t count;
	struct field_item first;
} items[] = {
	{ "a text", TEXT, "\"a\\u00e9\\\"\"", "\"a\xc3\xa9\\\"\"", 1,
		{ .kind = FIELD_ITEM_TEXT, .text = "a\xc3\xa9\"" } },
	{ "a number", NUMBER, "12.50", "12.5", 1, { .kind = FIELD_ITEM_NUMBER, .number = 12.5 } },
	{ "a date", DATE, "\"1970-01-02\"", "\"1970-01-02\"", 1,
		{ .kind = FIELD_ITEM_DATE, .date_ms = 86400000 } },
	{ "false", BOOLEAN, "false", "false", 1, { .kind = FIELD_ITEM_BOOL } },
	{ "true", BOOLEAN, "true", "true", 1, { .kind = FIELD_ITEM_BOOL, .yes = true } },
	{ "an option", SINGLE, "30", "30", 1, { .kind = FIELD_ITEM_NUMBER, .number = 30 } },
	{ "options", MULTI, "[true, \"a\"]", "[true,\"a\"]", 2,
		{ .kind = FIELD_ITEM_BOOL, .yes = true } },
	{ "no options", MULTI, "[]", "[]", 0, { .kind = FIELD_ITEM_TEXT } },
};

START_TEST(a_value_is_ready_to_be_stored)
{
	const struct item *row = &items[_i];
	struct field_fault fault;
	struct field_value value;

	ck_assert_msg(judge(row->schema, row->value, &value, &fault), "%s", row->label);
	ck_assert_msg(strcmp(value.json, row->json) == 0, "%s: %s", row->label, value.json);
	ck_assert_msg(value.count == row->count, "%s: %zu", row->label, value.count);
	if (row->count == 0)
		return;
	ck_assert_msg(value.items[0].kind == row->first.kind, "%s", row->label);
	ck_assert_pstr_eq(value.items[0].text, row->first.text);
	ck_assert_msg(value.items[0].number == row->first.number, "%s", row->label);
	ck_assert_int_eq(value.items[0].date_ms, row->first.date_ms);
	ck_assert_msg(value.items[0].yes == row->first.yes, "%s", row->label);
}
END_TEST

static const char *ones(size_t count)
{
	struct strbuf text = strbuf_init(scope.arena, 1 << 20);

	strbuf_str(&text, "[1");
	for (size_t i = 1; i < count; i++)
		strbuf_str(&text, ",1");
	strbuf_str(&text, "]");
	return strbuf_text(&text);
}

START_TEST(a_list_of_options_has_a_limit)
{
	static const char schema[] = "{\"type\":\"MultiSelect\",\"selectOptions\":[1]}";
	struct field_fault fault;
	struct field_value value;

	ck_assert(judge(schema, ones(FIELD_SCHEMA_MAX_OPTIONS), &value, &fault));
	ck_assert_uint_eq(value.count, FIELD_SCHEMA_MAX_OPTIONS);
	ck_assert(!judge(schema, ones(FIELD_SCHEMA_MAX_OPTIONS + 1), &value, &fault));
	ck_assert_str_eq(field_rules_sentence(scope.arena, &fault),
		"Value must be an array of at most 1000 options.");
}
END_TEST

/* The instants are Python's: datetime(...).timestamp(), and its proleptic calendar before 1970. */
static const struct date_case {
	const char *text;
	int64_t ms;
} dates[] = {
	{ "1970-01-01", 0 },
	{ "1970-01-01T00:00:00.001Z", 1 },
	{ "1970-01-01T00:00:00+05:00", -18000000 },
	{ "1969-12-31T23:59:59.999Z", -1 },
	{ "1969-12-31T23:59:59", -1000 },
	{ "1950-06-15", INT64_C(-616896000000) },
	{ "1600-02-29", INT64_C(-11670998400000) },
	{ "1570-01-01", INT64_C(-12622780800000) },
	{ "0001-01-01", INT64_C(-62135596800000) },
	{ "2022-11-30T10:11:10+00:00", INT64_C(1669803070000) },
	{ "2022-11-30T10:11:10-01:30", INT64_C(1669808470000) },
	{ "9999-12-31T23:59:59.999Z", INT64_C(253402300799999) },
};

START_TEST(a_date_is_an_instant)
{
	int64_t ms = 77;

	ck_assert_msg(field_rules_date(scope.arena, dates[_i].text, &ms), "%s", dates[_i].text);
	ck_assert_msg(ms == dates[_i].ms, "%s: %" PRId64, dates[_i].text, ms);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *cases = tcase_create("field_rules");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, a_value_is_judged, 0, ARRAY_LEN(rows));
	tcase_add_loop_test(cases, a_value_is_ready_to_be_stored, 0, ARRAY_LEN(items));
	tcase_add_test(cases, a_list_of_options_has_a_limit);
	tcase_add_loop_test(cases, a_date_is_an_instant, 0, ARRAY_LEN(dates));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
