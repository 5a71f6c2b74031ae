/* Background work on a folder tree. */
#ifndef MODEL_JOB_H
#define MODEL_JOB_H

#include "base/base.h"

enum job_type { JOB_COPY_FOLDER, JOB_MOVE_FOLDER, JOB_RENAME_FOLDER };

struct job {
	int64_t row, account;
	const char *id; /* 24 hex digits */
	enum job_type type;
	const char *source_path; /* the folder */
	const char *target_path; /* where that folder itself ends up */
	bool include_versions;
	const char *purge_request_id; /* NULL when no purge was asked for, or when it failed */
	bool purge_failed;
	int64_t created_at, due_at;
	bool is_done;
};

/* As the service writes it: COPY_FOLDER … */
const char *job_type_word(enum job_type type);
enum job_type job_type_of(const char *word);

#endif
