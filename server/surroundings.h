/* What a process inherits and a server wants otherwise: umask, signals, the limit of descriptors. */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include "base/base.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

struct surroundings {
	mode_t umask;
	sigset_t mask;
	bool pipe_ignored;
	bool has_files; /* the limit could be read */
	struct rlimit files;
};

/* Makes them those of a server, in which the signals of `awaited` are blocked in every thread, so that only
 * sigwait() and its like see them. Before there is a second thread. `before`: as they were. */
void surroundings_take(const sigset_t *awaited, struct surroundings *before);

/* Whether SIGTERM or SIGINT has come and waits for somebody to take it. */
bool surroundings_is_stopping(void);

/* Umask and limit as they were: for the moment in which a child is made that is to have them so too.
 * surroundings_serve() makes them the server's again. Neither touches signals. */
void surroundings_restore(const struct surroundings *before);
void surroundings_serve(void);

#endif
