/* The command that `imagekit-emulator exec` runs beside the server. */
#ifndef EXEC_COMMAND_H
#define EXEC_COMMAND_H

#include "config/config.h"
#include "surroundings.h"

enum { EXEC_COMMAND_CANNOT_RUN = 126, EXEC_COMMAND_NOT_FOUND = 127 };

/* The signals that exec waits for: those that it passes on, and the end of a child. */
void exec_command_signals(sigset_t *set);

/* Starts the command with the surroundings that were there before the server's, the environment `env` and
 * what tells it of the server on `port`; passes signals on until it has ended. Returns its exit status,
 * 128 + the signal that ended it, or one of the above after a line on standard error. The signals must be
 * blocked in every thread. */
int exec_command_run(struct scope *s, const struct config *config, int64_t port, char *const *env,
	const struct surroundings *before);

#endif
