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
	bool is_begun; /* some of its turns are over, and not all */
	bool is_done;
};

/* A file of so many versions and values that they are copied over several turns, the newest first: from the
 * first turn on its current version is the right one. */
struct job_held {
	const char *source; /* its id; NULL: there is none */
	const char *target; /* id of the file that it becomes */
	int64_t base;       /* the number that the target's versions went up to before */
	int64_t below;      /* what is still to be copied gets lower numbers than this … */
	int64_t from;       /* … and has lower ones than this in the source … */
	int64_t current;    /* … where this one is that was copied first */
};

/* How far a job on a large folder has come. Folders are walked in the order of their paths and files in that of
 * their names. */
struct job_walk {
	const char *source_path, *target_path;
	int64_t max_folder, max_file, max_version; /* rows with higher numbers came later */
	const char *at_path, *at_name; /* the folder, and the last file of it, that were seen to */
	bool is_walked; /* moving: it goes back over the folders that it has emptied */
	struct job_held held;
};

/* As the service writes it: COPY_FOLDER … */
const char *job_type_word(enum job_type type);
enum job_type job_type_of(const char *word);

#endif
