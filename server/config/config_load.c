/* The four sources of settings, weakest first: defaults, file, environment, command line. */
#include "config/config_load.h"

#include "base/fs.h"
#include "config/config_profile.h"
#include "config/config_type.h"
#include "config/config_value.h"
#include "options/option_line.h"

#include <string.h>

enum { MAX_FILE = 1024 * 1024 };

struct loading {
	struct scope *s;
	struct config *cfg;
	struct option_line line;
	bool accounts_seen; /* in the source being read: its first account replaces weaker ones … */
	bool seeds_seen;    /* … and so does its first seed */
};

/* What is read from here on is stronger than all before. */
static void begin_source(struct loading *l)
{
	l->accounts_seen = l->seeds_seen = false;
}

static bool apply(
	struct loading *l, const struct option_row *row, const char *text, const char *from)
{
	if (row->type == &config_type_account && !l->accounts_seen) {
		l->cfg->accounts = NULL;
		l->cfg->account_count = 0;
		l->accounts_seen = true;
	}
	if (row->type == &config_type_seed && !l->seeds_seen) {
		l->cfg->seeds = NULL;
		l->cfg->seed_count = 0;
		l->seeds_seen = true;
	}
	return config_value_set(l->s, l->cfg, row, text, from);
}

/* ---- command line */

static bool apply_flags(struct loading *l)
{
	begin_source(l);
	for (size_t i = 0; i < l->line.count; i++)
		if (!apply(l, l->line.written[i].row, l->line.written[i].text, "the command line"))
			return false;
	return true;
}

/* ---- environment */

static const struct option_row *find_by_env(struct arena *a, struct view variable)
{
	for (size_t g = 0; g < config_table.group_count; g++)
		for (size_t i = 0; i < config_table.groups[g].count; i++)
			if (view_is(variable, config_table_env(a, &config_table.groups[g].rows[i])))
				return &config_table.groups[g].rows[i];
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
	const char *near = option_nearest(&config_table, view_of(name), false);
	if (near)
		near = config_table_env(s->arena, option_find(&config_table, view_of(near)));
	return err_set(s, ERR_INVALID, "unknown environment variable %.*s; %s", (int)variable.n,
		variable.p, option_hint(s->arena, "", near));
}

/* The value of a setting's variable; an empty one counts as not set, as `${X:-}` makes them. */
static const char *lookup(struct arena *a, char *const *env, const struct option_row *row)
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
	struct loading *l, const struct option_row *row, const char *text, const char *from)
{
	const char *between = row->type == &config_type_seed ? ":" : " \t\r\n,";

	for (text += strspn(text, between); *text; text += strspn(text, between)) {
		size_t n = strcspn(text, between);
		if (!apply(l, row, arena_strndup(l->s->arena, text, n), from))
			return false;
		text += n;
	}
	return true;
}

static bool apply_variable(struct loading *l, char *const *env, const struct option_row *row)
{
	struct arena *a = l->s->arena;
	const char *text = lookup(a, env, row);

	if (!text)
		return true;
	const char *from = arena_printf(a, "the environment variable %s", config_table_env(a, row));
	if (row->type == &config_type_account || row->type == &config_type_seed)
		return apply_several(l, row, text, from);
	return apply(l, row, text, from);
}

static bool apply_environment(struct loading *l, char *const *env)
{
	begin_source(l);
	for (size_t g = 0; g < config_table.group_count; g++)
		for (size_t i = 0; i < config_table.groups[g].count; i++)
			if (!apply_variable(l, env, &config_table.groups[g].rows[i]))
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
	const struct option_row *row = option_find(&config_table, name);

	if (name.n == 0 && !value.p)
		return true;
	if (!value.p)
		return err_set(l->s, ERR_INVALID, "%s: expected 'name = value'", from);
	value = view_trim(value);
	if (!row)
		return err_set(l->s, ERR_INVALID, "%s: unknown setting '%.*s'; %s", from,
			(int)name.n, name.p,
			option_hint(l->s->arena, "", option_nearest(&config_table, name, false)));
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
	for (size_t g = 0; g < config_table.group_count; g++)
		for (size_t i = 0; i < config_table.groups[g].count; i++) {
			const struct option_row *row = &config_table.groups[g].rows[i];
			if (row->fallback && !apply(l, row, row->fallback, "the default"))
				return false;
		}
	return true;
}

/* Which file to read: the last --config, else the environment's, else NULL. */
static const char *settings_file(struct loading *l, char *const *env)
{
	const struct option_row *row = option_find(&config_table, view_of("config"));

	for (size_t i = l->line.count; i > 0; i--)
		if (l->line.written[i - 1].row == row)
			return l->line.written[i - 1].text;
	return lookup(l->s->arena, env, row);
}

/* A server for one command must not get in the way: neither of another server, nor of what the command
 * prints. */
static bool apply_exec_defaults(struct loading *l)
{
	return l->line.verb->command != CONFIG_EXEC ||
	       (apply(l, option_find(&config_table, view_of("port")), "0", "the default") &&
		       apply(l, option_find(&config_table, view_of("log-level")), "warn",
			       "the default"));
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
	for (size_t g = 0; g < config_table.group_count; g++)
		for (size_t i = 0; i < config_table.groups[g].count; i++) {
			const struct option_row *row = &config_table.groups[g].rows[i];
			const char *value = config_profile_realistic(row);
			if (value && !apply(l, row, value, "the profile"))
				return false;
		}
	return apply_written(l, env, file);
}

bool config_load(struct scope *s, int argc, char *const *argv, char *const *env, struct config *out,
	enum config_command *command)
{
	struct loading l = { .s = s, .cfg = out };

	*out = (struct config){ .id_seed = -1 };
	bool ok = apply_defaults(&l) && option_line_read(s, &config_table, argc, argv, &l.line) &&
		  apply_exec_defaults(&l);
	*command = l.line.verb ? (enum config_command)l.line.verb->command : CONFIG_SERVE;
	out->program = l.line.program;
	if (!ok || !l.line.verb->settings)
		return ok;
	const char *file = settings_file(&l, env);
	return check_variables(s, env) && apply_written(&l, env, file) &&
	       apply_profile(&l, env, file);
}
