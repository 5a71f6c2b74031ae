/* Query strings: cutting, decoding, refusals, limits. */
#include "http/query.h"
#include "tests/support/check_main.h"

#include <string.h>

/* `want`: each parameter as name>value;raw and a bar; or the error's text. */
struct row {
	const char *text, *want;
	bool bad;
};

/* clang-format off */
static const struct row rows[] = {
	{ NULL, "", false },
	{ "", "", false },
	{ "a=1", "a>1;a=1|", false },
	{ "a=1&b=2", "a>1;a=1|b>2;b=2|", false },
	{ "a", "a>;a|", false },
	{ "a=", "a>;a=|", false },
	{ "=x", ">x;=x|", false },
	{ "=", ">;=|", false },
	{ "a=b=c", "a>b=c;a=b=c|", false },
	{ "&", "", false },
	{ "&&a=1&&b=2&", "a>1;a=1|b>2;b=2|", false },
	{ "a=1;b=2", "a>1;b=2;a=1;b=2|", false },
	{ "a=x+y%2Bz", "a>x y+z;a=x+y%2Bz|", false },
	{ "a%20b+c=1", "a b c>1;a%20b+c=1|", false },
	{ "tr=w-100%2Ch-50&%74r=2", "tr>w-100,h-50;tr=w-100%2Ch-50|tr>2;%74r=2|", false },
	{ "q=%26%3D%25", "q>&=%;q=%26%3D%25|", false },
	{ "q=%c3%A9", "q>\xc3\xa9;q=%c3%A9|", false },
	{ "q=\xc3\xa9", "q>\xc3\xa9;q=\xc3\xa9|", false },
	{ "a=1&a=2", "a>1;a=1|a>2;a=2|", false },
	{ "a?=/?#", "a?>/?#;a?=/?#|", false },
	{ "ok=1&limit=%", "the query parameter \"limit\" holds a broken percent escape", true },
	{ "limit=%4", "the query parameter \"limit\" holds a broken percent escape", true },
	{ "limit=%4g", "the query parameter \"limit\" holds a broken percent escape", true },
	{ "x=%00", "the query parameter \"x\" holds a NUL byte", true },
	{ "x=a%00b", "the query parameter \"x\" holds a NUL byte", true },
	{ "x=%ff", "the query parameter \"x\" holds bytes that are not UTF-8", true },
	{ "x=%c0%af", "the query parameter \"x\" holds bytes that are not UTF-8", true },
	{ "x=%ed%a0%80", "the query parameter \"x\" holds bytes that are not UTF-8", true },
	{ "x=\xe9", "the query parameter \"x\" holds bytes that are not UTF-8", true },
	{ "a=1&&%zz=1", "the name of query parameter 2 holds a broken percent escape", true },
	{ "%00=1", "the name of query parameter 1 holds a NUL byte", true },
	{ "%80", "the name of query parameter 1 holds bytes that are not UTF-8", true },
};
/* clang-format on */

static const char *render(struct arena *a, const struct query *q)
{
	const char *text = "";

	for (size_t i = 0; i < q->count; i++) {
		const struct query_param *p = &q->params[i];
		text = arena_printf(
			a, "%s%s>%s;%.*s|", text, p->name, p->value, (int)p->raw.n, p->raw.p);
	}
	return text;
}

START_TEST(a_query_is_cut_and_decoded_or_refused)
{
	const struct row *row = &rows[_i];
	const char *label = row->text ? row->text : "(none)";
	struct scope s = scope_open();
	struct query q;
	bool ok = query_parse(&s, row->text, &q);

	ck_assert_msg(ok == !row->bad, "%s: verdict %d: %s", label, ok, s.err.msg ? s.err.msg : "");
	const char *got = ok ? render(s.arena, &q) : s.err.msg;
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: got %s", label, got);
	ck_assert_msg(
		s.err.code == (ok ? ERR_NONE : ERR_INVALID), "%s: code %d", label, s.err.code);
	scope_close(&s);
}
END_TEST

START_TEST(the_first_parameter_of_a_name_is_found)
{
	struct scope s = scope_open();
	struct query q;

	ck_assert(query_parse(&s, "a=1&b=2&a=3&%62=4&e", &q));
	ck_assert_str_eq(query_get(&q, "a"), "1");
	ck_assert_str_eq(query_get(&q, "b"), "2");
	ck_assert_str_eq(query_get(&q, "e"), "");
	ck_assert_ptr_null(query_get(&q, "A"));
	ck_assert_ptr_null(query_get(&q, "c"));
	ck_assert(query_parse(&s, NULL, &q));
	ck_assert_ptr_null(query_get(&q, "a"));
	scope_close(&s);
}
END_TEST

START_TEST(two_hundred_parameters_are_the_limit)
{
	char text[(QUERY_MAX_PARAMS + 1) * 3 + 1] = "";
	struct scope s = scope_open();
	struct query q;

	/* Empty segments do not count. */
	for (size_t i = 0; i < QUERY_MAX_PARAMS; i++)
		memcpy(text + 3 * i, "&&a", 3);
	ck_assert(query_parse(&s, text, &q));
	ck_assert_uint_eq(q.count, QUERY_MAX_PARAMS);
	memcpy(text + (size_t)3 * QUERY_MAX_PARAMS, "&a", 2);
	ck_assert(!query_parse(&s, text, &q));
	ck_assert_str_eq(s.err.msg, "the query has more than 200 parameters: 201");
	scope_close(&s);
}
END_TEST

static const struct names_row {
	const char *text, *names, *want, *near;
} names_rows[] = {
	{ "", "", NULL, NULL },
	{ "account=x&keep=y", "account keep", NULL, NULL },
	{ "keep", "account keep", NULL, NULL },
	{ "a=1", "", "The parameter 'a' is not known here; there are none.", NULL },
	{ "acount=1", "account", "The parameter 'acount' is not known here; there is account.",
		"account" },
	{ "account=1&kep=1", "account keep limit",
		"The parameter 'kep' is not known here; there are account, keep and limit.",
		"keep" },
	{ "zzzzzz", "account keep",
		"The parameter 'zzzzzz' is not known here; there are account and keep.",
		"account, keep" },
	{ "Account=1", "account", "The parameter 'Account' is not known here; there is account.",
		"account" },
};

START_TEST(a_parameter_that_nobody_reads_is_named)
{
	const struct names_row *row = &names_rows[_i];
	struct scope s = scope_open();
	struct query q;

	ck_assert(query_parse(&s, row->text, &q));
	ck_assert_int_eq(query_check_names(&s, &q, row->names), !row->want);
	if (row->want)
		ck_assert_str_eq(s.err.msg, row->want);
	ck_assert_pstr_eq(s.err.near, row->near);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("query");

	tcase_add_loop_test(cases, a_query_is_cut_and_decoded_or_refused, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, the_first_parameter_of_a_name_is_found);
	tcase_add_loop_test(
		cases, a_parameter_that_nobody_reads_is_named, 0, (int)ARRAY_LEN(names_rows));
	tcase_add_test(cases, two_hundred_parameters_are_the_limit);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
