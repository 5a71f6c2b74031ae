/* The settings, their limits and their help, in the order in which --help shows them. */
#include "config/config_table.h"

#include "config/config_profile.h"
#include "config/config_type.h"
#include "options/option_type.h"

#include <string.h>

static const char *const auth_words[] = { "lenient", "strict", NULL };
static const char *const plan_words[] = { "free", "lite", "pro", NULL };
static const char *const profile_words[] = { "fast", "realistic", NULL };
static const char *const rates_words[] = { "none", "documented", NULL };
static const char *const remote_words[] = { "none", "loopback", "any", NULL };
static const char *const signed_words[] = { "optional", "strict", "required", NULL };
static const char *const log_words[] = { "text", "json", NULL };
static const char *const level_words[] = { "error", "warn", "info", "debug", NULL };

#define MEMBER(m) .offset = offsetof(struct config, m)

/* clang-format off */
static const struct option_row listening[] = {
	{ "host", "ADDRESS", &config_type_host, MEMBER(host), .fallback = "127.0.0.1",
	  .help = "Address to listen on; localhost is 127.0.0.1 and ::1, and :: takes IPv4 in as well." },
	{ "port", "N", &option_int, MEMBER(port), .fallback = "4010", .min = 0, .max = 65535,
	  .help = "Port to listen on; 0 picks a free one." },
	{ "public-url", "URL", &option_url, MEMBER(public_url), .unset = "the Host of the request",
	  .help = "Start of the URLs in answers." },
	{ "threads", "N", &option_int, MEMBER(threads), .fallback = "256", .min = 8, .max = 2000,
	  .help = "Requests served at the same time; connections that wait do not count." },
	{ "print-json", NULL, &option_switch, MEMBER(print_json), .fallback = "false",
	  .help = "Print address, port and library as one line of JSON once ready." },
};

static const struct option_row library[] = {
	{ "data", "DIR", &option_path, MEMBER(data), .unset = "in memory, gone at exit",
	  .help = "Keep the media library in this folder." },
	{ "seed", "PATH", &config_type_seed, MEMBER(seeds), .unset = "an empty library",
	  .help = "Begin with what this JSON file says, or the files *.json of this folder; the server is"
		  " ready when they are loaded. Repeatable. A --data folder that holds something already"
		  " stays as it is; a reset goes back to the seed." },
	{ "plan", "PLAN", &option_word, MEMBER(plan), .fallback = "pro", .words = plan_words,
	  .help = "Whose documented size limits apply." },
	{ "original-creation-date", NULL, &option_switch, MEMBER(original_date), .fallback = "false",
	  .help = "Give every account the reserved custom metadata field of this name, as the service does"
		  " where the setting is on." },
	{ "media-helper", "PATH", &option_path, MEMBER(media_helper), .unset = "beside this program",
	  .help = "The program that reads and renders images." },
};

static const struct option_row access_rules[] = {
	{ "account", "ID:PRIVATE:PUBLIC[:SECRET]", &config_type_account, MEMBER(accounts),
	  .fallback = "demo:" CONFIG_DEFAULT_KEY ":public_emulator", .secret = true,
	  .help = "ImageKit id, private key, public key and webhook secret of an account. Repeatable;"
		  " the first one given replaces the default." },
	{ "auth", "MODE", &option_word, MEMBER(auth), .fallback = "lenient", .words = auth_words,
	  .help = "lenient: every private key is an account of its own, made on first sight. strict:"
		  " the accounts above, those of the seeds, and no others." },
	{ "signed-urls", "MODE", &option_word, MEMBER(signed_urls), .fallback = "optional",
	  .words = signed_words,
	  .help = "optional: a public file is delivered whatever its signature says. strict: a wrong"
		  " or expired signature is refused everywhere. required: every delivery URL must be"
		  " signed." },
	{ "allow-remote", "WHERE", &option_word, MEMBER(allow_remote), .fallback = "loopback",
	  .words = remote_words,
	  .help = "Where the server itself may connect to, such as for an upload by URL." },
	{ "control-token", "TOKEN", &option_token, MEMBER(control_token),
	  .unset = "loopback clients only", .secret = true,
	  .help = "What a client must present to use /_emulator/." },
};

static const struct option_row pace[] = {
	{ "profile", "PROFILE", &option_word, MEMBER(profile), .fallback = "fast",
	  .words = profile_words,
	  .help = "fast: everything is done at once and nothing is limited. realistic: other defaults"
		  " for the four options below." },
	{ "rate-limits", "LIMITS", &option_word, MEMBER(rate_limits), .fallback = "none",
	  .words = rates_words,
	  .help = "none: until a test sets some. documented: those of the service, for each account:"
		  " reads 100 a second and 2400 a minute, writes 20 a second and 300 a minute, purges"
		  " 1000 in 30 days; and 20 new versions of a file a minute." },
	{ "job-delay", "SECONDS", &option_int, MEMBER(job_delay), .fallback = "0",
	  .min = 0, .max = 86400,
	  .help = "How long bulk jobs take on the account's clock; 0: they are done before their"
		  " answer." },
	{ "purge-delay", "SECONDS", &option_int, MEMBER(purge_delay), .fallback = "0",
	  .min = 0, .max = 86400,
	  .help = "How long purges take on the account's clock." },
	{ "index-delay", "SECONDS", &option_int, MEMBER(index_delay), .fallback = "0",
	  .min = 0, .max = 86400,
	  .help = "How long new files, versions and folders stay out of lists and searches." },
};

static const struct option_row repeatable_runs[] = {
	{ "id-seed", "N", &option_int, MEMBER(id_seed), .unset = "random", .min = 0,
	  .max = INT64_C(1) << 53, .help = "Make the same ids in the same order each time." },
	{ "clock", "TIME", &config_type_time, MEMBER(clock), .unset = "the real time",
	  .help = "Let the clock stand still at this time." },
	{ "stateless", NULL, &option_switch, MEMBER(stateless), .fallback = "false",
	  .help = "Take back what a request changed as soon as its answer is made, so that each one"
		  " meets the library as it was at the start." },
};

static const struct option_row reporting[] = {
	{ "config", "FILE", &option_path, MEMBER(config_file), .unset = "none",
	  .help = "Read settings from a file as well." },
	{ "log", "FORMAT", &option_word, MEMBER(log_format), .fallback = "text", .words = log_words,
	  .help = "Form of the log on standard error." },
	{ "log-level", "LEVEL", &option_word, MEMBER(log_level), .fallback = "info",
	  .words = level_words, .help = "The least severe lines that are logged." },
	{ "journal-entries", "N", &option_int, MEMBER(journal_entries), .fallback = "1000",
	  .min = 0, .max = 100000,
	  .help = "The latest requests that the journal keeps; 0: none." },
	{ "journal-bytes", "N", &option_int, MEMBER(journal_bytes), .fallback = "1048576",
	  .min = 0, .max = INT64_C(64) * 1024 * 1024,
	  .help = "Memory that they may take together; 0: there is no journal." },
};

static const struct option_row health[] = {
	{ "wait", NULL, &option_switch, MEMBER(wait), .fallback = "false", .only = "healthcheck",
	  .help = "healthcheck: ask until the server is ready." },
	{ "timeout", "SECONDS", &option_int, MEMBER(timeout), .fallback = "30", .min = 1, .max = 3600,
	  .only = "healthcheck", .help = "healthcheck: give up after this time." },
};

static const struct option_group groups[] = {
	{ "Listening", listening, ARRAY_LEN(listening) },
	{ "Library", library, ARRAY_LEN(library) },
	{ "Accounts and access", access_rules, ARRAY_LEN(access_rules) },
	{ "Pace", pace, ARRAY_LEN(pace) },
	{ "Runs that repeat", repeatable_runs, ARRAY_LEN(repeatable_runs) },
	{ "Settings and log", reporting, ARRAY_LEN(reporting) },
	{ "Health check", health, ARRAY_LEN(health) },
};

static const struct option_verb verbs[] = {
	{ "serve", CONFIG_SERVE, .word = true, .settings = true,
	  .help = "Serve until stopped; this is the default." },
	{ "exec", CONFIG_EXEC, .word = true, .settings = true, .program = true,
	  .missing = "exec needs a command to run: imagekit-emulator exec [options] -- command [arguments]",
	  .help = "Run the command after -- beside a server of its own on a free port, stop both, and exit as"
		  " the command did. Unless told otherwise, the log has warnings and errors alone." },
	{ "healthcheck", CONFIG_HEALTHCHECK, .word = true, .settings = true,
	  .help = "Ask the server that these settings name whether it is ready; exit 0 or 1." },
	{ "seed", CONFIG_SEED_CHECK, .word = true, .settings = true, .second = "check", .operand = "seed",
	  .missing = "seed needs something to do: imagekit-emulator seed check FILE... [options]",
	  .help = "seed check FILE...: load seeds into a library that is thrown away; exit 0, or 2 with the line and"
		  " column of what is wrong." },
	{ "version", CONFIG_VERSION, .word = true, .flag = true, .help = "Print the version." },
	{ "help", CONFIG_HELP, .word = true, .flag = true, .help = "Print this text; also -h." },
	{ "help-markdown", CONFIG_HELP_MARKDOWN, .flag = true,
	  .help = "Print the options as a Markdown table." },
};
/* clang-format on */

const struct option_table config_table = { groups, ARRAY_LEN(groups), verbs, ARRAY_LEN(verbs),
	config_profile_remark };

const char *config_table_env(struct arena *a, const struct option_row *row)
{
	char *name = arena_printf(a, CONFIG_ENV_PREFIX "%s", row->name);

	for (char *c = name; *c; c++) {
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
		else if (*c == '-')
			*c = '_';
	}
	return name;
}
