/* The names of job types. */
#include "model/job.h"

#include <string.h>

static const char *const words[] = {
	[JOB_COPY_FOLDER] = "COPY_FOLDER",
	[JOB_MOVE_FOLDER] = "MOVE_FOLDER",
	[JOB_RENAME_FOLDER] = "RENAME_FOLDER",
};

const char *job_type_word(enum job_type type)
{
	return words[type];
}

enum job_type job_type_of(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i], word) == 0)
			return (enum job_type)i;
	return JOB_COPY_FOLDER;
}
