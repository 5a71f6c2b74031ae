/* Options may stand in any order behind the verb; whoever asks for help gets help, whatever comes after. */
#include "options/option_line.h"

#include "options/option_type.h"

#include <string.h>

struct reading {
	struct scope *s;
	const struct option_table *table;
	struct option_line *line;
	bool seconded; /* the verb's second word has been read */
	bool stop;     /* the rest of the line is something else */
};

static bool unknown_option(const struct reading *r, const char *arg)
{
	size_t n = strcspn(arg, "=");
	const char *near = option_nearest(r->table, (struct view){ arg, n }, true);

	/* A known name that got here is --help and its like, with a value. */
	if (near && text_starts(arg, "--") && view_is((struct view){ arg + 2, n - 2 }, near))
		return err_set(r->s, ERR_INVALID, "%.*s takes no value", (int)n, arg);
	return err_set(r->s, ERR_INVALID, "unknown option %.*s; %s", (int)n, arg,
		option_hint(r->s->arena, "--", near));
}

static void add(struct reading *r, const struct option_row *row, const char *text)
{
	r->line->written[r->line->count++] = (struct option_written){ row, text };
}

/* `next` is the argument after, or NULL. Sets *took_next when that is the value. */
static bool read_option(struct reading *r, const char *arg, const char *next, bool *took_next)
{
	struct view rest = { arg + 2, strlen(arg + 2) };
	struct view name = view_split(&rest, '=');
	const struct option_row *row = option_find(r->table, name);

	if (!row)
		return unknown_option(r, arg);
	if (row->only && strcmp(row->only, r->line->verb->name) != 0)
		return err_set(r->s, ERR_INVALID,
			"--%s is an option of the command '%s', which comes first", row->name,
			row->only);
	if (rest.p) {
		add(r, row, rest.p);
	} else if (row->type == &option_switch) {
		add(r, row, "true");
	} else if (next && !text_starts(next, "--")) {
		add(r, row, next);
		*took_next = true;
	} else {
		return err_set(r->s, ERR_INVALID,
			"--%s needs a value (from the command line); accepted is %s", row->name,
			option_accepts(r->s->arena, row));
	}
	return true;
}

static const struct option_verb *find_verb(const struct option_table *t, const char *arg)
{
	bool flag = text_starts(arg, "--");
	const char *name = flag ? arg + 2 : arg;

	if (strcmp(arg, "-h") == 0)
		name = "help";
	for (size_t i = 0; i < t->verb_count; i++) {
		const struct option_verb *v = &t->verbs[i];
		if ((flag ? v->flag : v->word) && strcmp(name, v->name) == 0)
			return v;
	}
	return NULL;
}

/* What follows a verb of two words: the second, then operands. */
static bool read_operand(struct reading *r, const char *arg)
{
	const struct option_verb *verb = r->line->verb;

	if (r->seconded) {
		add(r, option_find(r->table, view_of(verb->operand)), arg);
		return true;
	}
	r->seconded = strcmp(arg, verb->second) == 0;
	return r->seconded ||
	       err_set(r->s, ERR_INVALID, "unknown command '%s %s'; did you mean %s %s?",
		       verb->name, arg, verb->name, verb->second);
}

static bool stray(const struct reading *r, const char *arg, bool first)
{
	const char *near = option_nearest_verb(r->table, view_of(arg));

	if (r->line->verb->program)
		return err_set(r->s, ERR_INVALID,
			"unexpected argument '%s'; what %s shall run comes after --", arg,
			r->line->verb->name);
	if (!first)
		return err_set(r->s, ERR_INVALID,
			"unexpected argument '%s'; options start with -- and a command comes first"
			" (see --help)",
			arg);
	return err_set(r->s, ERR_INVALID, "unknown command '%s'; %s", arg,
		option_hint(r->s->arena, "", near));
}

static bool read_argument(struct reading *r, char *const *argv, int *i)
{
	const char *arg = argv[*i];
	const struct option_verb *verb = find_verb(r->table, arg);
	bool took_next = false;

	if (verb && (arg[0] == '-' || *i == 1)) {
		r->line->verb = verb;
		r->stop = !verb->settings;
		return true;
	}
	if (r->line->verb->program && strcmp(arg, "--") == 0) {
		r->line->program = argv + *i + 1;
		r->stop = true;
		return true;
	}
	if (arg[0] == '-' && !text_starts(arg, "--"))
		return unknown_option(r, arg);
	if (arg[0] != '-' && r->line->verb->second)
		return read_operand(r, arg);
	if (arg[0] != '-')
		return stray(r, arg, *i == 1);
	if (!read_option(r, arg, argv[*i + 1], &took_next))
		return false;
	*i += took_next;
	return true;
}

static bool is_written(const struct option_line *line, const char *name)
{
	for (size_t i = 0; i < line->count; i++)
		if (strcmp(line->written[i].row->name, name) == 0)
			return true;
	return false;
}

/* What the verb cannot do without. */
static bool is_whole(const struct reading *r)
{
	const struct option_verb *verb = r->line->verb;

	if (verb->program && (!r->line->program || !r->line->program[0]))
		return false;
	return !verb->second ||
	       (r->seconded && (!verb->operand || is_written(r->line, verb->operand)));
}

bool option_line_read(struct scope *s, const struct option_table *t, int argc, char *const *argv,
	struct option_line *out)
{
	size_t most = argc > 0 ? (size_t)argc : 1;
	struct reading r = { .s = s, .table = t, .line = out };

	*out = (struct option_line){ .verb = t->verbs };
	out->written = arena_alloc(s->arena, most * sizeof(*out->written));
	for (int i = 1; i < argc && !r.stop; i++)
		if (!read_argument(&r, argv, &i))
			return false;
	return is_whole(&r) || err_set(s, ERR_INVALID, "%s", out->verb->missing);
}
