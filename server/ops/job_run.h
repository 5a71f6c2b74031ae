/* Carrying out of bulk jobs: in one transaction, or on large folders in turns of bounded size, each a transaction. A job
 * that a crash breaks off is carried on where it was. */
#ifndef OPS_JOB_RUN_H
#define OPS_JOB_RUN_H

#include "model/job.h"
#include "ops/emulator.h"

/* Does the job unless it is done already. */
NODISCARD bool job_run(struct emulator *e, struct scope *s, const struct job *job);

enum job_rest {
	JOB_REST_NONE,
	JOB_REST_WAITING, /* jobs for their time */
	JOB_REST_FAILED,  /* jobs that stay open, to be tried again */
};

/* Runs every job whose time has come by its account's clock. Failures are logged. */
enum job_rest job_run_due(struct emulator *e);

/* By its account's clock. What has begun is, even if that clock has been set back. */
bool job_run_is_due(struct emulator *e, const struct job *job);

/* Brings the jobs to their end that have begun already; account 0: of all accounts. */
NODISCARD bool job_run_begun(struct emulator *e, struct scope *s, int64_t account);

#endif
