/* Conditions about one subject that become one, and those that must not. */
#include "search/search_fold.h"
#include "search/search_parse.h"
#include "tests/support/check_main.h"
#include "tests/support/search_examples.h"
#include "tests/support/search_print.h"

static const struct search_dialect dialect = { false, false };
static const struct search_context context = { SEARCH_EXAMPLES_NOW, search_examples_fields,
	ARRAY_LEN(search_examples_fields) };

static struct search_tree *tree_of(struct scope *s, const char *query)
{
	struct search_node *node;
	struct search_tree *tree;

	ck_assert_msg(
		search_parse(s, query, &dialect, &node) && search_check(s, node, &context, &tree),
		"%s: %s", query, s->err.msg);
	return tree;
}

static const char *printed(struct scope *s, const struct search_tree *tree)
{
	struct strbuf b = strbuf_init(s->arena, 1 << 20);

	search_print_tree(&b, tree);
	return strbuf_text(&b);
}

static const char *folded(struct scope *s, const char *query)
{
	const struct search_tree *tree = tree_of(s, query);
	const char *before = printed(s, tree);
	struct search_tree *left = NULL;

	ck_assert_int_eq(search_fold(s->arena, tree, SEARCH_FILE, &left), SEARCH_DEPENDS);
	ck_assert_str_eq(printed(s, tree), before);
	return printed(s, left);
}

struct row {
	const char *query, *same; /* a query that comes to the same conditions */
};

// clang-format off
static const struct row rows[] = {
	{ "name = \"a\" OR name = \"b\"", "name IN [\"a\", \"b\"]" },
	{ "name = \"a\" OR size > 1 OR name IN [\"b\", \"c\"]", "name IN [\"a\", \"b\", \"c\"] OR size > 1" },
	{ "name NOT = \"a\" AND name NOT = \"b\"", "name NOT IN [\"a\", \"b\"]" },
	{ "tags NOT IN [\"a\", \"b\"] AND tags NOT IN [\"c\"] AND tags NOT IN [\"a\"]",
	  "tags NOT IN [\"a\", \"b\", \"c\", \"a\"]" },
	{ "tags IN [\"a\"] OR tags IN [\"b\"]", "tags IN [\"a\", \"b\"]" },
	{ "width = 1 OR height = 1 OR width = 2 OR height = 2", "width IN [1, 2] OR height IN [1, 2]" },
	{ "path NOT = \"/a\" AND path NOT = \"/b\"", "path NOT IN [\"/a\", \"/b\"]" },
	{ "\"customMetadata.price\" = 1 OR \"customMetadata.price\" = 2",
	  "\"customMetadata.price\" IN [1, 2]" },
	{ "(name NOT = \"a\" AND name NOT = \"b\") OR size > 1", "name NOT IN [\"a\", \"b\"] OR size > 1" },
	/* `type` is decided, and what was apart stands side by side. */
	{ "type = \"file\" AND name NOT = \"a\" AND name NOT = \"b\"", "name NOT IN [\"a\", \"b\"]" },
};

static const char *const apart[] = {
	"name NOT = \"a\" OR name NOT = \"b\"",
	"tags IN [\"a\"] AND tags IN [\"b\"]",
	"name = \"a\" AND name = \"b\"",
	"name : \"a\" OR name : \"b\"",
	"name HAS \"a\" OR name HAS \"b\"",
	"name = \"a\" OR id = \"b\"",
	"name = \"a\" OR name NOT = \"b\"",
	"width > 1 OR width > 2",
	"tags EXISTS OR tags EXISTS",
	"\"embeddedMetadata.LocationTaken\" = \"1,1 5km\" OR \"embeddedMetadata.LocationTaken\" = \"2,2 5km\"",
};
// clang-format on

START_TEST(conditions_on_one_subject_become_one)
{
	struct scope s = scope_open();
	const char *got = folded(&s, rows[_i].query);
	const char *want = printed(&s, tree_of(&s, rows[_i].same));

	ck_assert_msg(strcmp(got, want) == 0, "%s: %s", rows[_i].query, got);
	scope_close(&s);
}
END_TEST

START_TEST(conditions_of_another_meaning_stay_apart)
{
	struct scope s = scope_open();
	const char *got = folded(&s, apart[_i]);
	const char *want = printed(&s, tree_of(&s, apart[_i]));

	ck_assert_msg(strcmp(got, want) == 0, "%s: %s", apart[_i], got);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("search");
	TCase *cases = tcase_create("search_merge");

	tcase_add_loop_test(cases, conditions_on_one_subject_become_one, 0, (int)ARRAY_LEN(rows));
	tcase_add_loop_test(
		cases, conditions_of_another_meaning_stay_apart, 0, (int)ARRAY_LEN(apart));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
