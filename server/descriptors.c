/* A request has its connection, the file that it reads or writes, and one that it may fetch from. */
#include "descriptors.h"

#include "base/log.h"

#include <inttypes.h>
#include <sys/resource.h>

enum {
	OWN = 96, /* database, folders, helpers, log, and some to spare */
	A_THREAD = 3,
	FEWEST_THREADS = 8,
	MOST_CONNECTIONS = 16384,
};

bool descriptors_share(struct scope *s, int64_t threads, struct descriptors *out)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return err_errno(s, ERR_UNAVAILABLE, "reading the limit of", "open files");
	int64_t all = limit.rlim_cur < INT32_MAX ? (int64_t)limit.rlim_cur : INT32_MAX;
	int64_t fit = (all - OWN) / A_THREAD;
	if (fit < FEWEST_THREADS)
		return err_set(s, ERR_UNAVAILABLE,
			"This process may open %" PRId64
			" files at once, and at least %d are needed: "
			"raise the limit (ulimit -n).",
			all, OWN + A_THREAD * FEWEST_THREADS);
	if (fit < threads)
		log_message(LOG_WARN, "descriptors",
			"This process may open %" PRId64
			" files at once, too few for --threads %" PRId64 ": %" PRId64
			" requests are served at once. ulimit -n raises the limit.",
			all, threads, fit);
	out->threads = fit < threads ? fit : threads;
	out->connections = all - OWN - out->threads * (A_THREAD - 1);
	if (out->connections > MOST_CONNECTIONS)
		out->connections = MOST_CONNECTIONS;
	return true;
}
