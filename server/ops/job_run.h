/* Carrying out of bulk jobs, each in one transaction, so that a crash leaves it whole or not begun. */
#ifndef OPS_JOB_RUN_H
#define OPS_JOB_RUN_H

#include "model/job.h"
#include "ops/emulator.h"

/* Does the job unless it is done already. */
NODISCARD bool job_run(struct emulator *e, struct scope *s, const struct job *job);

/* Runs every open job that is due by its account's clock; failures are logged and tried again at the
 * next call. True while jobs are waiting for their time. */
bool job_run_due(struct emulator *e);

#endif
