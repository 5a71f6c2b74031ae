/* Settings read from a command line, for tests: the scope they live in and what they came to. */
#ifndef TESTS_SETTINGS_H
#define TESTS_SETTINGS_H

#include "base/text.h"
#include "config/config.h"
#include "config/config_load.h"

enum { MOST = 12 };

static struct scope scope;
static struct config config;
static enum config_command command;

static inline void open_scope(void)
{
	scope = scope_open();
}

static inline void close_scope(void)
{
	scope_close(&scope);
}

/* Arguments with blanks between them, and one environment entry. */
static inline bool load(const char *arguments, const char *variable)
{
	char *argv[MOST + 1] = { arena_strdup(scope.arena, "imagekit-emulator") };
	char *env[] = { variable ? arena_strdup(scope.arena, variable) : NULL, NULL };
	struct view rest = view_of(arguments);
	int argc = 1;

	while (rest.p && argc <= MOST) {
		struct view word = view_split(&rest, ' ');
		if (word.n > 0)
			argv[argc++] = arena_strndup(scope.arena, word.p, word.n);
	}
	err_clear(&scope);
	return config_load(&scope, argc, argv, env, &config, &command);
}

#endif
