/* A job's status body. */
#include "view/job_view.h"

#include "view/error_view.h"

static const char *status_of(const struct job *job)
{
	if (!job->is_done)
		return "Pending";
	return job->purge_failed ? "Partial success" : "Completed";
}

int job_view_write(struct json_writer *w, const struct job *job)
{
	bool partial = job->is_done && job->purge_failed;

	json_open_object(w, NULL);
	json_put_text(w, "jobId", job->id);
	json_put_text(w, "type", job_type_word(job->type));
	json_put_text(w, "status", status_of(job));
	if (job->purge_request_id)
		json_put_text(w, "purgeRequestId", job->purge_request_id);
	if (partial) {
		json_put_text(w, "message",
			"Folder renamed successfully but purging cache on nested files failed.");
		json_put_text(w, "help", error_view_help);
	}
	json_close_object(w);
	return partial ? 207 : 200;
}
