/* Shape tables: every kind of member, its limits, and what each refusal says. */
#include "json/json_read.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

struct thing {
	const char *name;
	int64_t size;
	bool open;
	int colour;
	const struct json_value *extra;
	const char *note;
	int64_t any;
};

static const char *const colours[] = { "red", "green", "blue", NULL };

/* clang-format off */
static const struct json_field fields[] = {
	{ "name", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct thing, name), 1, 5, NULL },
	{ "size", JSON_FIELD_INT, JSON_NULLABLE, offsetof(struct thing, size), -10, 10, NULL },
	{ "open", JSON_FIELD_BOOL, 0, offsetof(struct thing, open), 0, 0, NULL },
	{ "colour", JSON_FIELD_WORD, JSON_NULLABLE, offsetof(struct thing, colour), 0, 0, colours },
	{ "extra", JSON_FIELD_VALUE, 0, offsetof(struct thing, extra), 0, 0, NULL },
	{ "note", JSON_FIELD_TEXT, JSON_NULLABLE, offsetof(struct thing, note), 0, 0, NULL },
	{ "any", JSON_FIELD_INT, 0, offsetof(struct thing, any), 0, 0, NULL },
};
/* clang-format on */

enum { NAME = 1, SIZE = 2, OPEN = 4, COLOUR = 8, EXTRA = 16, NOTE = 32, ANY = 64 };

static const struct json_shape strict = { fields, ARRAY_LEN(fields), false };
static const struct json_shape lenient = { fields, ARRAY_LEN(fields), true };

static bool read_thing(
	const char *text, const struct json_shape *shape, struct thing *out, uint64_t *seen)
{
	*out = (struct thing){ .size = 77, .colour = -1, .note = "before" };
	return json_read(&scope, text, strlen(text), shape, out, seen);
}

START_TEST(every_kind_is_filled)
{
	struct thing t;
	uint64_t seen;

	ck_assert_msg(read_thing("{\"colour\":\"blue\",\"name\":\"abc\",\"open\":true,\"size\":-10,"
				 "\"extra\":[1,2],\"note\":\"\",\"any\":9007199254740992}",
			      &strict, &t, &seen),
		"%s", scope.err.msg);
	ck_assert_str_eq(t.name, "abc");
	ck_assert_int_eq(t.size, -10);
	ck_assert(t.open);
	ck_assert_int_eq(t.colour, 2);
	ck_assert_uint_eq(json_count(t.extra), 2);
	ck_assert_str_eq(t.note, "");
	ck_assert_int_eq(t.any, INT64_C(9007199254740992));
	ck_assert_uint_eq(seen, NAME | SIZE | OPEN | COLOUR | EXTRA | NOTE | ANY);
}
END_TEST

START_TEST(absent_and_null_are_told_apart)
{
	struct thing t;
	uint64_t seen;

	ck_assert(read_thing("{\"name\":\"a\"}", &strict, &t, &seen));
	ck_assert_uint_eq(seen, NAME);
	ck_assert_int_eq(t.size, 77);
	ck_assert_str_eq(t.note, "before");

	ck_assert(read_thing("{\"name\":\"a\",\"size\":null,\"note\":null,\"colour\":null}",
		&strict, &t, &seen));
	ck_assert_uint_eq(seen, NAME | SIZE | NOTE | COLOUR);
	ck_assert_int_eq(t.size, 77);
	ck_assert_int_eq(t.colour, -1);
	ck_assert_str_eq(t.note, "before");
}
END_TEST

START_TEST(a_free_value_may_be_anything)
{
	static const struct {
		const char *text;
		enum json_kind kind;
	} rows[] = {
		{ "null", JSON_NULL },
		{ "true", JSON_BOOL },
		{ "1", JSON_NUMBER },
		{ "\"x\"", JSON_TEXT },
		{ "[]", JSON_ARRAY },
		{ "{}", JSON_OBJECT },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct thing t;
		uint64_t seen;
		const char *text =
			arena_printf(scope.arena, "{\"name\":\"a\",\"extra\":%s}", rows[i].text);
		ck_assert_msg(read_thing(text, &strict, &t, &seen), "%s", rows[i].text);
		ck_assert_msg(json_kind_of(t.extra) == rows[i].kind, "%s", rows[i].text);
	}
}
END_TEST

struct refusal {
	const char *text, *msg;
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ "{}", "name is required" },
	{ "{\"size\":1}", "name is required" },
	{ "{\"name\":null}", "name must be a string" },
	{ "{\"name\":1}", "name must be a string" },
	{ "{\"name\":\"\"}", "name must be a string of 1 to 5 bytes" },
	{ "{\"name\":\"abcdef\"}", "name must be a string of 1 to 5 bytes" },
	{ "{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\"}", "name must be a string of 1 to 5 bytes" },
	{ "{\"name\":\"a\",\"size\":\"1\"}", "size must be a whole number" },
	{ "{\"name\":\"a\",\"size\":1.5}", "size must be a whole number" },
	{ "{\"name\":\"a\",\"size\":1e300}", "size must be a whole number" },
	{ "{\"name\":\"a\",\"size\":true}", "size must be a whole number" },
	{ "{\"name\":\"a\",\"size\":11}", "size must be a whole number from -10 to 10" },
	{ "{\"name\":\"a\",\"size\":-11}", "size must be a whole number from -10 to 10" },
	{ "{\"name\":\"a\",\"open\":1}", "open must be a boolean" },
	{ "{\"name\":\"a\",\"open\":\"true\"}", "open must be a boolean" },
	{ "{\"name\":\"a\",\"open\":null}", "open must be a boolean" },
	{ "{\"name\":\"a\",\"colour\":\"pink\"}", "colour must be one of red, green, blue" },
	{ "{\"name\":\"a\",\"colour\":\"Red\"}", "colour must be one of red, green, blue" },
	{ "{\"name\":\"a\",\"colour\":\"\"}", "colour must be one of red, green, blue" },
	{ "{\"name\":\"a\",\"colour\":0}", "colour must be one of red, green, blue" },
	{ "{\"name\":\"a\",\"Size\":1}", "Size is not known" },
	{ "{\"other\":1,\"name\":\"a\"}", "other is not known" },
	{ "[]", "a JSON object is expected" },
	{ "null", "a JSON object is expected" },
	{ "\"name\"", "a JSON object is expected" },
	{ "{\"name\":\"a\",\"name\":\"b\"}",
	  "JSON at line 1, column 13: member \"name\" appears twice" },
	{ "{\"name\":\"a\"", "JSON at line 1, column 12: a comma or } is expected" },
	{ "", "JSON at line 1, column 1: a value is expected" },
};
/* clang-format on */

START_TEST(every_refusal_names_the_member)
{
	const struct refusal *row = &refusals[_i];
	struct thing t;
	uint64_t seen;

	ck_assert_msg(!read_thing(row->text, &strict, &t, &seen), "%s", row->text);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, row->msg);
}
END_TEST

START_TEST(unknown_members_are_skipped_where_that_is_fine)
{
	struct thing t;
	uint64_t seen;

	ck_assert_msg(read_thing("{\"Name\":{\"name\":1},\"name\":\"a\",\"z\":null}", &lenient, &t,
			      &seen),
		"%s", scope.err.msg);
	ck_assert_str_eq(t.name, "a");
	ck_assert_uint_eq(seen, NAME);
	ck_assert(!read_thing("{\"z\":1,\"z\":2,\"name\":\"a\"}", &lenient, &t, &seen));
}
END_TEST

START_TEST(a_member_of_a_tree_is_read_alike)
{
	static const char text[] = "{\"in\":{\"name\":\"abc\"}}";
	const struct json_value *root = NULL;
	struct thing t = { 0 };
	uint64_t seen;

	ck_assert(json_parse(&scope, text, strlen(text), &root));
	ck_assert(json_read_value(&scope, json_member(root, "in"), &strict, &t, &seen));
	ck_assert_str_eq(t.name, "abc");
	ck_assert(!json_read_value(&scope, root, &strict, &t, &seen));
	ck_assert_str_eq(scope.err.msg, "in is not known");
}
END_TEST

struct placed {
	const char *text;
	const char *culprit; /* member, or NULL for the object itself */
	const char *msg;
};

/* clang-format off */
static const struct placed placed_refusals[] = {
	{ "{\"name\":\"a\",\"size\":11}", "size", "must be a whole number from -10 to 10" },
	{ "{\"name\":1}", "name", "must be a string" },
	{ "{\"name\":\"a\",\"open\":1}", "open", "must be a boolean" },
	{ "{\"name\":\"a\",\"colour\":\"pink\"}", "colour", "must be one of red, green, blue" },
	{ "{\"size\":1}", NULL, "name is required" },
	{ "[]", NULL, "a JSON object is expected" },
	{ "{\"name\":\"a\",\"color\":\"red\"}", "color", "is not known; did you mean colour?" },
	{ "{\"Name\":\"a\"}", "Name", "is not known; did you mean name?" },
	{ "{\"names\":1,\"name\":\"a\"}", "names", "is not known; did you mean name?" },
	{ "{\"name\":\"a\",\"abcdefgh\":1}", "abcdefgh",
	  "is not known; known are name, size, open, colour, extra, note, any" },
};
/* clang-format on */

START_TEST(a_refusal_tells_which_value_is_wrong)
{
	const struct placed *row = &placed_refusals[_i];
	const struct json_value *root = NULL, *culprit = NULL;
	struct thing t = { 0 };
	uint64_t seen;

	ck_assert(json_parse(&scope, row->text, strlen(row->text), &root));
	ck_assert_msg(
		!json_read_value_at(&scope, root, &strict, &t, &seen, &culprit), "%s", row->text);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_str_eq(scope.err.msg, row->msg);
	ck_assert_msg(culprit == (row->culprit ? json_member(root, row->culprit) : root), "%s",
		row->text);
}
END_TEST

START_TEST(nothing_is_wrong_with_what_is_read)
{
	static const char text[] = "{\"name\":\"abc\",\"size\":null}";
	const struct json_value *root = NULL, *culprit;
	struct thing t = { .size = 77 };
	uint64_t seen;

	ck_assert(json_parse(&scope, text, strlen(text), &root));
	culprit = root;
	ck_assert(json_read_value_at(&scope, root, &strict, &t, &seen, &culprit));
	ck_assert(culprit == NULL);
	ck_assert_uint_eq(seen, NAME | SIZE);
	ck_assert_str_eq(t.name, "abc");
	ck_assert_int_eq(t.size, 77);
}
END_TEST

START_TEST(a_shape_may_have_64_rows)
{
	struct json_field many[64];
	int64_t values[64] = { 0 };
	uint64_t seen;

	for (size_t i = 0; i < 64; i++)
		many[i] = (struct json_field){ .name = arena_printf(scope.arena, "f%zu", i),
			.kind = JSON_FIELD_INT,
			.offset = i * sizeof(values[0]) };
	const struct json_shape shape = { many, 64, false };
	static const char text[] = "{\"f63\":63,\"f0\":1}";
	ck_assert(json_read(&scope, text, strlen(text), &shape, values, &seen));
	ck_assert(seen == (UINT64_C(1) << 63 | 1));
	ck_assert_int_eq(values[63], 63);
	ck_assert_int_eq(values[0], 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("json_read");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, every_kind_is_filled);
	tcase_add_test(cases, absent_and_null_are_told_apart);
	tcase_add_test(cases, a_free_value_may_be_anything);
	tcase_add_loop_test(cases, every_refusal_names_the_member, 0, (int)ARRAY_LEN(refusals));
	tcase_add_test(cases, unknown_members_are_skipped_where_that_is_fine);
	tcase_add_test(cases, a_member_of_a_tree_is_read_alike);
	tcase_add_loop_test(
		cases, a_refusal_tells_which_value_is_wrong, 0, (int)ARRAY_LEN(placed_refusals));
	tcase_add_test(cases, nothing_is_wrong_with_what_is_read);
	tcase_add_test(cases, a_shape_may_have_64_rows);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
