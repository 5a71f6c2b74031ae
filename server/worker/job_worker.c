/* Sleeps until the bell rings. While jobs wait for a clock that runs, it looks every now and then; after failures, as of a
 * disk that is full, less and less often. */
#include "worker/job_worker.h"

#include "base/bell.h"
#include "ops/job_run.h"

#include <pthread.h>
#include <stdlib.h>

enum { LOOK_MS = 50, RETRY_MS = 500, SELDOM_MS = 8000 };

struct job_worker {
	struct emulator *e;
	pthread_t thread;
};

static bool rest(struct bell *bell, enum job_rest left, int *retry_ms)
{
	if (left != JOB_REST_FAILED) {
		*retry_ms = RETRY_MS;
		return left == JOB_REST_WAITING ? bell_wait_ms(bell, LOOK_MS) : bell_wait(bell);
	}
	int ms = *retry_ms;
	*retry_ms = ms < SELDOM_MS ? 2 * ms : SELDOM_MS;
	return bell_wait_ms(bell, ms);
}

static void *run(void *arg)
{
	struct job_worker *w = arg;
	int retry_ms = RETRY_MS;

	while (rest(w->e->jobs, job_run_due(w->e), &retry_ms)) {
	}
	return NULL;
}

struct job_worker *job_worker_start(struct emulator *e)
{
	struct job_worker *w = xcalloc(1, sizeof(*w));

	w->e = e;
	if (pthread_create(&w->thread, NULL, run, w) == 0)
		return w;
	free(w);
	return NULL;
}

void job_worker_stop(struct job_worker *w)
{
	if (!w)
		return;
	bell_close(w->e->jobs);
	pthread_join(w->thread, NULL);
	free(w);
}
