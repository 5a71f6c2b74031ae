/* The thread that carries out bulk jobs when their time has come. */
#ifndef WORKER_JOB_WORKER_H
#define WORKER_JOB_WORKER_H

#include "ops/emulator.h"

struct job_worker;

/* Starts the thread; it first runs what a former process left due. NULL when there is no thread. */
struct job_worker *job_worker_start(struct emulator *e);

/* Closes e->jobs, lets the thread finish the job at hand, and waits for it. NULL is fine. */
void job_worker_stop(struct job_worker *w);

#endif
