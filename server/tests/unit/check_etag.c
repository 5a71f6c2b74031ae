/* Entity tags: the weak form against known sums, lists, and If-Range. */
#include "base/text.h"
#include "http/etag.h"
#include "tests/support/check_main.h"

#include <string.h>

struct body {
	const char *text, *tag;
};

/* The tags come from another SHA-1 and base64. */
static const struct body bodies[] = {
	{ "", "W/\"0-2jmj7l5rSw0yVb/vlWAYkK/YBwk\"" },
	{ "Not Found", "W/\"9-0gXL1ngzMqISxa6S1zx3F4wtLyg\"" },
	{ "[]", "W/\"2-l9Fw4VUO7kr8CvBlt4zaMCqXZ0w\"" },
	{ "h\xc3\xa9llo", "W/\"6-NbXqRcXkH3i0apN8x01B3+qSCJA\"" },
};

START_TEST(a_body_gets_the_weak_tag_of_express)
{
	struct arena *a = arena_new();
	const char *tag = etag_weak(a, bodies[_i].text, strlen(bodies[_i].text));

	ck_assert_msg(strcmp(tag, bodies[_i].tag) == 0, "%s: %s", bodies[_i].text, tag);
	arena_free(a);
}
END_TEST

START_TEST(the_length_in_a_weak_tag_is_hexadecimal)
{
	struct arena *a = arena_new();
	char body[300];

	memset(body, 'x', sizeof(body));
	ck_assert_str_eq(etag_weak(a, body, sizeof(body)), "W/\"12c-Av1oJTBx+JVxjI1B9/9mWr4aYpA\"");
	arena_free(a);
}
END_TEST

struct list {
	const char *header, *tag;
	bool listed;
};

/* clang-format off */
static const struct list lists[] = {
	{ NULL, "\"a\"", false },
	{ "", "\"a\"", false },
	{ "*", "\"a\"", true },
	{ " * ", "W/\"a\"", true },
	{ "\"a\"", "\"a\"", true },
	{ "\"a\"", "\"b\"", false },
	{ "\"a\"", "\"ab\"", false },
	{ "\"ab\"", "\"a\"", false },
	/* weak comparison: the mark does not count */
	{ "W/\"a\"", "W/\"a\"", true },
	{ "W/\"a\"", "\"a\"", true },
	{ "\"a\"", "W/\"a\"", true },
	{ "w/\"a\"", "\"a\"", false },
	/* lists */
	{ "\"x\", \"a\"", "\"a\"", true },
	{ "\"x\",W/\"a\" , \"y\"", "\"a\"", true },
	{ ",,\t\"a\",", "\"a\"", true },
	{ "\"x\", \"y\"", "\"a\"", false },
	{ "\"x\", *", "\"a\"", false },
	/* commas and blanks inside the quotes, the empty tag */
	{ "\"x,\", \"a,b\"", "\"a,b\"", true },
	{ "\"a,b\"", "\"a\"", false },
	{ "\"x,\"a\",y\"", "\"a\"", false },
	{ "\"\"", "\"\"", true },
	{ "\"\"", "\"a\"", false },
	/* what is no tag is skipped */
	{ "a", "\"a\"", false },
	{ "a, \"a\"", "\"a\"", true },
	{ "\"a", "\"a\"", false },
	{ "\"a\"x", "\"a\"", false },
	{ "\"a\"x, \"a\"", "\"a\"", true },
	{ "W/", "\"a\"", false },
	{ "W/, \"a\"", "\"a\"", true },
	{ "\"", "\"\"", false },
};
/* clang-format on */

START_TEST(a_tag_is_looked_up_in_if_none_match)
{
	const struct list *row = &lists[_i];

	ck_assert_msg(etag_listed(row->header, row->tag) == row->listed, "%s against %s",
		row->header ? row->header : "(none)", row->tag);
}
END_TEST

struct condition {
	const char *if_range, *tag;
	int64_t last_modified_ms;
	bool allowed;
};

enum { EXAMPLE_S = 784111777 }; /* Sun, 06 Nov 1994 08:49:37 GMT */

/* clang-format off */
static const struct condition conditions[] = {
	{ NULL, "\"a\"", 0, true },
	{ "\"a\"", "\"a\"", 0, true },
	{ "\"a\"", "\"b\"", 0, false },
	{ "\"a\", \"b\"", "\"a\"", 0, false },
	/* a weak tag never promises the same bytes */
	{ "W/\"a\"", "\"a\"", 0, false },
	{ "W/\"a\"", "W/\"a\"", 0, false },
	{ "\"a\"", "W/\"a\"", 0, false },
	{ "Sun, 06 Nov 1994 08:49:37 GMT", "\"a\"", EXAMPLE_S * INT64_C(1000), true },
	{ "Sun, 06 Nov 1994 08:49:37 GMT", "\"a\"", EXAMPLE_S * INT64_C(1000) + 999, true },
	{ "Sun, 06 Nov 1994 08:49:37 GMT", "\"a\"", EXAMPLE_S * INT64_C(1000) - 1, true },
	{ "Sun, 06 Nov 1994 08:49:37 GMT", "\"a\"", EXAMPLE_S * INT64_C(1000) + 1000, false },
	{ "a", "\"a\"", 0, false },
	{ "", "\"a\"", 0, false },
	{ "*", "\"a\"", 0, false },
};
/* clang-format on */

START_TEST(if_range_wants_the_same_bytes)
{
	const struct condition *row = &conditions[_i];
	bool allowed = etag_allows_range(row->if_range, row->tag, row->last_modified_ms);

	ck_assert_msg(allowed == row->allowed, "%s against %s and %jd",
		row->if_range ? row->if_range : "(none)", row->tag,
		(intmax_t)row->last_modified_ms);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("etag");

	tcase_add_loop_test(cases, a_body_gets_the_weak_tag_of_express, 0, (int)ARRAY_LEN(bodies));
	tcase_add_test(cases, the_length_in_a_weak_tag_is_hexadecimal);
	tcase_add_loop_test(cases, a_tag_is_looked_up_in_if_none_match, 0, (int)ARRAY_LEN(lists));
	tcase_add_loop_test(cases, if_range_wants_the_same_bytes, 0, (int)ARRAY_LEN(conditions));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
