/* There is no PR_SET_PDEATHSIG here: the signal comes when the thread that started the helper ends,
 * not the server, and the server's threads come and go. The end of the socket and the alarm do. */
#include "media/media_limits.h"

#include "base/sanitized.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

enum { MAX_OPEN_FILES = 64 };

static bool limit(__rlimit_resource_t what, rlim_t value)
{
	struct rlimit r;

	if (getrlimit(what, &r) != 0)
		return false;
	/* A stricter limit from outside stays. */
	if (r.rlim_max < value)
		value = r.rlim_max;
	r = (struct rlimit){ value, value };
	return setrlimit(what, &r) == 0;
}

static bool silence_stderr(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null < 0)
		return false;
	bool done = dup2(null, STDERR_FILENO) >= 0;
	close(null);
	return done;
}

bool media_limits_apply(int64_t max_memory)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	/* A write beyond the limit is an error of the call and not the end of the process. */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return false;
	if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, MAX_OPEN_FILES) ||
		!limit(RLIMIT_FSIZE, 0))
		return false;
	return SANITIZED || (limit(RLIMIT_AS, (rlim_t)max_memory) && silence_stderr());
}

void media_limits_alarm(int64_t ms)
{
	struct itimerval t = { .it_value = { .tv_sec = (time_t)(ms / 1000),
				       .tv_usec = (suseconds_t)(ms % 1000 * 1000) } };

	setitimer(ITIMER_REAL, &t, NULL);
}
