/* Queries as trees: the documented examples, grouping, escapes, positions, refusals, limits. */
#include "search/search_parse.h"
#include "tests/support/check_main.h"
#include "tests/support/search_examples.h"
#include "tests/support/search_print.h"

static const struct search_dialect strict_dialect = { false, false };
static const struct search_dialect checks_dialect = { true, true };

static const char *printed(struct scope *s, const char *text, const struct search_dialect *dialect)
{
	struct strbuf b = strbuf_init(s->arena, 1 << 20);
	struct search_node *node;

	if (!search_parse(s, text, dialect, &node))
		return s->err.msg;
	search_print_node(&b, node);
	return strbuf_text(&b);
}

static void expect(const char *query, const char *want, const struct search_dialect *dialect)
{
	struct scope s = scope_open();
	const char *got = printed(&s, query, dialect);

	ck_assert_msg(strcmp(got, want) == 0, "%s: got %s", query, got);
	ck_assert_msg(s.err.code == ERR_NONE, "%s: code %d", query, s.err.code);
	scope_close(&s);
}

START_TEST(a_documented_query_is_parsed)
{
	const struct search_example *row = &search_examples[_i];

	expect(row->query, row->parsed ? row->parsed : row->query, &strict_dialect);
}
END_TEST

struct row {
	const char *query, *want;
};

/* clang-format off */
static const struct row trees[] = {
	/* Precedence and flattening. */
	{ "a=1 AND b=2 OR c=3", "a = 1 AND b = 2 OR c = 3" },
	{ "a=1 OR b=2 AND c=3", "a = 1 OR b = 2 AND c = 3" },
	{ "(a=1 OR b=2) AND c=3", "(a = 1 OR b = 2) AND c = 3" },
	{ "(a=1 AND b=2) AND c=3", "a = 1 AND b = 2 AND c = 3" },
	{ "a=1 AND (b=2 AND (c=3 AND d=4))", "a = 1 AND b = 2 AND c = 3 AND d = 4" },
	{ "a=1 OR (b=2 OR c=3) OR d=4", "a = 1 OR b = 2 OR c = 3 OR d = 4" },
	{ "(a=1 OR b=2) AND (c=3 OR d=4)", "(a = 1 OR b = 2) AND (c = 3 OR d = 4)" },
	{ "((((a=1))))", "a = 1" },
	{ "((a=1 AND b=2) OR c=3) AND d=4", "(a = 1 AND b = 2 OR c = 3) AND d = 4" },
	/* Blanks are needed only between words. */
	{ " \t\r\n a = 1 \n", "a = 1" },
	{ "(a=1)AND(b=2)OR(c=3)", "a = 1 AND b = 2 OR c = 3" },
	{ "name:\"x\"AND size>=5", "name : \"x\" AND size >= 5" },
	{ "a NOT=1", "a NOT = 1" },
	{ "a  NOT   IN[1,2]AND b EXISTS", "a NOT IN [1, 2] AND b EXISTS" },
	{ "a IN [ 1 ,2 , \"3\" ]", "a IN [1, 2, \"3\"]" },
	{ "a<=1 AND b<1 AND c>1 AND d>=1", "a <= 1 AND b < 1 AND c > 1 AND d >= 1" },
	/* Bare values end at blanks, commas and brackets. */
	{ "at > 2020-01-01T12:00:00.000+05:30", "at > 2020-01-01T12:00:00.000+05:30" },
	{ "(at<2d)", "at < 2d" },
	{ "a = b=c:d", "a = b=c:d" },
	{ "a = true AND b = -1.5e3", "a = true AND b = -1.5e3" },
	{ "a = 'x'", "a = 'x'" },
	{ "a = 'x y' OR b = 'z'", "a = 'x y' OR b = 'z'" },
	/* Quoted fields; lower-case keywords are fields. */
	{ "\"name\" = \"x\"", "name = \"x\"" },
	{ "\"AND\" = 1", "\"AND\" = 1" },
	{ "in IN [1]", "in IN [1]" },
	{ "\"\" EXISTS", "\"\" EXISTS" },
	{ "\"a b\" EXISTS", "\"a b\" EXISTS" },
	/* Escapes. */
	{ "a = \"\"", "a = \"\"" },
	{ "a = \"say \\\"x\\\"\"", "a = \"say \\\"x\\\"\"" },
	{ "a = \"c:\\\\d\"", "a = \"c:\\\\d\"" },
	{ "a = \"c:\\d\"", "a = \"c:\\\\d\"" },
	{ "a = \"\\\\\"", "a = \"\\\\\"" },
	{ "a = \"\\\\\\\"\"", "a = \"\\\\\\\"\"" },
	{ "a = \"AND ) ] , (\"", "a = \"AND ) ] , (\"" },
	{ "a = \"é ☃ 😀\"", "a = \"é ☃ 😀\"" },
	{ "a = \"it's\"", "a = \"it's\"" },
};

static const struct row checks_trees[] = {
	{ "'request.folder' : 'sample-folder/'", "\"request.folder\" : \"sample-folder/\"" },
	{ "\"file.size\" < '1mb'", "\"file.size\" < \"1mb\"" },
	{ "file.size < 5", "\"file.size\" < 5" },
	{ "a = 'it\\'s'", "a = \"it's\"" },
	{ "a = 'say \"x\"'", "a = \"say \\\"x\\\"\"" },
	{ "a = 'c:\\\\d\\e'", "a = \"c:\\\\d\\\\e\"" },
};

struct wrong {
	const char *query, *sentence;
	size_t at;
};

static const struct wrong wrongs[] = {
	/* Fields. */
	{ "", "expected a field", 1 },
	{ "   ", "expected a field", 4 },
	{ "AND", "expected a field", 1 },
	{ "= 1", "expected a field", 1 },
	{ "a = 1 AND", "expected a field", 10 },
	{ "a = 1 AND AND b = 1", "expected a field", 11 },
	{ "a = 1 OR OR b = 1", "expected a field", 10 },
	{ "a = 1 AND )", "expected a field", 11 },
	{ "()", "expected a field", 2 },
	{ "(", "expected a field", 2 },
	{ "[1]", "expected a field", 1 },
	{ ",", "expected a field", 1 },
	{ "EXISTS a", "expected a field", 1 },
	{ "NOT a = 1", "expected a field (NOT stands after it, before =, IN or EXISTS)", 1 },
	{ "a = 1 AND NOT (b = 1)", "expected a field (NOT stands after it, before =, IN or EXISTS)", 11 },
	{ "'a' = 1", "expected a field, bare or in straight double quotes,", 1 },
	{ "`a` = 1", "expected a field, bare or in straight double quotes,", 1 },
	{ "“a” = 1", "expected a field, bare or in straight double quotes,", 1 },
	{ "customMetadata.x = 1", "expected \"customMetadata.x\" in double quotes", 1 },
	{ "a = 1 OR embeddedMetadata.Keywords EXISTS",
		"expected \"embeddedMetadata.Keywords\" in double quotes", 10 },
	/* Operators. */
	{ "name", "expected an operator after \"name\"", 5 },
	{ "name \"x\"", "expected an operator after \"name\"", 6 },
	{ "name (", "expected an operator after \"name\"", 6 },
	{ "name AND size > 5", "expected an operator after \"name\"", 6 },
	{ "name != \"x\"", "expected an operator after \"name\" (did you mean NOT =?)", 6 },
	{ "name is \"x\"", "expected an operator after \"name\" (did you mean =?)", 6 },
	{ "name LIKE \"x\"", "expected an operator after \"name\" (did you mean :?)", 6 },
	{ "name contains \"x\"", "expected an operator after \"name\" (did you mean HAS?)", 6 },
	{ "name in [\"x\"]", "expected an operator after \"name\" (did you mean IN?)", 6 },
	{ "name Has \"x\"", "expected an operator after \"name\" (did you mean HAS?)", 6 },
	{ "tags exists", "expected an operator after \"tags\" (did you mean EXISTS?)", 6 },
	{ "tags not EXISTS", "expected an operator after \"tags\" (did you mean NOT?)", 6 },
	{ "red dress", "expected an operator after \"red\"", 5 },
	{ "name NOT", "expected =, IN or EXISTS after NOT", 9 },
	{ "name NOT \"x\"", "expected =, IN or EXISTS after NOT", 10 },
	{ "name NOT HAS \"x\"", "expected =, IN or EXISTS after NOT", 10 },
	{ "name NOT : \"x\"", "expected =, IN or EXISTS after NOT", 10 },
	{ "size NOT < 5", "expected =, IN or EXISTS after NOT", 10 },
	{ "name NOT NOT IN [\"x\"]", "expected =, IN or EXISTS after NOT", 10 },
	/* Values. */
	{ "name =", "expected a value", 7 },
	{ "name = AND size > 5", "expected a value", 8 },
	{ "name == \"x\"", "expected a value", 7 },
	{ "size > = 5", "expected a value", 8 },
	{ "name = )", "expected a value", 8 },
	{ "name HAS", "expected a value", 9 },
	{ "name = (\"x\")", "expected a value", 8 },
	{ "name = [\"x\"]", "expected one value (a list goes with IN)", 8 },
	{ "name = “x”", "expected a value in straight double quotes", 8 },
	{ "name = ‘x’", "expected a value in straight double quotes", 8 },
	{ "name = `x`", "expected a value in straight double quotes", 8 },
	{ "name = \"x", "expected a closing double quote for the text that begins", 8 },
	{ "name = \"x\\\"", "expected a closing double quote for the text that begins", 8 },
	{ "name = \"", "expected a closing double quote for the text that begins", 8 },
	{ "\"name = 1", "expected a closing double quote for the text that begins", 1 },
	/* Lists. */
	{ "name IN", "expected a list in brackets after IN", 8 },
	{ "name IN \"x\"", "expected a list in brackets after IN", 9 },
	{ "name NOT IN (\"x\")", "expected a list in brackets after NOT IN", 13 },
	{ "name IN []", "expected a value", 10 },
	{ "name IN [\"x\",]", "expected a value", 14 },
	{ "name IN [,\"x\"]", "expected a value", 10 },
	{ "name IN [\"x\" \"y\"]", "expected a comma or ] in a list", 14 },
	{ "name IN [\"x\"", "expected a comma or ] in a list", 13 },
	{ "name IN [\"x\")", "expected a comma or ] in a list", 13 },
	{ "name IN [[\"x\"]]", "expected one value (a list goes with IN)", 10 },
	/* What follows. */
	{ "a = 1 b = 2", "expected AND, OR or the end of the query", 7 },
	{ "a = \"x\"\"y\"", "expected AND, OR or the end of the query", 8 },
	{ "a EXISTS \"x\"", "expected AND, OR or the end of the query", 10 },
	{ "a = 1)", "expected AND, OR or the end of the query", 6 },
	{ "a = 1]", "expected AND, OR or the end of the query", 6 },
	{ "a = 1, b = 2", "expected AND, OR or the end of the query", 6 },
	{ "a = 1 NOT b = 2", "expected AND, OR or the end of the query", 7 },
	{ "a = red dress", "expected AND, OR or the end of the query", 9 },
	{ "a = 1 and b = 2", "expected AND, OR or the end of the query (did you mean AND?)", 7 },
	{ "a = 1 || b = 2", "expected AND, OR or the end of the query (did you mean OR?)", 7 },
	{ "(a = 1", "expected AND, OR or )", 7 },
	{ "((a = 1) AND b = 2", "expected AND, OR or )", 19 },
	{ "(a = 1 Or b = 2)", "expected AND, OR or ) (did you mean OR?)", 8 },
	{ "(a = 1 && b = 2)", "expected AND, OR or ) (did you mean AND?)", 8 },
	/* Positions count characters. */
	{ "a = \"é☃😀\" b", "expected AND, OR or the end of the query", 11 },
	{ "\"é\" = = 1", "expected a value", 7 },
	{ "日本 ~ 1", "expected an operator after \"日本\"", 4 },
};
/* clang-format on */

START_TEST(a_query_becomes_a_tree)
{
	expect(trees[_i].query, trees[_i].want, &strict_dialect);
}
END_TEST

START_TEST(checks_take_single_quotes_and_bare_dots)
{
	expect(checks_trees[_i].query, checks_trees[_i].want, &checks_dialect);
}
END_TEST

static void expect_refusal(const char *label, const char *query, const char *sentence, size_t at)
{
	struct scope s = scope_open();
	struct search_node *node;
	const char *want = arena_printf(s.arena,
		"Invalid search query - %s at position %zu. Please refer to the documentation for "
		"syntax specification.",
		sentence, at);
	const char *position = arena_printf(s.arena, "%zu", at);

	ck_assert_msg(!search_parse(&s, query, &strict_dialect, &node), "%s: parsed", label);
	ck_assert_msg(s.err.code == ERR_INVALID, "%s: code %d", label, s.err.code);
	ck_assert_msg(strcmp(s.err.msg, want) == 0, "%s: %s", label, s.err.msg);
	ck_assert_str_eq(s.err.extra_key, "position");
	ck_assert_str_eq(s.err.extra_json, position);
	scope_close(&s);
}

START_TEST(a_wrong_query_is_refused_where_it_goes_wrong)
{
	const struct wrong *row = &wrongs[_i];

	expect_refusal(row->query, row->query, row->sentence, row->at);
}
END_TEST

START_TEST(a_long_name_is_cut_between_characters_in_messages)
{
	struct scope s = scope_open();
	struct strbuf query = strbuf_init(s.arena, 1000), sentence = strbuf_init(s.arena, 1000);

	/* 59 bytes, and the 60th is in the middle of the next character. */
	strbuf_str(&sentence, "expected an operator after \"");
	for (int i = 0; i < 59; i++) {
		strbuf_char(&query, 'x');
		strbuf_char(&sentence, 'x');
	}
	strbuf_str(&query, "ééé");
	strbuf_str(&sentence, "…\"");
	expect_refusal("long name", strbuf_text(&query), strbuf_text(&sentence), 63);
	scope_close(&s);
}
END_TEST

/* Limits */

static const char *repeated(struct arena *a, const char *start, const char *piece, int count)
{
	struct strbuf b = strbuf_init(a, 1 << 20);

	strbuf_str(&b, start);
	for (int i = 0; i < count; i++)
		strbuf_str(&b, piece);
	return strbuf_text(&b);
}

START_TEST(so_many_conditions_and_no_more)
{
	struct scope s = scope_open();
	const char *most = repeated(s.arena, "a=1", " OR a=1", SEARCH_PARSE_MAX_TERMS - 1);
	struct search_node *node;

	ck_assert(search_parse(&s, most, &strict_dialect, &node));
	expect_refusal("terms", repeated(s.arena, most, " OR b=1", 1),
		"expected at most 300 conditions", strlen(most) + 5);
	scope_close(&s);
}
END_TEST

START_TEST(so_many_values_and_no_more)
{
	struct scope s = scope_open();
	const char *most = repeated(s.arena, "a IN [1", ",1", SEARCH_PARSE_MAX_VALUES - 1);
	struct search_node *node;

	ck_assert(search_parse(&s, repeated(s.arena, most, "]", 1), &strict_dialect, &node));
	ck_assert_uint_eq(node->term->count, SEARCH_PARSE_MAX_VALUES);
	for (size_t i = 0; i < node->term->count; i++)
		ck_assert_uint_eq(node->term->values[i].at, 7 + 2 * i);
	expect_refusal("values", repeated(s.arena, most, ",2]", 1),
		"expected at most 1000 values in a list", strlen(most) + 2);
	scope_close(&s);
}
END_TEST

START_TEST(so_deep_and_no_deeper)
{
	struct scope s = scope_open();
	const char *open = repeated(s.arena, "", "(", SEARCH_PARSE_MAX_DEPTH);
	const char *most = arena_printf(s.arena, "%sa=1%s OR (b=1)", open,
		repeated(s.arena, "", ")", SEARCH_PARSE_MAX_DEPTH));
	struct search_node *node;

	ck_assert(search_parse(&s, most, &strict_dialect, &node));
	expect_refusal("depth", repeated(s.arena, open, "(", 1),
		"expected at most 50 nested parentheses", SEARCH_PARSE_MAX_DEPTH + 1);
	scope_close(&s);
}
END_TEST

START_TEST(so_long_and_no_longer)
{
	struct scope s = scope_open();
	const char *most = repeated(s.arena, "a=\"é", "x", SEARCH_PARSE_MAX_LENGTH - 6);
	struct search_node *node;

	most = repeated(s.arena, most, "\"", 1);
	ck_assert_uint_eq(strlen(most), SEARCH_PARSE_MAX_LENGTH);
	ck_assert(search_parse(&s, most, &strict_dialect, &node));
	expect_refusal("length", repeated(s.arena, most, " ", 1), "expected at most 16384 bytes",
		SEARCH_PARSE_MAX_LENGTH);
	scope_close(&s);
}
END_TEST

START_TEST(field_operator_and_value_know_where_they_stand)
{
	struct scope s = scope_open();
	struct search_node *node;

	ck_assert(search_parse(
		&s, "\"é\" = 1 AND ( b NOT IN [\"☃\", 'x'] )", &strict_dialect, &node));
	ck_assert_int_eq(node->kind, SEARCH_AND);
	const struct search_term *a = node->first->term, *b = node->first->next->term;
	ck_assert_uint_eq(a->field_at, 1);
	ck_assert_uint_eq(a->op_at, 5);
	ck_assert_uint_eq(a->values[0].at, 7);
	ck_assert_uint_eq(b->field_at, 15);
	ck_assert_uint_eq(b->op_at, 17);
	ck_assert_uint_eq(b->values[0].at, 25);
	ck_assert_uint_eq(b->values[1].at, 30);
	ck_assert_ptr_null(node->first->next->next);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("search");
	TCase *parse = tcase_create("search_parse");

	tcase_add_loop_test(
		parse, a_documented_query_is_parsed, 0, (int)ARRAY_LEN(search_examples));
	tcase_add_loop_test(parse, a_query_becomes_a_tree, 0, (int)ARRAY_LEN(trees));
	tcase_add_loop_test(
		parse, checks_take_single_quotes_and_bare_dots, 0, (int)ARRAY_LEN(checks_trees));
	tcase_add_loop_test(
		parse, a_wrong_query_is_refused_where_it_goes_wrong, 0, (int)ARRAY_LEN(wrongs));
	tcase_add_test(parse, a_long_name_is_cut_between_characters_in_messages);
	tcase_add_test(parse, so_many_conditions_and_no_more);
	tcase_add_test(parse, so_many_values_and_no_more);
	tcase_add_test(parse, so_deep_and_no_deeper);
	tcase_add_test(parse, so_long_and_no_longer);
	tcase_add_test(parse, field_operator_and_value_know_where_they_stand);
	suite_add_tcase(suite, parse);
	return check_run(suite);
}
