/* The four sources of settings, weakest first: defaults, file, environment, command line. */
#include "config/config_load.h"

#include "base/fs.h"
#include "config/config_value.h"

#include <string.h>

enum { MAX_FILE = 1024 * 1024 };

/* A setting as it was written on the command line. */
struct written {
	const struct config_row *row;
	const char *text;
};

struct loading {
	struct scope *s;
	struct config *cfg;
	enum config_command command;
	struct written *flags;
	size_t flag_count;
	bool accounts_seen; /* in the source being read: its first account replaces weaker ones … */
	bool seeds_seen;    /* … and so does its first seed */
	bool checks;        /* `seed` was followed by `check` */
};

/* What is read from here on is stronger than all before. */
static void begin_source(struct loading *l)
{
	l->accounts_seen = l->seeds_seen = false;
}

static bool apply(
	struct loading *l, const struct config_row *row, const char *text, const char *from)
{
	if (row->type == CONFIG_ACCOUNT && !l->accounts_seen) {
		l->cfg->accounts = NULL;
		l->cfg->account_count = 0;
		l->accounts_seen = true;
	}
	if (row->type == CONFIG_SEED && !l->seeds_seen) {
		l->cfg->seeds = NULL;
		l->cfg->seed_count = 0;
		l->seeds_seen = true;
	}
	return config_value_set(l->s, l->cfg, row, text, from);
}

/* The end of a message about a name that does not exist. */
static const char *hint(struct arena *a, const char *prefix, const char *near)
{
	return near ? arena_printf(a, "did you mean %s%s?", prefix, near) : "see --help";
}

/* ---- command line */

static bool unknown_option(struct scope *s, const char *arg)
{
	size_t n = strcspn(arg, "=");
	const char *near = config_table_nearest((struct view){ arg, n }, true);

	/* A known name that got here is --help and its like, with a value. */
	if (near && text_starts(arg, "--") && view_is((struct view){ arg + 2, n - 2 }, near))
		return err_set(s, ERR_INVALID, "%.*s takes no value", (int)n, arg);
	return err_set(
		s, ERR_INVALID, "unknown option %.*s; %s", (int)n, arg, hint(s->arena, "--", near));
}

static bool wrong_command(struct scope *s, const struct config_row *row)
{
	for (size_t i = 0; i < config_table_verb_count; i++)
		if (config_table_verbs[i].command == row->only)
			err_set(s, ERR_INVALID,
				"--%s is an option of the command '%s', which comes first",
				row->name, config_table_verbs[i].name);
	return false;
}

/* `next` is the argument after, or NULL. Sets *took_next when that is the value. */
static bool read_option(struct loading *l, const char *arg, const char *next, bool *took_next)
{
	struct view rest = { arg + 2, strlen(arg + 2) };
	struct view name = view_split(&rest, '=');
	const struct config_row *row = config_table_find(name);
	struct written *flag = &l->flags[l->flag_count];

	if (!row)
		return unknown_option(l->s, arg);
	if (row->only != CONFIG_SERVE && row->only != l->command)
		return wrong_command(l->s, row);
	*flag = (struct written){ row, rest.p };
	if (!rest.p && row->type == CONFIG_SWITCH) {
		flag->text = "true";
	} else if (!rest.p && next && !text_starts(next, "--")) {
		flag->text = next;
		*took_next = true;
	} else if (!rest.p) {
		return err_set(l->s, ERR_INVALID,
			"--%s needs a value (from the command line); accepted is %s", row->name,
			config_table_accepts(l->s->arena, row));
	}
	l->flag_count++;
	return true;
}

static const struct config_verb *find_verb(const char *arg)
{
	bool flag = text_starts(arg, "--");
	const char *name = flag ? arg + 2 : arg;

	if (strcmp(arg, "-h") == 0)
		name = "help";
	for (size_t i = 0; i < config_table_verb_count; i++) {
		const struct config_verb *v = &config_table_verbs[i];
		if ((flag ? v->flag : v->word) && strcmp(name, v->name) == 0)
			return v;
	}
	return NULL;
}

/* What follows `seed`: the word check, then seeds. */
static bool read_operand(struct loading *l, const char *arg)
{
	if (l->checks) {
		l->flags[l->flag_count++] =
			(struct written){ config_table_find(view_of("seed")), arg };
		return true;
	}
	l->checks = strcmp(arg, "check") == 0;
	return l->checks || err_set(l->s, ERR_INVALID,
				    "unknown command 'seed %s'; did you mean seed check?", arg);
}

static bool stray(struct loading *l, const char *arg, bool first)
{
	const char *near = config_table_nearest_verb(view_of(arg));

	if (l->command == CONFIG_EXEC)
		return err_set(l->s, ERR_INVALID,
			"unexpected argument '%s'; what exec shall run comes after --", arg);
	if (!first)
		return err_set(l->s, ERR_INVALID,
			"unexpected argument '%s'; options start with -- and a command comes first"
			" (see --help)",
			arg);
	return err_set(
		l->s, ERR_INVALID, "unknown command '%s'; %s", arg, hint(l->s->arena, "", near));
}

/* The flags of a command that reads settings; sets *stop where the rest of the line is something else. */
static bool read_argument(struct loading *l, char *const *argv, int *i, bool *stop)
{
	const struct config_verb *verb = find_verb(argv[*i]);
	bool took_next = false;

	if (verb && (argv[*i][0] == '-' || *i == 1)) {
		l->command = verb->command;
		/* Whoever asks for help gets help, whatever comes after. */
		*stop = !verb->settings;
		return true;
	}
	if (l->command == CONFIG_EXEC && strcmp(argv[*i], "--") == 0) {
		l->cfg->program = argv + *i + 1;
		*stop = true;
		return true;
	}
	if (argv[*i][0] == '-' && !text_starts(argv[*i], "--"))
		return unknown_option(l->s, argv[*i]);
	if (argv[*i][0] != '-' && l->command == CONFIG_SEED_CHECK)
		return read_operand(l, argv[*i]);
	if (argv[*i][0] != '-')
		return stray(l, argv[*i], *i == 1);
	if (!read_option(l, argv[*i], argv[*i + 1], &took_next))
		return false;
	*i += took_next;
	return true;
}

static bool names_seed(const struct loading *l)
{
	for (size_t i = 0; i < l->flag_count; i++)
		if (l->flags[i].row->type == CONFIG_SEED)
			return true;
	return false;
}

/* Fills l->flags without looking at the values: the file named there is weaker than they are, and
 * must be read first. */
static bool read_arguments(struct loading *l, int argc, char *const *argv)
{
	bool stop = false;

	for (int i = 1; i < argc && !stop; i++)
		if (!read_argument(l, argv, &i, &stop))
			return false;
	if (l->command == CONFIG_EXEC && (!l->cfg->program || !l->cfg->program[0]))
		return err_set(l->s, ERR_INVALID,
			"exec needs a command to run: imagekit-emulator exec [options] -- command"
			" [arguments]");
	if (l->command == CONFIG_SEED_CHECK && (!l->checks || !names_seed(l)))
		return err_set(l->s, ERR_INVALID,
			"seed needs something to do: imagekit-emulator seed check FILE... "
			"[options]");
	return true;
}

static bool apply_flags(struct loading *l)
{
	begin_source(l);
	for (size_t i = 0; i < l->flag_count; i++)
		if (!apply(l, l->flags[i].row, l->flags[i].text, "the command line"))
			return false;
	return true;
}

/* ---- environment */

static const struct config_row *find_by_env(struct arena *a, struct view variable)
{
	for (size_t g = 0; g < config_table_len; g++)
		for (size_t i = 0; i < config_table[g].count; i++)
			if (view_is(variable, config_table_env(a, &config_table[g].rows[i])))
				return &config_table[g].rows[i];
	return NULL;
}

/* Kubernetes describes a service named imagekit-emulator to every container with variables of the
 * same prefix; they are no settings, and no slip of anybody's. */
static bool is_service_variable(struct view variable, struct view value)
{
	return view_starts(variable, CONFIG_ENV_PREFIX "SERVICE_") ||
	       view_starts(variable, CONFIG_ENV_PREFIX "PORT_") ||
	       (view_is(variable, CONFIG_ENV_PREFIX "PORT") &&
		       (view_starts(value, "tcp://") || view_starts(value, "udp://")));
}

static bool unknown_variable(struct scope *s, struct view variable)
{
	size_t skip = strlen(CONFIG_ENV_PREFIX);
	char *name = arena_strndup(s->arena, variable.p + skip, variable.n - skip);

	for (char *c = name; *c; c++) {
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
		else if (*c == '_')
			*c = '-';
	}
	const char *near = config_table_nearest(view_of(name), false);
	if (near)
		near = config_table_env(s->arena, config_table_find(view_of(near)));
	return err_set(s, ERR_INVALID, "unknown environment variable %.*s; %s", (int)variable.n,
		variable.p, hint(s->arena, "", near));
}

/* The value of a setting's variable; an empty one counts as not set, as `${X:-}` makes them. */
static const char *lookup(struct arena *a, char *const *env, const struct config_row *row)
{
	const char *name = config_table_env(a, row);
	size_t n = strlen(name);

	for (; *env; env++) {
		const char *value = *env + n + 1;
		if (strncmp(*env, name, n) != 0 || (*env)[n] != '=' || !*value)
			continue;
		if (!is_service_variable(view_of(name), view_of(value)))
			return value;
	}
	return NULL;
}

static bool check_variables(struct scope *s, char *const *env)
{
	for (; *env; env++) {
		struct view value = view_of(*env);
		struct view variable = view_split(&value, '=');

		if (view_starts(variable, CONFIG_ENV_PREFIX) && !find_by_env(s->arena, variable) &&
			!is_service_variable(variable, value))
			return unknown_variable(s, variable);
	}
	return true;
}

/* Several accounts share one variable, with blanks or commas between them, and several seeds with colons, as
 * in a search path. */
static bool apply_several(
	struct loading *l, const struct config_row *row, const char *text, const char *from)
{
	const char *between = row->type == CONFIG_SEED ? ":" : " \t\r\n,";

	for (text += strspn(text, between); *text; text += strspn(text, between)) {
		size_t n = strcspn(text, between);
		if (!apply(l, row, arena_strndup(l->s->arena, text, n), from))
			return false;
		text += n;
	}
	return true;
}

static bool apply_variable(struct loading *l, char *const *env, const struct config_row *row)
{
	struct arena *a = l->s->arena;
	const char *text = lookup(a, env, row);

	if (!text)
		return true;
	const char *from = arena_printf(a, "the environment variable %s", config_table_env(a, row));
	if (row->type == CONFIG_ACCOUNT || row->type == CONFIG_SEED)
		return apply_several(l, row, text, from);
	return apply(l, row, text, from);
}

static bool apply_environment(struct loading *l, char *const *env)
{
	begin_source(l);
	for (size_t g = 0; g < config_table_len; g++)
		for (size_t i = 0; i < config_table[g].count; i++)
			if (!apply_variable(l, env, &config_table[g].rows[i]))
				return false;
	return true;
}

/* ---- file */

/* The text before a comment: a # at the start or after a blank. */
static struct view without_comment(struct view line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			return (struct view){ line.p, i };
	return line;
}

static bool apply_line(struct loading *l, struct view line, const char *from)
{
	struct view value = without_comment(view_trim(line));
	struct view name = view_trim(view_split(&value, '='));
	const struct config_row *row = config_table_find(name);

	if (name.n == 0 && !value.p)
		return true;
	if (!value.p)
		return err_set(l->s, ERR_INVALID, "%s: expected 'name = value'", from);
	value = view_trim(value);
	if (!row)
		return err_set(l->s, ERR_INVALID, "%s: unknown setting '%.*s'; %s", from,
			(int)name.n, name.p,
			hint(l->s->arena, "", config_table_nearest(name, false)));
	if (strcmp(row->name, "config") == 0)
		return err_set(l->s, ERR_INVALID, "%s: a file cannot name another file", from);
	if (value.n > 0 && (value.p[0] == '"' || value.p[0] == '\''))
		return err_set(l->s, ERR_INVALID, "%s: %s: write the value without quotes", from,
			row->name);
	return apply(l, row, arena_strndup(l->s->arena, value.p, value.n), from);
}

static bool read_settings_file(struct scope *s, const char *path, struct view *out)
{
	char *text;
	size_t n;

	if (!fs_read(s, path, MAX_FILE, &text, &n)) {
		const char *why = s->err.msg;
		err_clear(s);
		return err_set(s, ERR_INVALID, "--config: %s", why);
	}
	if (memchr(text, '\0', n))
		return err_set(s, ERR_INVALID, "--config: %s is not a text file", path);
	*out = (struct view){ text, n };
	if (view_starts(*out, "\xEF\xBB\xBF"))
		*out = (struct view){ text + 3, n - 3 };
	return true;
}

static bool apply_file(struct loading *l, const char *path)
{
	struct view rest = { NULL, 0 };
	int number = 0;

	begin_source(l);
	if (!read_settings_file(l->s, path, &rest))
		return false;
	while (rest.p) {
		struct view line = view_split(&rest, '\n');
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		const char *from = arena_printf(l->s->arena, "%s:%d", path, ++number);
		if (!apply_line(l, line, from))
			return false;
	}
	return true;
}

/* ---- all of them */

static bool apply_defaults(struct loading *l)
{
	for (size_t g = 0; g < config_table_len; g++)
		for (size_t i = 0; i < config_table[g].count; i++) {
			const struct config_row *row = &config_table[g].rows[i];
			if (row->fallback && !apply(l, row, row->fallback, "the default"))
				return false;
		}
	return true;
}

/* Which file to read: the last --config, else the environment's, else NULL. */
static const char *settings_file(struct loading *l, char *const *env)
{
	const struct config_row *row = config_table_find(view_of("config"));

	for (size_t i = l->flag_count; i > 0; i--)
		if (l->flags[i - 1].row == row)
			return l->flags[i - 1].text;
	return lookup(l->s->arena, env, row);
}

static bool reads_settings(enum config_command command)
{
	for (size_t i = 0; i < config_table_verb_count; i++)
		if (config_table_verbs[i].command == command)
			return config_table_verbs[i].settings;
	return false;
}

/* A server for one command must not get in the way: neither of another server, nor of what the command
 * prints. */
static bool apply_exec_defaults(struct loading *l)
{
	return l->command != CONFIG_EXEC ||
	       (apply(l, config_table_find(view_of("port")), "0", "the default") &&
		       apply(l, config_table_find(view_of("log-level")), "warn", "the default"));
}

static bool apply_written(struct loading *l, char *const *env, const char *file)
{
	return (!file || !*file || apply_file(l, file)) && apply_environment(l, env) &&
	       apply_flags(l);
}

/* Which profile was asked for is known only when all sources were read. Its defaults are weaker than what
 * is written there, so that is read over them once more. */
static bool apply_profile(struct loading *l, char *const *env, const char *file)
{
	if (l->cfg->profile != CONFIG_PROFILE_REALISTIC)
		return true;
	for (size_t g = 0; g < config_table_len; g++)
		for (size_t i = 0; i < config_table[g].count; i++) {
			const struct config_row *row = &config_table[g].rows[i];
			if (row->realistic && !apply(l, row, row->realistic, "the profile"))
				return false;
		}
	return apply_written(l, env, file);
}

bool config_load(struct scope *s, int argc, char *const *argv, char *const *env, struct config *out,
	enum config_command *command)
{
	size_t most = argc > 0 ? (size_t)argc : 1;
	struct loading l = { .s = s, .cfg = out, .command = CONFIG_SERVE };

	l.flags = arena_alloc(s->arena, most * sizeof(*l.flags));
	*out = (struct config){ .id_seed = -1 };
	bool ok = apply_defaults(&l) && read_arguments(&l, argc, argv) && apply_exec_defaults(&l);
	*command = l.command;
	if (!ok || !reads_settings(l.command))
		return ok;
	const char *file = settings_file(&l, env);
	return check_variables(s, env) && apply_written(&l, env, file) &&
	       apply_profile(&l, env, file);
}
