/* Bulk jobs on folders (REST API: copy, move and rename folder; bulk job status). */
#ifndef OPS_JOB_OPS_H
#define OPS_JOB_OPS_H

#include "model/account.h"
#include "model/job.h"
#include "model/name_rules.h"
#include "ops/emulator.h"

/* What a client asks for, in its own words. */
struct job_request {
	const char *source;      /* the folder */
	const char *destination; /* copy, move: the folder that it goes into, under its own name */
	const char *new_name;    /* rename */
	enum name_rules names;   /* of destination and new name */
	bool include_versions;   /* copy */
	const char *
		purge_base; /* rename: what the account's delivery URLs start with; NULL: no purge */
};

/* Without a job delay the work is done before the call returns; with one, by the job worker when it is
 * due. */
NODISCARD bool job_ops_copy(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id);
NODISCARD bool job_ops_move(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id);
NODISCARD bool job_ops_rename(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id);

/* ERR_NOT_FOUND when there is no such job. Runs it first when it is due. */
NODISCARD bool job_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct job *out);

/* How many jobs of all accounts are not done. */
NODISCARD bool job_ops_pending(struct emulator *e, struct scope *s, int64_t *count);

#endif
