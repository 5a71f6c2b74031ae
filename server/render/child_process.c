/* posix_spawn and not fork: the server has threads. The child gets two files, none of the server's
 * others, none of its secrets in the environment, no blocked or ignored signals, and a process group of
 * its own so that a Ctrl-C meant for the server does not take it in the middle of its work. */
#include "render/child_process.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_NS = 1000 * 1000 }; /* between two looks whether a child has ended */

/* What a child may know of the server's environment: where libraries and fonts are, and what a
 * sanitizer was told. Everything else, keys and secrets above all, stays here. */
static const char *const passed_on[] = { "PATH=", "HOME=", "LANG=", "TMPDIR=", "LD_LIBRARY_PATH=",
	"FONTCONFIG_FILE=", "FONTCONFIG_PATH=", "XDG_CACHE_HOME=", "ASAN_OPTIONS=", "LSAN_OPTIONS=",
	"UBSAN_OPTIONS=", "TSAN_OPTIONS=" };

static bool is_passed_on(const char *entry)
{
	for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
		if (text_starts(entry, passed_on[i]))
			return true;
	}
	return false;
}

static char **make_environment(struct arena *a)
{
	char **env = arena_alloc(a, (ARRAY_LEN(passed_on) + 1) * sizeof(*env));
	size_t n = 0;

	for (char **e = environ; *e && n < ARRAY_LEN(passed_on); e++) {
		if (is_passed_on(*e))
			env[n++] = *e;
	}
	return env;
}

static int add_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;

	sigemptyset(&none);
	sigfillset(&all);
	int rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setpgroup(attr, 0);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, flags);
	return rc;
}

static int add_files(posix_spawn_file_actions_t *files, int in, int out)
{
	int rc = posix_spawn_file_actions_adddup2(files, in, STDIN_FILENO);

	if (rc == 0 && out == CHILD_PROCESS_NO_FILE)
		rc = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	else if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, out, STDOUT_FILENO);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
	return rc;
}

int child_process_spawn(struct arena *a, char *const argv[], int in, int out, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;

	int rc = posix_spawn_file_actions_init(&files);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc == 0) {
		rc = add_files(&files, in, out);
		if (rc == 0)
			rc = add_attributes(&attr);
		if (rc == 0)
			rc = posix_spawn(pid, argv[0], &files, &attr, argv, make_environment(a));
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

int child_process_kill(pid_t pid)
{
	int status = 0;
	pid_t ended;

	/* It is our child and not yet waited for, so the id cannot be anybody else's. */
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	do {
		ended = waitpid(pid, &status, 0);
	} while (ended < 0 && errno == EINTR);
	return ended < 0 ? 0 : status;
}

int child_process_wait(pid_t pid, int64_t deadline_us)
{
	const struct timespec pause = { .tv_nsec = LOOK_NS };
	int status = 0;

	for (;;) {
		pid_t ended = waitpid(pid, &status, WNOHANG);
		if (ended == pid)
			return status;
		if (ended < 0 && errno != EINTR)
			return 0;
		if (clock_monotonic_us() >= deadline_us)
			return child_process_kill(pid);
		nanosleep(&pause, NULL);
	}
}
