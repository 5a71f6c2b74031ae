/* The commands that read settings: what exec and healthcheck make of them, what they refuse, and at which
 * address a server is found. */
#include "base/log.h"
#include "config/config_address.h"
#include "config/config_table.h"
#include "tests/support/check_main.h"
#include "tests/support/settings.h"

START_TEST(exec_takes_what_follows_two_dashes_as_it_is)
{
	ck_assert(load("exec --threads 9 -- run --port 5 -- --wait", NULL));
	ck_assert_int_eq(command, CONFIG_EXEC);
	ck_assert_int_eq(config.threads, 9);
	ck_assert_str_eq(config.program[0], "run");
	ck_assert_str_eq(config.program[1], "--port");
	ck_assert_str_eq(config.program[4], "--wait");
	ck_assert_ptr_null(config.program[5]);
}
END_TEST

/* A port of its own and a quiet log, unless any source says otherwise. */
START_TEST(exec_has_defaults_of_its_own)
{
	ck_assert(load("exec -- run", NULL));
	ck_assert_int_eq(config.port, 0);
	ck_assert_int_eq(config.log_level, LOG_WARN);
	ck_assert(load("exec --port 5 --log-level debug -- run", NULL));
	ck_assert_int_eq(config.port, 5);
	ck_assert_int_eq(config.log_level, LOG_DEBUG);
	ck_assert(load("exec -- run", "IMAGEKIT_EMULATOR_PORT=6"));
	ck_assert_int_eq(config.port, 6);
}
END_TEST

START_TEST(healthcheck_has_options_of_its_own)
{
	ck_assert(load("healthcheck --port 5", NULL));
	ck_assert_int_eq(command, CONFIG_HEALTHCHECK);
	ck_assert_int_eq(config.port, 5);
	ck_assert(!config.wait);
	ck_assert_int_eq(config.timeout, 30);
	ck_assert(load("healthcheck --wait --timeout 7", "IMAGEKIT_EMULATOR_PORT=4999"));
	ck_assert_int_eq(config.port, 4999);
	ck_assert(config.wait);
	ck_assert_int_eq(config.timeout, 7);
	/* A variable for the check does not keep the server from starting beside it. */
	ck_assert(load("serve", "IMAGEKIT_EMULATOR_TIMEOUT=7"));
}
END_TEST

#define NO_COMMAND \
	"exec needs a command to run: imagekit-emulator exec [options] -- command [arguments]"

static const struct {
	const char *arguments, *message;
} refused[] = {
	{ "exec", NO_COMMAND },
	{ "exec --", NO_COMMAND },
	{ "exec --port 5", NO_COMMAND },
	{ "exec run", "unexpected argument 'run'; what exec shall run comes after --" },
	{ "exec --prot 5 -- run", "unknown option --prot; did you mean --port?" },
	{ "exec --wait -- run",
		"--wait is an option of the command 'healthcheck', which comes first" },
	{ "exce -- run", "unknown command 'exce'; did you mean exec?" },
	{ "--wait", "--wait is an option of the command 'healthcheck', which comes first" },
	{ "serve --timeout 5",
		"--timeout is an option of the command 'healthcheck', which comes first" },
	{ "--exec", "unknown option --exec; see --help" },
	{ "healthchek", "unknown command 'healthchek'; did you mean healthcheck?" },
	{ "healthcheck --", "unknown option --; see --help" },
	{ "healthcheck now",
		"unexpected argument 'now'; options start with -- and a command comes first (see "
		"--help)" },
	{ "healthcheck --timeout 0", "--timeout: bad value '0' (from the command line); accepted "
				     "is a whole number from 1 to "
				     "3600" },
};

START_TEST(slips_are_named)
{
	ck_assert_msg(!load(refused[_i].arguments, NULL), "accepted: %s", refused[_i].arguments);
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strcmp(scope.err.msg, refused[_i].message) == 0, "%s:\n  got  %s\n  want %s",
		refused[_i].arguments, scope.err.msg, refused[_i].message);
}
END_TEST

static const struct {
	const char *host, *url;
} addresses[] = {
	{ "127.0.0.1", "http://127.0.0.1:4010" },
	{ "localhost", "http://127.0.0.1:4010" },
	{ "0.0.0.0", "http://127.0.0.1:4010" },
	{ "192.0.2.7", "http://192.0.2.7:4010" },
	{ "::", "http://[::1]:4010" },
	{ "0:0::0", "http://[::1]:4010" },
	{ "::1", "http://[::1]:4010" },
	{ "2001:db8::7", "http://[2001:db8::7]:4010" },
};

START_TEST(a_server_on_all_addresses_is_found_on_the_loopback)
{
	ck_assert(load(arena_printf(scope.arena, "--host %s", addresses[_i].host), NULL));
	const char *url = config_address_url(scope.arena, &config, config.port);
	ck_assert_msg(strcmp(url, addresses[_i].url) == 0, "%s: %s", addresses[_i].host, url);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config");
	TCase *cases = tcase_create("command");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, exec_takes_what_follows_two_dashes_as_it_is);
	tcase_add_test(cases, exec_has_defaults_of_its_own);
	tcase_add_test(cases, healthcheck_has_options_of_its_own);
	tcase_add_loop_test(cases, slips_are_named, 0, (int)ARRAY_LEN(refused));
	tcase_add_loop_test(cases, a_server_on_all_addresses_is_found_on_the_loopback, 0,
		(int)ARRAY_LEN(addresses));
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
