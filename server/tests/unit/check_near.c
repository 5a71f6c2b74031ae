/* How far texts are apart, and which of many was meant. */
#include "base/near.h"
#include "base/scope.h"
#include "base/text.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct cost {
	const char *label, *a, *b;
	size_t cost;
} costs[] = {
	{ "the same", "abc", "abc", 0 },
	{ "nothing at all", "", "", 0 },
	{ "case alone", "Abc", "aBC", 1 },
	{ "a letter", "abc", "abd", 2 },
	{ "a letter, whatever the case", "ABC", "abd", 2 },
	{ "a letter more", "abc", "abcd", 2 },
	{ "all letters", "abc", "", 6 },
	{ "letters beyond ASCII are bytes", "\xc3\xa4", "\xc3\xb6", 2 },
	{ "as long as can be", X64, &(X64)[1], 2 },
	{ "too long", X64 "a", X64 "b", SIZE_MAX },
	{ "too long and the same", X64 "a", X64 "a", 0 },
	{ "too long on one side", "a", X64 "b", SIZE_MAX },
};

START_TEST(a_wrong_letter_costs_more_than_a_wrong_case)
{
	const struct cost *row = &costs[_i];

	ck_assert_msg(near_cost(row->a, row->b) == row->cost, "%s: %zu", row->label,
		near_cost(row->a, row->b));
	ck_assert_msg(near_cost(row->b, row->a) == row->cost, "%s, turned round", row->label);
}
END_TEST

static const struct choice {
	const char *label, *wanted, *offered[4], *found, *found_any;
} choices[] = {
	{ "nothing offered", "abc", { NULL }, NULL, NULL },
	{ "the nearest", "abcdef", { "abxxef", "abxdef", "abcyef" }, "abxdef", "abxdef" },
	{ "the first of equals", "abcdef", { "abcdeg", "abcdeh" }, "abcdeg", "abcdeg" },
	{ "the very same", "abc", { "abd", "abc" }, "abc", "abc" },
	{ "the case before a letter", "Abc", { "Abd", "abc" }, "abc", "abc" },
	{ "a third of the letters", "abcdef", { "abcdxx" }, "abcdxx", "abcdxx" },
	{ "more than a third", "abcdef", { "abcxxx" }, NULL, "abcxxx" },
	{ "one letter of a short text", "ab", { "ac" }, "ac", "ac" },
	{ "two letters of a short text", "ab", { "cd" }, NULL, "cd" },
	{ "nothing wanted", "", { "ab" }, NULL, "ab" },
	{ "another length", "abc", { "abcdefgh", "abcd" }, "abcd", "abcd" },
	{ "too long to compare", X64 "a", { X64 "b" }, NULL, NULL },
};

static const char *choose(struct near n, const char *const *offered)
{
	for (; *offered; offered++)
		near_offer(&n, *offered);
	return n.text;
}

START_TEST(the_nearest_is_found)
{
	const struct choice *row = &choices[_i];
	const char *found = choose(near_to(row->wanted), row->offered);
	const char *any = choose(near_to_any(row->wanted), row->offered);

	ck_assert_msg(found == row->found || (found && row->found && !strcmp(found, row->found)),
		"%s: %s", row->label, found ? found : "none");
	ck_assert_msg(
		any == row->found_any || (any && row->found_any && !strcmp(any, row->found_any)),
		"%s, however far: %s", row->label, any ? any : "none");
}
END_TEST

START_TEST(what_is_skipped_by_its_length_was_no_nearer)
{
	uint64_t state = 7;

	for (int round = 0; round < 2000; round++) {
		char texts[9][9] = { { 0 } };
		size_t least = SIZE_MAX;
		for (size_t i = 0; i < 9; i++) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407U;
			size_t n = (state >> 33) % 9;
			for (size_t j = 0; j < n; j++)
				texts[i][j] = (char)("aAbc"[state >> (40 + 2 * j) & 3]);
		}
		struct near n = near_to_any(texts[0]);
		for (size_t i = 1; i < 9; i++) {
			size_t cost = near_cost(texts[0], texts[i]);
			least = cost < least ? cost : least;
			near_offer(&n, texts[i]);
		}
		ck_assert_msg(n.text && n.cost == least, "'%s': %zu for '%s', %zu is less",
			texts[0], n.cost, n.text ? n.text : "", least);
	}
}
END_TEST

START_TEST(a_word_or_else_all_words)
{
	static const char *const words[] = { "file", "file-version", "folder", NULL };
	static const char *const none[] = { NULL };

	ck_assert_str_eq(near_word(scope.arena, words, "files"), "file");
	ck_assert_str_eq(near_word(scope.arena, words, "FOLDER"), "folder");
	ck_assert_str_eq(near_word(scope.arena, words, "zzz"), "file, file-version, folder");
	ck_assert_str_eq(near_word(scope.arena, none, "zzz"), "");
}
END_TEST

START_TEST(an_error_keeps_the_first_hint_that_fits)
{
	char *long_text = arena_alloc(scope.arena, ERR_NEAR_MAX + 2);

	memset(long_text, 'x', ERR_NEAR_MAX + 1);
	err_near(&scope, "before there was an error");
	ck_assert_ptr_null(scope.err.near);
	err_set(&scope, ERR_INVALID, "no");
	ck_assert(!err_near(&scope, long_text));
	ck_assert_ptr_null(scope.err.near);
	err_near(&scope, NULL);
	err_near(&scope, "first");
	err_near(&scope, "second");
	ck_assert_str_eq(scope.err.near, "first");
	ck_assert_str_eq(scope.err.msg, "no");
	err_clear(&scope);
	ck_assert_ptr_null(scope.err.near);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("near");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(
		cases, a_wrong_letter_costs_more_than_a_wrong_case, 0, ARRAY_LEN(costs));
	tcase_add_loop_test(cases, the_nearest_is_found, 0, ARRAY_LEN(choices));
	tcase_add_test(cases, what_is_skipped_by_its_length_was_no_nearer);
	tcase_add_test(cases, a_word_or_else_all_words);
	tcase_add_test(cases, an_error_keeps_the_first_hint_that_fits);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
