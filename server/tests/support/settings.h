/* Settings read from a command line, for tests: the scope they live in and what they came to. */
#ifndef TESTS_SETTINGS_H
#define TESTS_SETTINGS_H

#include "base/text.h"
#include "config/config.h"
#include "config/config_load.h"
#include "tests/support/own_scope.h"

enum { MOST = 12 };

static struct config config;
static enum config_command command;

/* Arguments with blanks between them, and one environment entry. */
static inline bool load(const char *arguments, const char *variable)
{
	/* config.program points into it. */
	char **argv = arena_alloc(scope.arena, (MOST + 2) * sizeof(*argv));
	char *env[] = { variable ? arena_strdup(scope.arena, variable) : NULL, NULL };
	struct view rest = view_of(arguments);
	int argc = 1;

	argv[0] = arena_strdup(scope.arena, "imagekit-emulator");
	while (rest.p && argc <= MOST) {
		struct view word = view_split(&rest, ' ');
		if (word.n > 0)
			argv[argc++] = arena_strndup(scope.arena, word.p, word.n);
	}
	err_clear(&scope);
	return config_load(&scope, argc, argv, env, &config, &command);
}

#endif
