/* Settings from the command line, the environment and a file: what is read, which one wins, and the
 * whole text of each refusal. */
#include "base/fs.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "options/option_value.h"
#include "tests/support/check_main.h"
#include "tests/support/settings.h"

#include <unistd.h>

static char *no_environment[] = { NULL };
static char file_path[] = "/tmp/check-config-XXXXXX";

static void write_file(const char *text, size_t n)
{
	memcpy(file_path + sizeof(file_path) - 7, "XXXXXX", 6);
	int fd = mkstemp(file_path);
	ck_assert_int_ge(fd, 0);
	ck_assert(fs_write_all(fd, text, n));
	close(fd);
}

/* The same with the settings file that holds this text. */
static bool load_file(const char *text, const char *arguments, const char *variable)
{
	write_file(text, strlen(text));
	bool ok = load(arena_printf(scope.arena, "--config=%s%s%s", file_path,
			       *arguments ? " " : "", arguments),
		variable);
	unlink(file_path);
	return ok;
}

static const char *value_of(const char *name)
{
	const struct option_row *row = option_find(&config_table, view_of(name));

	ck_assert_msg(row != NULL, "no row %s", name);
	const char *text = option_value_text(scope.arena, &config, row);
	return text ? text : "(none)";
}

static void expect_refusal(bool ok, const char *label, const char *message)
{
	ck_assert_msg(!ok, "accepted: %s", label);
	ck_assert_msg(scope.err.code == ERR_INVALID, "%s: code %d", label, (int)scope.err.code);
	ck_assert_msg(strcmp(scope.err.msg, message) == 0, "%s:\n  got  %s\n  want %s", label,
		scope.err.msg, message);
}

/* ---- what is read */

START_TEST(defaults_are_as_documented)
{
	ck_assert(load("", NULL));
	ck_assert_int_eq(command, CONFIG_SERVE);
	ck_assert_str_eq(config.host, "127.0.0.1");
	ck_assert_int_eq(config.port, 4010);
	ck_assert_ptr_null(config.data);
	ck_assert_ptr_null(config.public_url);
	ck_assert_int_eq(config.auth, CONFIG_AUTH_LENIENT);
	ck_assert_uint_eq(config.account_count, 1);
	ck_assert_str_eq(config.accounts[0].id, "demo");
	ck_assert_str_eq(config.accounts[0].private_key, "private_emulator");
	ck_assert_str_eq(config.accounts[0].public_key, "public_emulator");
	ck_assert_int_eq(config.id_seed, -1);
	ck_assert_ptr_null(config.clock);
	ck_assert_int_eq(config.plan, CONFIG_PLAN_PRO);
	ck_assert_int_eq(config.allow_remote, CONFIG_REMOTE_LOOPBACK);
	ck_assert_int_eq(config.signed_urls, CONFIG_SIGNED_OPTIONAL);
	ck_assert_ptr_null(config.control_token);
	ck_assert_ptr_null(config.media_helper);
	ck_assert_int_eq(config.threads, 256);
	ck_assert_int_eq(config.log_format, LOG_TEXT);
	ck_assert_int_eq(config.log_level, LOG_INFO);
	ck_assert(!config.print_json);
	ck_assert_ptr_null(config.config_file);
}
END_TEST

/* clang-format off */
static const struct {
	const char *arguments, *name, *value;
} accepted[] = {
	{ "--port 0", "port", "0" },
	{ "--port=65535", "port", "65535" },
	{ "serve --port 1", "port", "1" },
	{ "--port 1 --port 2", "port", "2" },
	{ "--host 0.0.0.0", "host", "0.0.0.0" },
	{ "--host localhost", "host", "localhost" },
	{ "--host ::1", "host", "::1" },
	{ "--host=::", "host", "::" },
	{ "--data dir", "data", "dir" },
	{ "--data=--odd", "data", "--odd" },
	{ "--data=a=b", "data", "a=b" },
	{ "--public-url http://host", "public-url", "http://host" },
	{ "--public-url https://host:8443/base/", "public-url", "https://host:8443/base" },
	{ "--public-url HTTP://[::1]:1///", "public-url", "HTTP://[::1]:1" },
	{ "--auth lenient", "auth", "lenient" },
	{ "--auth strict", "auth", "strict" },
	{ "--id-seed 0", "id-seed", "0" },
	{ "--id-seed 9007199254740992", "id-seed", "9007199254740992" },
	{ "--clock 2026-01-02T03:04:05Z", "clock", "2026-01-02T03:04:05Z" },
	{ "--clock 1767323045", "clock", "1767323045" },
	{ "--plan free", "plan", "free" },
	{ "--plan lite", "plan", "lite" },
	{ "--allow-remote none", "allow-remote", "none" },
	{ "--allow-remote any", "allow-remote", "any" },
	{ "--signed-urls strict", "signed-urls", "strict" },
	{ "--signed-urls required", "signed-urls", "required" },
	{ "--control-token s3cret", "control-token", "(set)" },
	{ "--media-helper /bin/x", "media-helper", "/bin/x" },
	{ "--threads 8", "threads", "8" },
	{ "--threads 2000", "threads", "2000" },
	{ "--log json", "log", "json" },
	{ "--log-level debug", "log-level", "debug" },
	{ "--print-json", "print-json", "true" },
	{ "--print-json --port 1", "port", "1" },
	{ "--print-json=true", "print-json", "true" },
	{ "--print-json=1", "print-json", "true" },
	{ "--print-json --print-json=false", "print-json", "false" },
	{ "--print-json --print-json=0", "print-json", "false" },
	{ "--account a:b:c", "account", "a" },
	{ "--account a:b:c --account=D-_9:e:f", "account", "a D-_9" },
};
/* clang-format on */

START_TEST(good_values_are_read)
{
	const char *label = accepted[_i].arguments;

	ck_assert_msg(load(label, NULL), "%s: %s", label, scope.err.msg);
	const char *value = value_of(accepted[_i].name);
	ck_assert_msg(strcmp(value, accepted[_i].value) == 0, "%s: %s", label, value);
}
END_TEST

/* The words of the table stand in the order of the enums that the rest of the server reads. */
START_TEST(words_are_the_constants_they_name)
{
	static const struct {
		const char *arguments;
		size_t offset;
		int constant;
	} rows[] = {
		{ "--auth strict", offsetof(struct config, auth), CONFIG_AUTH_STRICT },
		{ "--plan free", offsetof(struct config, plan), CONFIG_PLAN_FREE },
		{ "--plan lite", offsetof(struct config, plan), CONFIG_PLAN_LITE },
		{ "--allow-remote none", offsetof(struct config, allow_remote),
			CONFIG_REMOTE_NONE },
		{ "--allow-remote any", offsetof(struct config, allow_remote), CONFIG_REMOTE_ANY },
		{ "--signed-urls strict", offsetof(struct config, signed_urls),
			CONFIG_SIGNED_STRICT },
		{ "--signed-urls required", offsetof(struct config, signed_urls),
			CONFIG_SIGNED_REQUIRED },
		{ "--log json", offsetof(struct config, log_format), LOG_JSON },
		{ "--log-level error", offsetof(struct config, log_level), LOG_ERROR },
		{ "--log-level warn", offsetof(struct config, log_level), LOG_WARN },
		{ "--log-level debug", offsetof(struct config, log_level), LOG_DEBUG },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int value;
		ck_assert_msg(load(rows[i].arguments, NULL), "%s", rows[i].arguments);
		memcpy(&value, (const char *)&config + rows[i].offset, sizeof(value));
		ck_assert_msg(value == rows[i].constant, "%s: %d", rows[i].arguments, value);
	}
}
END_TEST

START_TEST(commands_are_recognised)
{
	static const struct {
		const char *arguments;
		enum config_command command;
	} rows[] = {
		{ "serve", CONFIG_SERVE },
		{ "exec --help", CONFIG_HELP },
		{ "healthcheck -h", CONFIG_HELP },
		{ "version", CONFIG_VERSION },
		{ "--version", CONFIG_VERSION },
		{ "help", CONFIG_HELP },
		{ "--help", CONFIG_HELP },
		{ "-h", CONFIG_HELP },
		{ "serve --help", CONFIG_HELP },
		{ "--port 70000 -h --nonsense", CONFIG_HELP },
		{ "--help-markdown", CONFIG_HELP_MARKDOWN },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		/* A bad environment must not keep anybody from the help. */
		const char *variable =
			rows[i].command == CONFIG_SERVE ? NULL : "IMAGEKIT_EMULATOR_X=1";
		ck_assert_msg(load(rows[i].arguments, variable), "%s: %s", rows[i].arguments,
			scope.err.msg);
		ck_assert_msg(
			command == rows[i].command, "%s: %d", rows[i].arguments, (int)command);
	}
}
END_TEST

START_TEST(no_arguments_at_all_are_fine)
{
	char *none[] = { NULL };

	ck_assert(config_load(&scope, 0, none, no_environment, &config, &command));
	ck_assert_int_eq(config.port, 4010);
}
END_TEST

/* ---- which one wins */

START_TEST(flag_beats_environment_beats_file_beats_default)
{
	ck_assert(load_file("port = 1\n", "", NULL));
	ck_assert_int_eq(config.port, 1);
	ck_assert_str_eq(config.config_file, file_path);
	ck_assert(load_file("port = 1\n", "", "IMAGEKIT_EMULATOR_PORT=2"));
	ck_assert_int_eq(config.port, 2);
	ck_assert(load_file("port = 1\n", "--port 3", "IMAGEKIT_EMULATOR_PORT=2"));
	ck_assert_int_eq(config.port, 3);
	ck_assert(load("--port 3", "IMAGEKIT_EMULATOR_PORT=2"));
	ck_assert_int_eq(config.port, 3);
}
END_TEST

START_TEST(accounts_of_a_stronger_source_replace_the_weaker)
{
	static const char file[] = "account = f1:a:b\naccount = f2:c:d\n";

	ck_assert(load_file(file, "", NULL));
	ck_assert_str_eq(value_of("account"), "f1 f2");
	ck_assert(load_file(file, "", "IMAGEKIT_EMULATOR_ACCOUNT=e1:a:b, e2:c:d\te3:e:f,"));
	ck_assert_str_eq(value_of("account"), "e1 e2 e3");
	/* The same keys as below them: no clash, since those are gone. */
	ck_assert(load_file(file, "--account f1:a:b", "IMAGEKIT_EMULATOR_ACCOUNT=e1:a:b"));
	ck_assert_str_eq(value_of("account"), "f1");
	ck_assert(load("--account demo:private_emulator:public_emulator", NULL));
	ck_assert_uint_eq(config.account_count, 1);
}
END_TEST

START_TEST(environment_names_the_file)
{
	write_file("threads = 9\n", 12);
	bool ok = load("", arena_printf(scope.arena, "IMAGEKIT_EMULATOR_CONFIG=%s", file_path));
	unlink(file_path);
	ck_assert(ok);
	ck_assert_int_eq(config.threads, 9);
}
END_TEST

START_TEST(every_setting_has_its_variable)
{
	ck_assert(load("", "IMAGEKIT_EMULATOR_PUBLIC_URL=http://x/"));
	ck_assert_str_eq(config.public_url, "http://x");
	ck_assert(load("", "IMAGEKIT_EMULATOR_PRINT_JSON=1"));
	ck_assert(config.print_json);
}
END_TEST

START_TEST(variables_that_are_no_settings_are_let_be)
{
	static const char *const rows[] = {
		"IMAGEKIT_EMULATOR_PORT=",
		"IMAGEKIT_EMULATOR_ACCOUNT= ,",
		"IMAGEKIT_EMULATORX=1",
		"IMAGEKIT=1",
		"PORT=7",
		"broken",
		/* what Kubernetes sets for a service of that name */
		"IMAGEKIT_EMULATOR_PORT=tcp://10.0.0.1:4010",
		"IMAGEKIT_EMULATOR_PORT_4010_TCP_ADDR=10.0.0.1",
		"IMAGEKIT_EMULATOR_SERVICE_HOST=10.0.0.1",
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg(load("", rows[i]), "%s: %s", rows[i], scope.err.msg);
		ck_assert_msg(config.port == 4010, "%s", rows[i]);
		ck_assert_msg(config.account_count == 1, "%s", rows[i]);
	}
}
END_TEST

/* ---- the file */

START_TEST(a_file_has_comments_blanks_and_any_line_end)
{
	static const char file[] = "\xEF\xBB\xBF# heading\r\n"
				   "\r\n"
				   "  port=12   # why\r\n"
				   "\tdata =  /a b#c \t\r\n"
				   "#threads = 1\n"
				   "print-json = true\n"
				   "   \n"
				   "clock = 1767323045";

	ck_assert_msg(load_file(file, "", NULL), "%s", scope.err.msg);
	ck_assert_int_eq(config.port, 12);
	ck_assert_str_eq(config.data, "/a b#c");
	ck_assert_int_eq(config.threads, 256);
	ck_assert(config.print_json);
	ck_assert_str_eq(config.clock, "1767323045");
}
END_TEST

/* clang-format off */
static const struct {
	const char *text, *message; /* %s: the path */
} bad_files[] = {
	{ "\n\nprot = 1\n", "%s:3: unknown setting 'prot'; did you mean port?" },
	{ "--port = 1\n", "%s:1: unknown setting '--port'; did you mean port?" },
	{ "zzzzzzzz = 1\n", "%s:1: unknown setting 'zzzzzzzz'; see --help" },
	{ "= 1\n", "%s:1: unknown setting ''; see --help" },
	{ "port\n", "%s:1: expected 'name = value'" },
	{ "# x\nport = 1 2\n",
	  "--port: bad value '1 2' (from %s:2); accepted is a whole number from 0 to 65535" },
	{ "data =\n", "--data needs a value (from %s:1); accepted is a path" },
	{ "data = # none\n", "--data needs a value (from %s:1); accepted is a path" },
	{ "data = \"x\"\n", "%s:1: data: write the value without quotes" },
	{ "data = 'x'\n", "%s:1: data: write the value without quotes" },
	{ "config = other\n", "%s:1: a file cannot name another file" },
	{ "help = true\n", "%s:1: unknown setting 'help'; see --help" },
};
/* clang-format on */

/* The message with the file's path for each %s. */
static const char *with_path(const char *pattern)
{
	const char *at = strstr(pattern, "%s");

	return arena_printf(
		scope.arena, "%.*s%s%s", (int)(at - pattern), pattern, file_path, at + 2);
}

START_TEST(bad_lines_are_refused_with_their_number)
{
	bool ok = load_file(bad_files[_i].text, "", NULL);

	expect_refusal(ok, bad_files[_i].text, with_path(bad_files[_i].message));
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_refused)
{
	ck_assert(!load("--config /nonexistent/settings", NULL));
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strncmp(scope.err.msg, "--config: ", 10) == 0 &&
			      strstr(scope.err.msg, "/nonexistent/settings"),
		"%s", scope.err.msg);
}
END_TEST

START_TEST(a_file_with_nul_bytes_is_refused)
{
	write_file("port = 1\0\n", 10);
	bool ok = load(arena_printf(scope.arena, "--config %s", file_path), NULL);
	unlink(file_path);
	expect_refusal(ok, "NUL", with_path("--config: %s is not a text file"));
}
END_TEST

/* ---- refusals */

#define LINE   " (from the command line); accepted is "
#define PORTS  "a whole number from 0 to 65535"
#define HOSTS  "an IPv4 or IPv6 address, or localhost"
#define URLS   "an http or https URL without user, query and fragment"
#define TIMES  "a time such as 2026-01-02T03:04:05Z, or Unix seconds"
#define TOKENS "printable ASCII characters without blanks"
#define HIDDEN ": bad value (from the command line, not shown); accepted is "
#define SHAPE                                                                                      \
	"ID:PRIVATE:PUBLIC[:SECRET], where ID has 1 to 64 of A-Z a-z 0-9 _ - and the others have " \
	"no"                                                                                       \
	" blanks"

/* clang-format off */
static const struct {
	const char *arguments, *message;
} refused[] = {
	{ "--prot 1", "unknown option --prot; did you mean --port?" },
	{ "--PORT 1", "unknown option --PORT; see --help" },
	{ "--prot=secret", "unknown option --prot; did you mean --port?" },
	{ "-port 1", "unknown option -port; did you mean --port?" },
	{ "-p", "unknown option -p; see --help" },
	{ "-", "unknown option -; see --help" },
	{ "--", "unknown option --; see --help" },
	{ "--=1", "unknown option --; see --help" },
	{ "--hlep", "unknown option --hlep; did you mean --help?" },
	{ "--help=1", "--help takes no value" },
	{ "--acount a:b:c", "unknown option --acount; did you mean --account?" },
	{ "--loglevel=info", "unknown option --loglevel; did you mean --log-level?" },
	{ "--public_url x", "unknown option --public_url; did you mean --public-url?" },
	{ "--a-name-that-is-far-too-long-to-be-any-of-ours",
	  "unknown option --a-name-that-is-far-too-long-to-be-any-of-ours; see --help" },
	{ "sreve", "unknown command 'sreve'; did you mean serve?" },
	{ "whatever", "unknown command 'whatever'; see --help" },
	{ "help-markdown", "unknown command 'help-markdown'; see --help" },
	{ "--port 1 serve", "unexpected argument 'serve'; options start with -- and a command comes"
	  " first (see --help)" },
	{ "--print-json false", "unexpected argument 'false'; options start with -- and a command"
	  " comes first (see --help)" },
	{ "--port", "--port needs a value" LINE PORTS },
	{ "--port --host ::1", "--port needs a value" LINE PORTS },
	{ "--port=", "--port needs a value" LINE PORTS },
	{ "--config=", "--config needs a value" LINE "a path" },
	{ "--port 65536", "--port: bad value '65536'" LINE PORTS },
	{ "--port -1", "--port: bad value '-1'" LINE PORTS },
	{ "--port 4010x", "--port: bad value '4010x'" LINE PORTS },
	{ "--port +1", "--port: bad value '+1'" LINE PORTS },
	{ "--port 99999999999999999999", "--port: bad value '99999999999999999999'" LINE PORTS },
	{ "--port 1 --port x", "--port: bad value 'x'" LINE PORTS },
	{ "--threads 7", "--threads: bad value '7'" LINE "a whole number from 8 to 2000" },
	{ "--threads 2001", "--threads: bad value '2001'" LINE "a whole number from 8 to 2000" },
	{ "--id-seed -1",
	  "--id-seed: bad value '-1'" LINE "a whole number from 0 to 9007199254740992" },
	{ "--id-seed 9007199254740993", "--id-seed: bad value '9007199254740993'" LINE
	  "a whole number from 0 to 9007199254740992" },
	{ "--host example.com", "--host: bad value 'example.com'" LINE HOSTS },
	{ "--host 1.2.3", "--host: bad value '1.2.3'" LINE HOSTS },
	{ "--host [::1]", "--host: bad value '[::1]'" LINE HOSTS },
	{ "--host 127.0.0.1:80", "--host: bad value '127.0.0.1:80'" LINE HOSTS },
	{ "--public-url host", "--public-url: bad value 'host'" LINE URLS },
	{ "--public-url ftp://host", "--public-url: bad value 'ftp://host'" LINE URLS },
	{ "--public-url http:/host", "--public-url: bad value 'http:/host'" LINE URLS },
	{ "--public-url http://", "--public-url: bad value 'http://'" LINE URLS },
	{ "--public-url http:///x", "--public-url: bad value 'http:///x'" LINE URLS },
	{ "--public-url http://:80", "--public-url: bad value 'http://:80'" LINE URLS },
	{ "--public-url http://h?q", "--public-url: bad value 'http://h?q'" LINE URLS },
	{ "--public-url http://h/#f", "--public-url: bad value 'http://h/#f'" LINE URLS },
	{ "--public-url http://u@h", "--public-url: bad value 'http://u@h'" LINE URLS },
	{ "--public-url http://h\xC3\xA9", "--public-url: bad value 'http://h\xC3\xA9'" LINE URLS },
	{ "--auth none", "--auth: bad value 'none'" LINE "lenient or strict" },
	{ "--auth STRICT", "--auth: bad value 'STRICT'" LINE "lenient or strict" },
	{ "--plan gold", "--plan: bad value 'gold'" LINE "free, lite or pro" },
	{ "--allow-remote all", "--allow-remote: bad value 'all'" LINE "none, loopback or any" },
	{ "--signed-urls no", "--signed-urls: bad value 'no'" LINE "optional, strict or required" },
	{ "--log xml", "--log: bad value 'xml'" LINE "text or json" },
	{ "--log-level all", "--log-level: bad value 'all'" LINE "error, warn, info or debug" },
	{ "--clock noon", "--clock: bad value 'noon'" LINE TIMES },
	{ "--clock 2026-13-01", "--clock: bad value '2026-13-01'" LINE TIMES },
	{ "--print-json=maybe", "--print-json: bad value 'maybe'" LINE "true or false" },
	{ "--print-json=", "--print-json needs a value" LINE "true or false" },
	{ "--control-token caf\xC3\xA9", "--control-token" HIDDEN TOKENS },
	{ "--account demo", "--account" HIDDEN SHAPE },
	{ "--account a:b", "--account" HIDDEN SHAPE },
	{ "--account a:b:c:d:e", "--account" HIDDEN SHAPE },
	{ "--account a:b:c:", "--account" HIDDEN SHAPE },
	{ "--account :b:c", "--account" HIDDEN SHAPE },
	{ "--account a::c", "--account" HIDDEN SHAPE },
	{ "--account a:b:", "--account" HIDDEN SHAPE },
	{ "--account a.b:b:c", "--account" HIDDEN SHAPE },
	{ "--account a:b\tb:c", "--account" HIDDEN SHAPE },
	{ "--account "
	  "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg:b:c",
	  "--account" HIDDEN SHAPE },
	{ "--account a:b:c --account api:d:e", "--account: the id of account number 2 (from the command"
	  " line) must not be v1, v2, api, _emulator or _case, which are paths of this server" },
	{ "--account a:b:c --account a:d:e", "--account: account number 2, 'a' (from the command"
	  " line), has the same id as account number 1; each must have its own" },
	{ "--account a:b:c --account d:e:f --account g:e:h", "--account: account number 3, 'g' (from"
	  " the command line), has the same private key as account number 2; each must have its"
	  " own" },
	{ "--account a:b:c --account d:e:c", "--account: account number 2, 'd' (from the command"
	  " line), has the same public key as account number 1; each must have its own" },
};

static const struct {
	const char *variable, *message;
} bad_variables[] = {
	{ "IMAGEKIT_EMULATOR_PROT=1", "unknown environment variable IMAGEKIT_EMULATOR_PROT; did you"
	  " mean IMAGEKIT_EMULATOR_PORT?" },
	{ "IMAGEKIT_EMULATOR_port=1", "unknown environment variable IMAGEKIT_EMULATOR_port; did you"
	  " mean IMAGEKIT_EMULATOR_PORT?" },
	{ "IMAGEKIT_EMULATOR_LOGLEVEL=",
	  "unknown environment variable IMAGEKIT_EMULATOR_LOGLEVEL; did you mean"
	  " IMAGEKIT_EMULATOR_LOG_LEVEL?" },
	{ "IMAGEKIT_EMULATOR_HELP=1",
	  "unknown environment variable IMAGEKIT_EMULATOR_HELP; see --help" },
	{ "IMAGEKIT_EMULATOR_=1", "unknown environment variable IMAGEKIT_EMULATOR_; see --help" },
	{ "IMAGEKIT_EMULATOR_PORT=x", "--port: bad value 'x' (from the environment variable"
	  " IMAGEKIT_EMULATOR_PORT); accepted is " PORTS },
	{ "IMAGEKIT_EMULATOR_PORT=tcp", "--port: bad value 'tcp' (from the environment variable"
	  " IMAGEKIT_EMULATOR_PORT); accepted is " PORTS },
	{ "IMAGEKIT_EMULATOR_ACCOUNT=a:b:c,d", "--account: bad value (from the environment variable"
	  " IMAGEKIT_EMULATOR_ACCOUNT, not shown); accepted is " SHAPE },
	{ "IMAGEKIT_EMULATOR_CONTROL_TOKEN=a b", "--control-token: bad value (from the environment"
	  " variable IMAGEKIT_EMULATOR_CONTROL_TOKEN, not shown); accepted is " TOKENS },
};
/* clang-format on */

START_TEST(bad_arguments_are_refused_and_explained)
{
	expect_refusal(
		load(refused[_i].arguments, NULL), refused[_i].arguments, refused[_i].message);
}
END_TEST

START_TEST(bad_variables_are_refused_and_explained)
{
	expect_refusal(load("", bad_variables[_i].variable), bad_variables[_i].variable,
		bad_variables[_i].message);
}
END_TEST

static TCase *reading_cases(void)
{
	TCase *cases = tcase_create("reading");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_test(cases, defaults_are_as_documented);
	tcase_add_loop_test(cases, good_values_are_read, 0, (int)ARRAY_LEN(accepted));
	tcase_add_test(cases, words_are_the_constants_they_name);
	tcase_add_test(cases, commands_are_recognised);
	tcase_add_test(cases, no_arguments_at_all_are_fine);
	tcase_add_test(cases, flag_beats_environment_beats_file_beats_default);
	tcase_add_test(cases, accounts_of_a_stronger_source_replace_the_weaker);
	tcase_add_test(cases, environment_names_the_file);
	tcase_add_test(cases, every_setting_has_its_variable);
	tcase_add_test(cases, variables_that_are_no_settings_are_let_be);
	tcase_add_test(cases, a_file_has_comments_blanks_and_any_line_end);
	return cases;
}

static TCase *refusal_cases(void)
{
	TCase *cases = tcase_create("refusals");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(
		cases, bad_lines_are_refused_with_their_number, 0, (int)ARRAY_LEN(bad_files));
	tcase_add_test(cases, a_file_that_cannot_be_read_is_refused);
	tcase_add_test(cases, a_file_with_nul_bytes_is_refused);
	tcase_add_loop_test(
		cases, bad_arguments_are_refused_and_explained, 0, (int)ARRAY_LEN(refused));
	tcase_add_loop_test(
		cases, bad_variables_are_refused_and_explained, 0, (int)ARRAY_LEN(bad_variables));
	return cases;
}

int main(void)
{
	Suite *suite = suite_create("config");

	suite_add_tcase(suite, reading_cases());
	suite_add_tcase(suite, refusal_cases());
	return check_run(suite);
}
