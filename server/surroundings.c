/* Taken once at the start; lent back for an instant to a child. */
#include "surroundings.h"

#include <pthread.h>
#include <sys/stat.h>

enum { MAX_DESCRIPTORS = 65536 };

/* Each connection, upload and database connection takes descriptors; the usual 1,024 are too few for the
 * larger values of --threads. Best effort. */
static void allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max < MAX_DESCRIPTORS ? limit.rlim_max : MAX_DESCRIPTORS;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void surroundings_serve(void)
{
	/* The library holds private keys, also where the user made its folder. */
	umask(077);
	allow_descriptors();
}

void surroundings_take(const sigset_t *awaited, struct surroundings *before)
{
	struct sigaction pipe;

	*before = (struct surroundings){ .umask = umask(077) };
	before->has_files = getrlimit(RLIMIT_NOFILE, &before->files) == 0;
	before->pipe_ignored = sigaction(SIGPIPE, NULL, &pipe) == 0 && pipe.sa_handler == SIG_IGN;
	pthread_sigmask(SIG_BLOCK, awaited, &before->mask);
	signal(SIGPIPE, SIG_IGN);
	surroundings_serve();
}

void surroundings_restore(const struct surroundings *before)
{
	umask(before->umask);
	if (before->has_files)
		setrlimit(RLIMIT_NOFILE, &before->files);
}

bool surroundings_is_stopping(void)
{
	sigset_t pending;

	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1);
}
