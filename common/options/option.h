/* The options of a program, one row each. Its command line, --help and whatever else may name an option are
 * made of these rows, so a new option is a member of the program's settings and a row. */
#ifndef OPTIONS_OPTION_H
#define OPTIONS_OPTION_H

#include "base/arena.h"
#include "base/text.h"

struct option_type;

struct option_row {
	const char *name;  /* as after the two dashes */
	const char *value; /* how --help calls the value; NULL for a switch */
	const struct option_type *type;
	size_t offset;        /* in the struct of the settings */
	const char *fallback; /* the default, as text; NULL: the member keeps its empty value */
	const char *unset;    /* what that empty value means, for --help */
	int64_t min, max;
	const char *const *words; /* ends with NULL */
	bool secret;              /* never printed */
	const char *only;         /* the one verb that the option is for; NULL: all */
	const char *help;         /* sentences */
};

/* A text, never empty, and where its value goes. */
struct option_input {
	struct arena *arena; /* as old as the settings */
	const struct option_row *row;
	const char *text;
	void *settings;
};

/* What the text of an option must look like, and what its member is. option_type.h has some; a program may have
 * others of its own. */
struct option_type {
	const char *accepts; /* the end of a sentence; NULL: one of the row's words, or its range */
	bool explains_itself;                       /* --help need not say what is accepted */
	bool (*set)(const struct option_input *in); /* false: not accepted */
	/* What is set, as text; NULL for the empty value. */
	const char *(*text)(struct arena *a, const struct option_row *row, const void *settings);
};

/* Options of one heading, in the order of --help. */
struct option_group {
	const char *title;
	const struct option_row *rows;
	size_t count;
};

/* A word that says what to do. */
struct option_verb {
	const char *name;
	int command;        /* the program's own number for it */
	bool word, flag;    /* may be written `name`, `--name` */
	bool settings;      /* what follows it are options */
	const char *second; /* the word that must follow it, or NULL */
	const char *
		operand; /* the option that each further word is a value of; NULL: there are none */
	bool program;    /* `--` and a command line must follow */
	const char *missing; /* what to say when what must follow does not; NULL: nothing must */
	const char *help;
};

struct option_table {
	const struct option_group *groups;
	size_t group_count;
	const struct option_verb *verbs; /* the first is meant where none is written */
	size_t verb_count;
	/* What --help says of an option besides its row, or NULL. NULL: nothing of any. */
	const char *(*remark)(struct arena *a, const struct option_row *row);
};

/* NULL when there is no such option. */
const struct option_row *option_find(const struct option_table *t, struct view name);

/* What values it takes, as the end of a sentence: "a whole number from 0 to 65535". */
const char *option_accepts(struct arena *a, const struct option_row *row);

/* The option whose name is likeliest meant by a name that does not exist, blind to leading dashes; NULL when
 * none is close. With `flags`, the verbs written as flags are candidates too. */
const char *option_nearest(const struct option_table *t, struct view name, bool flags);

/* The same among the verbs that are written as words. */
const char *option_nearest_verb(const struct option_table *t, struct view name);

/* The end of a message about a name that does not exist; `near` is what one of the two above found. */
const char *option_hint(struct arena *a, const char *prefix, const char *near);

#endif
