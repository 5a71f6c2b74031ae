/* Seeds among the settings, and the command that only checks them. */
#include "config/config_table.h"
#include "config/config_value.h"
#include "options/option_value.h"
#include "tests/support/check_main.h"
#include "tests/support/scratch.h"
#include "tests/support/settings.h"

/* All seeds with blanks between them. */
static const char *seeds(void)
{
	const char *text = "";

	for (size_t i = 0; i < config.seed_count; i++)
		text = arena_printf(scope.arena, "%s%s%s", text, i > 0 ? " " : "", config.seeds[i]);
	return text;
}

static const struct source {
	const char *label, *arguments, *variable, *seeds;
} sources[] = {
	{ "none", "serve", NULL, "" },
	{ "flags add up", "--seed a.json --seed=b --seed a.json", NULL, "a.json b a.json" },
	{ "the environment has several", "serve",
		"IMAGEKIT_EMULATOR_SEED=a.json:/b c:", "a.json /b c" },
	{ "flags win", "--seed a", "IMAGEKIT_EMULATOR_SEED=b:c", "a" },
	{ "with a profile they are read once", "--profile realistic --seed a --seed b", NULL,
		"a b" },
	{ "exec has them", "exec --seed a -- run --seed b", NULL, "a" },
	{ "check takes operands", "seed check a.json b.json", NULL, "a.json b.json" },
	{ "and the option", "seed check --seed a b", NULL, "a b" },
	{ "but not those of the server", "seed check a", "IMAGEKIT_EMULATOR_SEED=b", "a" },
};

START_TEST(seeds_come_from_their_source)
{
	const struct source *row = &sources[_i];

	ck_assert_msg(load(row->arguments, row->variable), "%s: %s", row->label, scope.err.msg);
	ck_assert_msg(strcmp(seeds(), row->seeds) == 0, "%s: %s", row->label, seeds());
	bool checks = text_starts(row->arguments, "seed ");
	ck_assert_msg((command == CONFIG_SEED_CHECK) == checks, "%s", row->label);
}
END_TEST

START_TEST(seeds_of_a_settings_file_are_weaker_than_all_others)
{
	const char *folder = scratch_make(&scope), *path = scratch_path(&scope, folder, "settings");
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert(fputs("seed = one.json\nseed = two words # a comment\n", f) >= 0);
	ck_assert_int_eq(fclose(f), 0);
	const char *option = arena_printf(scope.arena, "--config %s", path);
	ck_assert_msg(load(option, NULL), "%s", scope.err.msg);
	ck_assert_str_eq(seeds(), "one.json two words");
	ck_assert_msg(load(option, "IMAGEKIT_EMULATOR_SEED=three"), "%s", scope.err.msg);
	ck_assert_str_eq(seeds(), "three");
	scratch_remove(folder);
}
END_TEST

START_TEST(seeds_are_shown_as_the_environment_takes_them)
{
	const struct option_row *row = option_find(&config_table, view_of("seed"));

	ck_assert(load("--seed a --seed b", NULL));
	ck_assert_str_eq(option_value_text(scope.arena, &config, row), "a:b");
	ck_assert(load("serve", NULL));
	ck_assert_ptr_null(option_value_text(scope.arena, &config, row));
}
END_TEST

static const struct refusal {
	const char *arguments, *msg;
} refusals[] = {
	{ "--seed",
		"--seed needs a value (from the command line); accepted is the path of a file or "
		"folder" },
	{ "seed", "seed needs something to do: imagekit-emulator seed check FILE... [options]" },
	{ "seed check",
		"seed needs something to do: imagekit-emulator seed check FILE... [options]" },
	{ "seed load a", "unknown command 'seed load'; did you mean seed check?" },
	{ "sed check", "unknown command 'sed'; did you mean seed?" },
	{ "seed check a --port x", "--port: bad value 'x' (from the command line); accepted is a "
				   "whole number from 0 to "
				   "65535" },
};

START_TEST(slips_are_told)
{
	const struct refusal *row = &refusals[_i];

	ck_assert_msg(!load(row->arguments, NULL), "%s", row->arguments);
	ck_assert_str_eq(scope.err.msg, row->msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *cases = tcase_create("seed");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, seeds_come_from_their_source, 0, ARRAY_LEN(sources));
	tcase_add_test(cases, seeds_of_a_settings_file_are_weaker_than_all_others);
	tcase_add_test(cases, seeds_are_shown_as_the_environment_takes_them);
	tcase_add_loop_test(cases, slips_are_told, 0, ARRAY_LEN(refusals));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
