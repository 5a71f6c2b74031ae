/* Starting and ending of programs of other people: what a child gets of the server, and what not. */
#ifndef RENDER_CHILD_PROCESS_H
#define RENDER_CHILD_PROCESS_H

#include "base/arena.h"

#include <sys/types.h>

enum { CHILD_PROCESS_NO_FILE = -1 };

/* Starts argv[0], a path, with `in` as its standard input and `out` as its output (/dev/null for
 * CHILD_PROCESS_NO_FILE); both stay the caller's. Returns 0, or an errno value when there is no child. */
NODISCARD int child_process_spawn(struct arena *a, char *const argv[], int in, int out, pid_t *pid);

/* Kills the child and what it has started in its group, and waits. Only once, and only for a child that
 * was not waited for. Returns the wait status. */
int child_process_kill(pid_t pid);

/* Waits for the child to end by itself and kills it at `deadline_us` (of clock_monotonic_us()). Returns
 * the wait status. */
int child_process_wait(pid_t pid, int64_t deadline_us);

#endif
