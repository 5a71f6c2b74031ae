/* Schemas of custom metadata fields: every type with every key, valid, at the edge and wrong. */
#include "base/strbuf.h"
#include "model/field_schema.h"
#include "tests/support/check_main.h"
#include "tests/support/parsed.h"

#include <string.h>

/* As it is written again, or the errors. */
static const char *outcome(const char *json, const char *over)
{
	struct field_schema old, schema;

	if (over && !field_schema_load(&scope, over, &old))
		return scope.err.msg;
	if (field_schema_read(&scope, parsed(json), over ? &old : NULL, &schema))
		return field_schema_write(scope.arena, &schema);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, "Invalid schema object.");
	ck_assert_str_eq(scope.err.extra_key, "errors");
	return scope.err.extra_json;
}

static const char *const type_names[] = { "Text", "Textarea", "Number", "Date", "Boolean",
	"SingleSelect", "MultiSelect" };

enum {
	TEXTS = 0x03,
	NUMBERS = 0x04,
	DATES = 0x08,
	BOOLS = 0x10,
	SINGLE = 0x20,
	MULTI = 0x40,
	EVERY = 0x7f
};

#define OPTIONS "\"selectOptions\":[\"a\",30,true]"

/* One key beside the type (and the options that selects cannot do without). */
static const struct key_case {
	const char *label;
	unsigned types; /* the table's other types refuse the key itself */
	const char *member, *key, *error;
} keys[] = {
	{ "a shortest length", TEXTS, "\"minLength\":5", "minLength", NULL },
	{ "no length", TEXTS, "\"minLength\":0", "minLength", NULL },
	{ "a length below zero", TEXTS, "\"minLength\":-1", "minLength",
		"should be a whole number of 0 or more" },
	{ "half a length", TEXTS, "\"minLength\":1.5", "minLength",
		"should be a whole number of 0 or more" },
	{ "a length in words", TEXTS, "\"minLength\":\"5\"", "minLength",
		"should be of type number" },
	{ "a longest length", TEXTS, "\"maxLength\":5", "maxLength", NULL },
	{ "a longest length of false", TEXTS, "\"maxLength\":false", "maxLength",
		"should be of type number" },
	{ "a number that is least", NUMBERS, "\"minValue\":-1.5", "minValue", NULL },
	{ "a number that is most", NUMBERS, "\"maxValue\":3000", "maxValue", NULL },
	{ "a number in quotes", NUMBERS, "\"minValue\":\"5\"", "minValue",
		"should be of type number" },
	{ "a list as a bound", NUMBERS, "\"maxValue\":[5]", "maxValue",
		"should be of type number" },
	{ "a date that is first", DATES, "\"minValue\":\"2022-11-30\"", "minValue", NULL },
	{ "a date with time that is last", DATES, "\"maxValue\":\"2022-11-30T10:11:10+00:00\"",
		"maxValue", NULL },
	{ "a number for a date", DATES, "\"minValue\":5", "minValue", "should be of type string" },
	{ "no date", DATES, "\"maxValue\":\"soon\"", "maxValue",
		"should be a valid ISO 8601 date" },
	{ "a day that is none", DATES, "\"maxValue\":\"2022-02-29\"", "maxValue",
		"should be a valid ISO 8601 date" },
	{ "one option", SINGLE | MULTI, "\"selectOptions\":[\"only\"]", "selectOptions", NULL },
	{ "options of three kinds", SINGLE | MULTI, OPTIONS, "selectOptions", NULL },
	{ "no options", SINGLE | MULTI, "\"selectOptions\":[]", "selectOptions",
		"should have at least one option" },
	{ "options that are no list", SINGLE | MULTI, "\"selectOptions\":\"a\"", "selectOptions",
		"should be of type array" },
	{ "a list as an option", SINGLE | MULTI, "\"selectOptions\":[[1]]", "selectOptions",
		"should only have options of type string, number or boolean" },
	{ "null as an option", SINGLE | MULTI, "\"selectOptions\":[\"a\",null]", "selectOptions",
		"should only have options of type string, number or boolean" },
	{ "no value required", EVERY, "\"isValueRequired\":false", "isValueRequired", NULL },
	{ "required in words", EVERY, "\"isValueRequired\":\"true\"", "isValueRequired",
		"should be of type boolean" },
	{ "a key that nobody knows", 0, "\"pattern\":\"x\"", "pattern", NULL },
	{ "a key in another case", 0, "\"minlength\":1", "minlength", NULL },
};

static void check_key(const struct key_case *row, size_t type)
{
	bool selects = ((SINGLE | MULTI) & 1u << type) != 0;
	bool allowed = (row->types & 1u << type) != 0;
	bool own_options = strcmp(row->key, "selectOptions") == 0;
	const char *options = selects && !own_options ? "," OPTIONS : "";
	const char *in = arena_printf(
		scope.arena, "{\"type\":\"%s\"%s,%s}", type_names[type], options, row->member);
	const char *error = allowed ? row->error : "not allowed for this type";
	const char *want =
		error ? arena_printf(scope.arena, "{\"%s\":\"%s\"}", row->key, error) : in;
	const char *got = outcome(in, NULL);

	ck_assert_msg(strcmp(got, want) == 0, "%s: %s: %s", row->label, in, got);
	err_clear(&scope);
}

START_TEST(a_key_suits_its_types)
{
	const struct key_case *row = &keys[_i];
	bool is_value = strcmp(row->key, "minValue") == 0 || strcmp(row->key, "maxValue") == 0;
	/* Numbers and dates share these keys, but not their rows. */
	unsigned apart = is_value ? (NUMBERS | DATES) & ~row->types : 0;

	for (size_t type = 0; type < ARRAY_LEN(type_names); type++)
		if (!(apart & 1u << type))
			check_key(row, type);
}
END_TEST

static const struct whole {
	const char *label, *in, *out;
} wholes[] = {
	{ "no type", "{}", "{\"type\":\"is required\"}" },
	{ "a type of null", "{\"type\":null}", "{\"type\":\"is required\"}" },
	{ "another type", "{\"type\":\"TextArea\"}",
		"{\"type\":\"should be one of Text, Textarea, Number, Date, Boolean, "
		"SingleSelect, MultiSelect\"}" },
	{ "a list", "[]", "{\"schema\":\"should be of type object\"}" },
	{ "a text", "\"Text\"", "{\"schema\":\"should be of type object\"}" },
	{ "the order is ours",
		"{\"maxValue\":3,\"minValue\":1,\"isValueRequired\":true,\"defaultValue\":2,"
		"\"type\":\"Number\"}",
		"{\"type\":\"Number\",\"defaultValue\":2,\"isValueRequired\":true,\"minValue\":1,"
		"\"maxValue\":3}" },
	{ "null is absent", "{\"type\":\"Text\",\"minLength\":null,\"minValue\":null}",
		"{\"type\":\"Text\"}" },
	{ "the example of the documentation",
		"{\"type\":\"Number\",\"minValue\":\"x\",\"maxLength\":1}",
		"{\"maxLength\":\"not allowed for this type\",\"minValue\":\"should be of type "
		"number\"}" },
	{ "ends that meet", "{\"type\":\"Number\",\"minValue\":1,\"maxValue\":1}",
		"{\"type\":\"Number\",\"minValue\":1,\"maxValue\":1}" },
	{ "ends the wrong way", "{\"type\":\"Number\",\"minValue\":2,\"maxValue\":1}",
		"{\"minValue\":\"should not be greater than maxValue\"}" },
	{ "lengths the wrong way", "{\"type\":\"Text\",\"minLength\":2,\"maxLength\":1}",
		"{\"minLength\":\"should not be greater than maxLength\"}" },
	{ "dates the wrong way",
		"{\"type\":\"Date\",\"minValue\":\"2022-01-02\",\"maxValue\":\"2022-01-01\"}",
		"{\"minValue\":\"should not be greater than maxValue\"}" },
	{ "required without a default", "{\"type\":\"Boolean\",\"isValueRequired\":true}",
		"{\"defaultValue\":\"is required when isValueRequired is true\"}" },
	{ "required with a default of false",
		"{\"type\":\"Boolean\",\"defaultValue\":false,\"isValueRequired\":true}",
		"{\"type\":\"Boolean\",\"defaultValue\":false,\"isValueRequired\":true}" },
	{ "a select without options", "{\"type\":\"MultiSelect\"}",
		"{\"selectOptions\":\"is required\"}" },
	{ "a default of another type", "{\"type\":\"Number\",\"defaultValue\":\"1\"}",
		"{\"defaultValue\":\"should be of type number\"}" },
	{ "a default outside", "{\"type\":\"Number\",\"defaultValue\":11,\"maxValue\":10}",
		"{\"defaultValue\":\"should be less than or equal to 10\"}" },
	{ "a default that is too long",
		"{\"type\":\"Text\",\"defaultValue\":\"abc\",\"maxLength\":2}",
		"{\"defaultValue\":\"length should be less than or equal to 2\"}" },
	{ "a default that is no option",
		"{\"type\":\"SingleSelect\",\"selectOptions\":[30],\"defaultValue\":\"30\"}",
		"{\"defaultValue\":\"should be one of the select options\"}" },
	{ "options as a default",
		"{\"type\":\"MultiSelect\",\"selectOptions\":[\"a\",30,true],"
		"\"defaultValue\":[true,30]}",
		"{\"type\":\"MultiSelect\",\"selectOptions\":[\"a\",30,true],"
		"\"defaultValue\":[true,30]}" },
	{ "one option as a default of many",
		"{\"type\":\"MultiSelect\",\"selectOptions\":[\"a\"],\"defaultValue\":\"a\"}",
		"{\"defaultValue\":\"should be of type array\"}" },
	{ "a default beside a wrong bound says nothing",
		"{\"type\":\"Number\",\"defaultValue\":1,\"minValue\":\"x\"}",
		"{\"minValue\":\"should be of type number\"}" },
};

START_TEST(a_schema_is_checked_as_a_whole)
{
	const struct whole *row = &wholes[_i];
	const char *got = outcome(row->in, NULL);

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: %s", row->label, got);
}
END_TEST

static const struct patch {
	const char *label, *old, *in, *out;
} patches[] = {
	{ "nothing", "{\"type\":\"Text\",\"minLength\":1}", "{}",
		"{\"type\":\"Text\",\"minLength\":1}" },
	{ "another key", "{\"type\":\"Number\",\"minValue\":1}", "{\"maxValue\":5}",
		"{\"type\":\"Number\",\"minValue\":1,\"maxValue\":5}" },
	{ "the same key", "{\"type\":\"Number\",\"minValue\":1}", "{\"minValue\":2}",
		"{\"type\":\"Number\",\"minValue\":2}" },
	{ "null takes away", "{\"type\":\"Number\",\"minValue\":1,\"maxValue\":5}",
		"{\"minValue\":null}", "{\"type\":\"Number\",\"maxValue\":5}" },
	{ "the type stays", "{\"type\":\"Number\",\"minValue\":1}", "{\"type\":\"Text\"}",
		"{\"type\":\"Number\",\"minValue\":1}" },
	{ "a type that is none stays out of sight", "{\"type\":\"Number\"}", "{\"type\":5}",
		"{\"type\":\"Number\"}" },
	{ "keys are those of the stored type", "{\"type\":\"Number\"}",
		"{\"type\":\"Text\",\"minLength\":1}",
		"{\"minLength\":\"not allowed for this type\"}" },
	{ "the whole is checked again", "{\"type\":\"Number\",\"maxValue\":5}", "{\"minValue\":6}",
		"{\"minValue\":\"should not be greater than maxValue\"}" },
	{ "options that lose the default",
		"{\"type\":\"SingleSelect\",\"selectOptions\":[1,2],\"defaultValue\":2}",
		"{\"selectOptions\":[1]}",
		"{\"defaultValue\":\"should be one of the select options\"}" },
	{ "options taken away", "{\"type\":\"SingleSelect\",\"selectOptions\":[1]}",
		"{\"selectOptions\":null}", "{\"selectOptions\":\"is required\"}" },
	{ "a default that is needed",
		"{\"type\":\"Text\",\"defaultValue\":\"x\",\"isValueRequired\":true}",
		"{\"defaultValue\":null}",
		"{\"defaultValue\":\"is required when isValueRequired is true\"}" },
	{ "no object", "{\"type\":\"Text\"}", "5", "{\"schema\":\"should be of type object\"}" },
};

START_TEST(a_schema_is_laid_over_another)
{
	const struct patch *row = &patches[_i];
	const char *got = outcome(row->in, row->old);

	ck_assert_msg(strcmp(got, row->out) == 0, "%s: %s", row->label, got);
}
END_TEST

START_TEST(a_schema_comes_back_as_it_was_written)
{
	struct field_schema schema;

	ck_assert(field_schema_load(&scope,
		"{\"type\":\"Date\",\"defaultValue\":\"2022-01-01\",\"isValueRequired\":true,"
		"\"minValue\":\"1970-01-01T00:00:01Z\"}",
		&schema));
	ck_assert_int_eq(schema.type, FIELD_DATE);
	ck_assert(schema.is_required && schema.min.is_set && !schema.max.is_set);
	ck_assert(schema.min.at > 999 && schema.min.at < 1001);
	ck_assert_str_eq(schema.min.text, "1970-01-01T00:00:01Z");
	ck_assert_str_eq(json_text_of(schema.members[FIELD_SCHEMA_DEFAULT]), "2022-01-01");
}
END_TEST

START_TEST(a_stored_schema_that_is_none_is_our_fault)
{
	static const char *const broken[] = { "", "{", "{}", "{\"type\":\"Texts\"}" };
	struct field_schema schema;

	for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
		ck_assert_msg(!field_schema_load(&scope, broken[i], &schema), "%s", broken[i]);
		ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
		ck_assert_ptr_null(scope.err.extra_key);
		err_clear(&scope);
	}
}
END_TEST

static const char *with_options(size_t count)
{
	struct strbuf text = strbuf_init(scope.arena, 1 << 20);

	strbuf_str(&text, "{\"type\":\"SingleSelect\",\"selectOptions\":[0");
	for (size_t i = 1; i < count; i++)
		strbuf_printf(&text, ",%zu", i);
	strbuf_str(&text, "]}");
	return strbuf_text(&text);
}

START_TEST(options_and_errors_have_limits)
{
	struct field_schema schema;
	struct strbuf text = strbuf_init(scope.arena, 1 << 20);

	ck_assert(field_schema_read(
		&scope, parsed(with_options(FIELD_SCHEMA_MAX_OPTIONS)), NULL, &schema));
	ck_assert_str_eq(outcome(with_options(FIELD_SCHEMA_MAX_OPTIONS + 1), NULL),
		"{\"selectOptions\":\"should not have more than 1000 options\"}");
	err_clear(&scope);
	strbuf_str(&text, "{\"type\":\"Text\"");
	for (int i = 0; i < 5000; i++)
		strbuf_printf(&text, ",\"k%d\":1", i);
	strbuf_str(&text, "}");
	ck_assert_uint_eq(json_count(parsed(outcome(strbuf_text(&text), NULL))), 1000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *cases = tcase_create("field_schema");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, a_key_suits_its_types, 0, ARRAY_LEN(keys));
	tcase_add_loop_test(cases, a_schema_is_checked_as_a_whole, 0, ARRAY_LEN(wholes));
	tcase_add_loop_test(cases, a_schema_is_laid_over_another, 0, ARRAY_LEN(patches));
	tcase_add_test(cases, a_schema_comes_back_as_it_was_written);
	tcase_add_test(cases, a_stored_schema_that_is_none_is_our_fault);
	tcase_add_test(cases, options_and_errors_have_limits);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
