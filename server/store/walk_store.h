/* How far jobs have come that take several turns; a job that is not begun, or done, has no row. */
#ifndef STORE_WALK_STORE_H
#define STORE_WALK_STORE_H

#include "db/db.h"
#include "model/job.h"

/* True when the job has begun; false without an error in the scope when it has not. */
bool walk_store_find(struct db *db, struct scope *s, int64_t job, struct job_walk *out);

/* A walk from here on over all that there is now. */
NODISCARD bool walk_store_begin(struct db *db, struct scope *s, const char *source,
	const char *target, struct job_walk *out);

NODISCARD bool walk_store_save(
	struct db *db, struct scope *s, int64_t job, const struct job_walk *walk);
NODISCARD bool walk_store_end(struct db *db, struct scope *s, int64_t job);

#endif
