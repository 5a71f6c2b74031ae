/* Sleeps until the bell rings. While jobs wait for a clock that runs, it looks every now and then. */
#include "worker/job_worker.h"

#include "base/bell.h"
#include "ops/job_run.h"

#include <pthread.h>
#include <stdlib.h>

enum { LOOK_MS = 50 };

struct job_worker {
	struct emulator *e;
	pthread_t thread;
};

static void *run(void *arg)
{
	struct job_worker *w = arg;
	bool open = true;

	while (open) {
		bool waiting = job_run_due(w->e);
		open = waiting ? bell_wait_ms(w->e->jobs, LOOK_MS) : bell_wait(w->e->jobs);
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
