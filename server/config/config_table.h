/* One row per setting. The command line, the environment, the file, `--help` and the README's table
 * are all made of these rows, so a new setting is a member of struct config and a row here. */
#ifndef CONFIG_CONFIG_TABLE_H
#define CONFIG_CONFIG_TABLE_H

#include "base/text.h"
#include "config/config.h"

#define CONFIG_ENV_PREFIX "IMAGEKIT_EMULATOR_"

/* What the text of a setting must look like, and the type of its member. */
enum config_type {
	CONFIG_INT,     /* int64_t between min and max */
	CONFIG_WORD,    /* int: the index in `words` */
	CONFIG_SWITCH,  /* bool */
	CONFIG_PATH,    /* const char *, this and all below but the last */
	CONFIG_HOST,    /* address literal; localhost becomes 127.0.0.1 */
	CONFIG_URL,     /* http or https, trailing slashes dropped */
	CONFIG_TIME,    /* what clock_parse() reads */
	CONFIG_TOKEN,   /* printable ASCII without blanks */
	CONFIG_ACCOUNT, /* repeatable: accounts and account_count */
	CONFIG_SEED,    /* repeatable: seeds and seed_count, const char ** */
	CONFIG_TYPE_COUNT,
};

struct config_row {
	const char *name;  /* as after the two dashes */
	const char *value; /* how --help calls the value; NULL for a switch */
	enum config_type type;
	size_t offset;         /* in struct config */
	const char *fallback;  /* the default, as text; NULL: the member keeps its empty value */
	const char *realistic; /* the default with --profile realistic; NULL: the same */
	const char *unset;     /* what that empty value means, for --help */
	int64_t min, max;
	const char *const *words; /* ends with NULL */
	bool secret;              /* never printed */
	enum config_command only; /* the one command that the option is for; CONFIG_SERVE: all */
	const char *help;         /* sentences */
};

/* Settings of one heading, in the order of --help. */
struct config_group {
	const char *title;
	const struct config_row *rows;
	size_t count;
};

extern const struct config_group config_table[];
extern const size_t config_table_len;

/* A word that stands for something to do instead of a setting. Those that serve or ask a server read the
 * settings. */
struct config_verb {
	const char *name;
	enum config_command command;
	bool word, flag; /* may be written `name`, `--name` */
	bool settings;   /* what follows it are options */
	const char *help;
};

extern const struct config_verb config_table_verbs[];
extern const size_t config_table_verb_count;

/* NULL when there is no such setting. */
const struct config_row *config_table_find(struct view name);

/* The environment variable of a setting. */
const char *config_table_env(struct arena *a, const struct config_row *row);

/* What values the setting takes, as the end of a sentence: "a whole number from 0 to 65535". */
const char *config_table_accepts(struct arena *a, const struct config_row *row);

/* The setting whose name is likeliest meant by a name that does not exist, blind to leading dashes;
 * NULL when none is close. With `flags`, the verbs written as flags are candidates too. */
const char *config_table_nearest(struct view name, bool flags);

/* The same among the verbs that are written as words. */
const char *config_table_nearest_verb(struct view name);

#endif
