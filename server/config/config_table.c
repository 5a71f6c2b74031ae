/* The settings, their limits and their help, in the order in which --help shows them. */
#include "config/config_table.h"

#include "base/strbuf.h"

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
static const struct config_row listening[] = {
	{ "host", "ADDRESS", CONFIG_HOST, MEMBER(host), .fallback = "127.0.0.1",
	  .help = "Address to listen on." },
	{ "port", "N", CONFIG_INT, MEMBER(port), .fallback = "4010", .min = 0, .max = 65535,
	  .help = "Port to listen on; 0 picks a free one." },
	{ "public-url", "URL", CONFIG_URL, MEMBER(public_url), .unset = "the Host of the request",
	  .help = "Start of the URLs in answers." },
	{ "threads", "N", CONFIG_INT, MEMBER(threads), .fallback = "256", .min = 8, .max = 2000,
	  .help = "Connections served at the same time." },
	{ "print-json", NULL, CONFIG_SWITCH, MEMBER(print_json), .fallback = "false",
	  .help = "Print address, port and library as one line of JSON once ready." },
};

static const struct config_row library[] = {
	{ "data", "DIR", CONFIG_PATH, MEMBER(data), .unset = "in memory, gone at exit",
	  .help = "Keep the media library in this folder." },
	{ "seed", "PATH", CONFIG_SEED, MEMBER(seeds), .unset = "an empty library",
	  .help = "Begin with what this JSON file says, or the files *.json of this folder; the server is"
		  " ready when they are loaded. Repeatable. A --data folder that holds something already"
		  " stays as it is; a reset goes back to the seed." },
	{ "plan", "PLAN", CONFIG_WORD, MEMBER(plan), .fallback = "pro", .words = plan_words,
	  .help = "Whose documented size limits apply." },
	{ "original-creation-date", NULL, CONFIG_SWITCH, MEMBER(original_date), .fallback = "false",
	  .help = "Give every account the reserved custom metadata field of this name, as the service does"
		  " where the setting is on." },
	{ "media-helper", "PATH", CONFIG_PATH, MEMBER(media_helper), .unset = "beside this program",
	  .help = "The program that reads and renders images." },
};

static const struct config_row access_rules[] = {
	{ "account", "ID:PRIVATE:PUBLIC[:SECRET]", CONFIG_ACCOUNT, MEMBER(accounts),
	  .fallback = "demo:" CONFIG_DEFAULT_KEY ":public_emulator", .secret = true,
	  .help = "ImageKit id, private key, public key and webhook secret of an account. Repeatable;"
		  " the first one given replaces the default." },
	{ "auth", "MODE", CONFIG_WORD, MEMBER(auth), .fallback = "lenient", .words = auth_words,
	  .help = "lenient: every private key is an account of its own, made on first sight. strict:"
		  " the accounts above, those of the seeds, and no others." },
	{ "signed-urls", "MODE", CONFIG_WORD, MEMBER(signed_urls), .fallback = "optional",
	  .words = signed_words,
	  .help = "optional: a public file is delivered whatever its signature says. strict: a wrong"
		  " or expired signature is refused everywhere. required: every delivery URL must be"
		  " signed." },
	{ "allow-remote", "WHERE", CONFIG_WORD, MEMBER(allow_remote), .fallback = "loopback",
	  .words = remote_words,
	  .help = "Where the server itself may connect to, such as for an upload by URL." },
	{ "control-token", "TOKEN", CONFIG_TOKEN, MEMBER(control_token),
	  .unset = "loopback clients only", .secret = true,
	  .help = "What a client must present to use /_emulator/." },
};

static const struct config_row pace[] = {
	{ "profile", "PROFILE", CONFIG_WORD, MEMBER(profile), .fallback = "fast",
	  .words = profile_words,
	  .help = "fast: everything is done at once and nothing is limited. realistic: other defaults"
		  " for the four options below." },
	{ "rate-limits", "LIMITS", CONFIG_WORD, MEMBER(rate_limits), .fallback = "none",
	  .realistic = "documented", .words = rates_words,
	  .help = "none: until a test sets some. documented: those of the service, for each account:"
		  " reads 100 a second and 2400 a minute, writes 20 a second and 300 a minute, purges"
		  " 1000 in 30 days; and 20 new versions of a file a minute." },
	{ "job-delay", "SECONDS", CONFIG_INT, MEMBER(job_delay), .fallback = "0", .realistic = "2",
	  .min = 0, .max = 86400,
	  .help = "How long bulk jobs take on the account's clock; 0: they are done before their"
		  " answer." },
	{ "purge-delay", "SECONDS", CONFIG_INT, MEMBER(purge_delay), .fallback = "0",
	  .realistic = "5", .min = 0, .max = 86400,
	  .help = "How long purges take on the account's clock." },
	{ "index-delay", "SECONDS", CONFIG_INT, MEMBER(index_delay), .fallback = "0",
	  .realistic = "2", .min = 0, .max = 86400,
	  .help = "How long new files, versions and folders stay out of lists and searches." },
};

static const struct config_row repeatable_runs[] = {
	{ "id-seed", "N", CONFIG_INT, MEMBER(id_seed), .unset = "random", .min = 0,
	  .max = INT64_C(1) << 53, .help = "Make the same ids in the same order each time." },
	{ "clock", "TIME", CONFIG_TIME, MEMBER(clock), .unset = "the real time",
	  .help = "Let the clock stand still at this time." },
	{ "stateless", NULL, CONFIG_SWITCH, MEMBER(stateless), .fallback = "false",
	  .help = "Take back what a request changed as soon as its answer is made, so that each one"
		  " meets the library as it was at the start." },
};

static const struct config_row reporting[] = {
	{ "config", "FILE", CONFIG_PATH, MEMBER(config_file), .unset = "none",
	  .help = "Read settings from a file as well." },
	{ "log", "FORMAT", CONFIG_WORD, MEMBER(log_format), .fallback = "text", .words = log_words,
	  .help = "Form of the log on standard error." },
	{ "log-level", "LEVEL", CONFIG_WORD, MEMBER(log_level), .fallback = "info",
	  .words = level_words, .help = "The least severe lines that are logged." },
	{ "journal-entries", "N", CONFIG_INT, MEMBER(journal_entries), .fallback = "1000",
	  .min = 0, .max = 100000,
	  .help = "The latest requests that the journal keeps; 0: none." },
	{ "journal-bytes", "N", CONFIG_INT, MEMBER(journal_bytes), .fallback = "1048576",
	  .min = 0, .max = INT64_C(64) * 1024 * 1024,
	  .help = "Memory that they may take together; 0: there is no journal." },
};

static const struct config_row health[] = {
	{ "wait", NULL, CONFIG_SWITCH, MEMBER(wait), .fallback = "false", .only = CONFIG_HEALTHCHECK,
	  .help = "healthcheck: ask until the server is ready." },
	{ "timeout", "SECONDS", CONFIG_INT, MEMBER(timeout), .fallback = "30", .min = 1, .max = 3600,
	  .only = CONFIG_HEALTHCHECK, .help = "healthcheck: give up after this time." },
};

const struct config_group config_table[] = {
	{ "Listening", listening, ARRAY_LEN(listening) },
	{ "Library", library, ARRAY_LEN(library) },
	{ "Accounts and access", access_rules, ARRAY_LEN(access_rules) },
	{ "Pace", pace, ARRAY_LEN(pace) },
	{ "Runs that repeat", repeatable_runs, ARRAY_LEN(repeatable_runs) },
	{ "Settings and log", reporting, ARRAY_LEN(reporting) },
	{ "Health check", health, ARRAY_LEN(health) },
};
const size_t config_table_len = ARRAY_LEN(config_table);

const struct config_verb config_table_verbs[] = {
	{ "serve", CONFIG_SERVE, true, false, true, "Serve until stopped; this is the default." },
	{ "exec", CONFIG_EXEC, true, false, true,
	  "Run the command after -- beside a server of its own on a free port, stop both, and exit as"
	  " the command did. Unless told otherwise, the log has warnings and errors alone." },
	{ "healthcheck", CONFIG_HEALTHCHECK, true, false, true,
	  "Ask the server that these settings name whether it is ready; exit 0 or 1." },
	{ "seed", CONFIG_SEED_CHECK, true, false, true,
	  "seed check FILE...: load seeds into a library that is thrown away; exit 0, or 2 with the line and"
	  " column of what is wrong." },
	{ "version", CONFIG_VERSION, true, true, false, "Print the version." },
	{ "help", CONFIG_HELP, true, true, false, "Print this text; also -h." },
	{ "help-markdown", CONFIG_HELP_MARKDOWN, false, true, false,
	  "Print the options as a Markdown table." },
};
const size_t config_table_verb_count = ARRAY_LEN(config_table_verbs);
/* clang-format on */

const struct config_row *config_table_find(struct view name)
{
	for (size_t g = 0; g < ARRAY_LEN(config_table); g++)
		for (size_t i = 0; i < config_table[g].count; i++)
			if (view_is(name, config_table[g].rows[i].name))
				return &config_table[g].rows[i];
	return NULL;
}

const char *config_table_env(struct arena *a, const struct config_row *row)
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

static const char *one_of(struct arena *a, const char *const *words)
{
	struct strbuf b = strbuf_init(a, 256);

	for (size_t i = 0; words[i]; i++) {
		if (i > 0)
			strbuf_str(&b, words[i + 1] ? ", " : " or ");
		strbuf_str(&b, words[i]);
	}
	return strbuf_text(&b);
}

static const char account_shape[] =
	"ID:PRIVATE:PUBLIC[:SECRET], where ID has 1 to 64 of A-Z a-z 0-9"
	" _ - and the others have no blanks";

const char *config_table_accepts(struct arena *a, const struct config_row *row)
{
	static const char *const by_type[CONFIG_TYPE_COUNT] = {
		[CONFIG_SWITCH] = "true or false",
		[CONFIG_PATH] = "a path",
		[CONFIG_HOST] = "an IPv4 or IPv6 address, or localhost",
		[CONFIG_URL] = "an http or https URL without user, query and fragment",
		[CONFIG_TIME] = "a time such as 2026-01-02T03:04:05Z, or Unix seconds",
		[CONFIG_TOKEN] = "printable ASCII characters without blanks",
		[CONFIG_ACCOUNT] = account_shape,
		[CONFIG_SEED] = "the path of a file or folder",
	};

	if (row->type == CONFIG_INT)
		return arena_printf(a, "a whole number from %lld to %lld", (long long)row->min,
			(long long)row->max);
	if (row->type == CONFIG_WORD)
		return one_of(a, row->words);
	return by_type[row->type];
}

/* The closest name so far. */
struct guess {
	struct view wanted;
	const char *name;
	size_t distance;
};

static struct guess guess_start(struct view name)
{
	while (name.n > 0 && name.p[0] == '-')
		name.p++, name.n--;
	/* A third of the letters may be wrong: more, and the suggestion would be a riddle. */
	return (struct guess){ name, NULL, name.n / 3 + 2 };
}

static void guess_try(struct guess *g, const char *name)
{
	size_t d = text_distance(g->wanted, view_of(name));

	if (d < g->distance) {
		g->distance = d;
		g->name = name;
	}
}

const char *config_table_nearest(struct view name, bool flags)
{
	struct guess g = guess_start(name);

	for (size_t i = 0; i < ARRAY_LEN(config_table); i++)
		for (size_t j = 0; j < config_table[i].count; j++)
			guess_try(&g, config_table[i].rows[j].name);
	for (size_t i = 0; flags && i < ARRAY_LEN(config_table_verbs); i++)
		if (config_table_verbs[i].flag)
			guess_try(&g, config_table_verbs[i].name);
	return g.name;
}

const char *config_table_nearest_verb(struct view name)
{
	struct guess g = guess_start(name);

	for (size_t i = 0; i < ARRAY_LEN(config_table_verbs); i++)
		if (config_table_verbs[i].word)
			guess_try(&g, config_table_verbs[i].name);
	return g.name;
}
