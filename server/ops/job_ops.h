/* Bulk jobs on folders (REST API: copy, move and rename folder; bulk job status). */
#ifndef OPS_JOB_OPS_H
#define OPS_JOB_OPS_H

#include "model/account.h"
#include "model/job.h"
#include "ops/emulator.h"

/* Copying and moving put the source folder, under its own name, into the destination. Without a job
 * delay the work is done before the call returns; with one, by the job worker when it is due. */
NODISCARD bool job_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const char *source, const char *destination, bool include_versions, const char **id);
NODISCARD bool job_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const char *source, const char *destination, const char **id);

/* `purge_base`: what the account's delivery URLs start with, or NULL when no purge is wanted. */
NODISCARD bool job_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const char *path, const char *new_name, const char *purge_base, const char **id);

/* ERR_NOT_FOUND when there is no such job. Runs it first when it is due. */
NODISCARD bool job_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct job *out);

#endif
