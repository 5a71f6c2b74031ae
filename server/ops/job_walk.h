/* A job on a large folder: so many rows at a time, and in between everybody else may write. The job's row of job_walk
 * says how far it has come, so that a kill takes nothing back. */
#ifndef OPS_JOB_WALK_H
#define OPS_JOB_WALK_H

#include "model/account.h"
#include "model/job.h"
#include "ops/emulator.h"

enum { JOB_WALK_ROWS = 7000 }; /* of one turn */

/* Inside a transaction: the walk's next turn. *done is true when nothing of the job is left. */
NODISCARD bool job_walk_turn(
	struct emulator *e, struct db *db, struct scope *s, const struct job *job, bool *done);

#endif
