/* The table of settings: its rows agree with themselves, and with the help that is made of them. */
#include "config/config_help.h"
#include "config/config_load.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "options/option_type.h"
#include "options/option_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

static struct config config;

typedef void row_fn(const struct option_row *row);

static void each_row(row_fn *fn)
{
	for (size_t g = 0; g < config_table.group_count; g++)
		for (size_t i = 0; i < config_table.groups[g].count; i++)
			fn(&config_table.groups[g].rows[i]);
}

static void check_row(const struct option_row *row)
{
	const char *text = option_value_text(scope.arena, &config, row);
	const char *name = row->name;

	ck_assert_msg(option_find(&config_table, view_of(name)) == row, "%s is there twice", name);
	ck_assert_msg((row->fallback != NULL) != (row->unset != NULL), "%s has no default", name);
	ck_assert_msg((text == NULL) == (row->fallback == NULL), "%s: default %s", name, text);
	if (text && !row->secret)
		ck_assert_msg(strcmp(text, row->fallback) == 0, "%s: default %s", name, text);
	ck_assert_msg((row->value == NULL) == (row->type == &option_switch), "%s", name);
	ck_assert_msg((row->words != NULL) == (row->type == &option_word), "%s", name);
	ck_assert_msg(row->help[strlen(row->help) - 1] == '.', "%s: no sentence", name);
}

START_TEST(rows_are_consistent)
{
	char *none[] = { NULL };
	enum config_command command;

	ck_assert(config_load(&scope, 0, none, none, &config, &command));
	each_row(check_row);
}
END_TEST

/* Each name with one letter left out leads back to itself. */
static void check_typos(const struct option_row *row)
{
	size_t n = strlen(row->name);

	for (size_t skip = 0; skip < n; skip++) {
		const char *typo = arena_printf(
			scope.arena, "%.*s%s", (int)skip, row->name, row->name + skip + 1);
		const char *near = option_nearest(&config_table, view_of(typo), false);
		ck_assert_msg(near && strcmp(near, row->name) == 0, "%s: %s", typo, near);
	}
}

START_TEST(a_missing_letter_is_guessed)
{
	each_row(check_typos);
}
END_TEST

static void check_in_help(const struct option_row *row)
{
	const char *entry = arena_printf(scope.arena, "\n  --%s%s%s", row->name,
		row->value ? " " : "", row->value ? row->value : "");
	const char *at = strstr(config_help(&scope), entry);

	ck_assert_msg(at != NULL, "no entry for %s", row->name);
	ck_assert_msg(at[strlen(entry)] == ' ' || at[strlen(entry)] == '\n', "%s", row->name);
}

START_TEST(help_has_every_option_in_eighty_columns)
{
	struct view rest = view_of(config_help(&scope));
	size_t widest = 0;

	each_row(check_in_help);
	while (rest.p) {
		struct view line = view_split(&rest, '\n');
		ck_assert_msg(line.n <= 80, "%zu columns: %.*s", line.n, (int)line.n, line.p);
		ck_assert_msg(
			line.n == 0 || line.p[line.n - 1] != ' ', "%.*s", (int)line.n, line.p);
		widest = line.n > widest ? line.n : widest;
	}
	/* The wrapping uses the room there is. */
	ck_assert_uint_gt(widest, 75);
}
END_TEST

START_TEST(markdown_has_one_row_per_option_with_three_cells)
{
	struct view rest = view_of(config_help_markdown(&scope));
	size_t lines = 0, rows = 0;

	for (size_t g = 0; g < config_table.group_count; g++)
		rows += config_table.groups[g].count;
	while (rest.p) {
		struct view line = view_split(&rest, '\n');
		size_t bars = 0;
		for (size_t i = 0; i < line.n; i++)
			bars += line.p[i] == '|' && (i == 0 || line.p[i - 1] != '\\');
		ck_assert_msg(line.n == 0 || bars == 4, "%.*s", (int)line.n, line.p);
		lines += line.n > 0;
	}
	ck_assert_uint_eq(lines, rows + 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *cases = tcase_create("table");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, rows_are_consistent);
	tcase_add_test(cases, a_missing_letter_is_guessed);
	tcase_add_test(cases, help_has_every_option_in_eighty_columns);
	tcase_add_test(cases, markdown_has_one_row_per_option_with_three_cells);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
