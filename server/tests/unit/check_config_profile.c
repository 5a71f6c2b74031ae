/* --profile: it moves defaults, from wherever it is named, and never what somebody has written. */
#include "base/scope.h"
#include "config/config_load.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "options/option_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <stdio.h>
#include <unistd.h>

enum { MAX_ARGUMENTS = 8 };

static struct config config;

/* Arguments with blanks between them, one variable or NULL, and the text of a file or NULL. */
struct row {
	const char *arguments, *variable, *file;
	const char *wanted; /* rate limits, delay of jobs, of purges, of the index */
};

static const struct row rows[] = {
	{ "", NULL, NULL, "none 0 0 0" },
	{ "--profile fast", NULL, NULL, "none 0 0 0" },
	{ "--profile realistic", NULL, NULL, "documented 2 5 2" },
	{ "", "IMAGEKIT_EMULATOR_PROFILE=realistic", NULL, "documented 2 5 2" },
	{ "", NULL, "profile = realistic\n", "documented 2 5 2" },
	{ "--profile fast", "IMAGEKIT_EMULATOR_PROFILE=realistic", NULL, "none 0 0 0" },
	{ "--profile fast", NULL, "profile = realistic\n", "none 0 0 0" },
	{ "", "IMAGEKIT_EMULATOR_PROFILE=fast", "profile = realistic\n", "none 0 0 0" },
	{ "--profile realistic --job-delay 0", NULL, NULL, "documented 0 5 2" },
	{ "--job-delay 0 --profile realistic", NULL, NULL, "documented 0 5 2" },
	{ "--profile realistic", "IMAGEKIT_EMULATOR_PURGE_DELAY=60", NULL, "documented 2 60 2" },
	{ "--profile realistic", NULL, "index-delay = 7\nrate-limits = none\n", "none 2 5 7" },
	{ "--profile realistic --purge-delay=1", "IMAGEKIT_EMULATOR_PURGE_DELAY=60",
		"purge-delay = 3\n", "documented 2 1 2" },
	{ "--rate-limits documented", NULL, NULL, "documented 0 0 0" },
};

static char *write_file(const char *text)
{
	char *path = arena_strdup(scope.arena, "/tmp/check-config-profile-XXXXXX");
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	return path;
}

static bool load(const struct row *row)
{
	char *argv[MAX_ARGUMENTS] = { arena_strdup(scope.arena, "imagekit-emulator") };
	char *env[] = { row->variable ? arena_strdup(scope.arena, row->variable) : NULL, NULL };
	char *path = row->file ? write_file(row->file) : NULL;
	struct view rest = view_of(row->arguments);
	enum config_command command;
	int argc = 1;

	while (rest.n > 0) {
		struct view word = view_split(&rest, ' ');
		argv[argc++] = arena_strndup(scope.arena, word.p, word.n);
	}
	if (path)
		argv[argc++] = arena_printf(scope.arena, "--config=%s", path);
	bool ok = config_load(&scope, argc, argv, env, &config, &command);
	if (path)
		unlink(path);
	return ok;
}

static const char *value_of(const char *name)
{
	return option_value_text(scope.arena, &config, option_find(&config_table, view_of(name)));
}

START_TEST(what_is_written_beats_the_profile_which_beats_the_default)
{
	const struct row *row = &rows[_i];

	ck_assert_msg(load(row), "row %d: %s", _i, scope.err.msg);
	const char *got = arena_printf(scope.arena, "%s %s %s %s", value_of("rate-limits"),
		value_of("job-delay"), value_of("purge-delay"), value_of("index-delay"));
	ck_assert_msg(strcmp(got, row->wanted) == 0, "row %d (%s): got %s, not %s", _i,
		row->arguments, got, row->wanted);
}
END_TEST

/* The sources are read twice then. */
START_TEST(accounts_are_not_doubled)
{
	const struct row row = { "--profile realistic --account a:b:c --account d:e:f", NULL, NULL,
		NULL };

	ck_assert_msg(load(&row), "%s", scope.err.msg);
	ck_assert_uint_eq(config.account_count, 2);
	ck_assert_str_eq(value_of("account"), "a d");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *tests = tcase_create("profile");

	tcase_add_checked_fixture(tests, open_scope, close_scope);
	tcase_add_loop_test(tests, what_is_written_beats_the_profile_which_beats_the_default, 0,
		(int)ARRAY_LEN(rows));
	tcase_add_test(tests, accounts_are_not_doubled);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
