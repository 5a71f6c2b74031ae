/* JSON of bulk jobs (REST API: bulk job status). */
#ifndef VIEW_JOB_VIEW_H
#define VIEW_JOB_VIEW_H

#include "json/json_write.h"
#include "model/job.h"

/* Returns the HTTP status that goes with it: 207 when the job is done but its purge was not. */
int job_view_write(struct json_writer *w, const struct job *job);

#endif
