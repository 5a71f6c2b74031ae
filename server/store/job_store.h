/* Background jobs as rows, so that they outlive the process. */
#ifndef STORE_JOB_STORE_H
#define STORE_JOB_STORE_H

#include "db/db.h"
#include "model/job.h"

/* Fills job->row. ERR_CONFLICT when the id is taken. */
NODISCARD bool job_store_insert(struct db *db, struct scope *s, struct job *job);

/* True when there is one; false without an error in the scope when there is none. */
bool job_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct job *out);

/* Jobs that are not done, in the order of their making; account 0: of all accounts. */
NODISCARD bool job_store_open(
	struct db *db, struct scope *s, int64_t account, struct job **out, size_t *count);

/* All jobs of the account, as above. */
NODISCARD bool job_store_all(
	struct db *db, struct scope *s, int64_t account, struct job **out, size_t *count);
NODISCARD bool job_store_count_open(struct db *db, struct scope *s, int64_t *count);
NODISCARD bool job_store_set_done(struct db *db, struct scope *s, int64_t row);

#endif
