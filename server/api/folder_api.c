/* Folders, and the bulk jobs that copy, move and rename them. */
#include "api/folder_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "call/public_url.h"
#include "ops/folder_ops.h"
#include "ops/job_ops.h"
#include "view/job_view.h"

#include <stddef.h>

enum { MAX_FOLDER_JSON = 4096 };

struct folder_body {
	const struct json_value *name, *parent, *path, *new_name, *purge;
	const struct json_value *source, *destination, *versions, *file_versions;
};

#define MEMBER(name, member)                                                                \
	{                                                                                   \
		name, JSON_FIELD_VALUE, 0, offsetof(struct folder_body, member), 0, 0, NULL \
	}

static const struct json_field folder_fields[] = {
	MEMBER("folderName", name), MEMBER("parentFolderPath", parent), MEMBER("folderPath", path),
	MEMBER("newFolderName", new_name), MEMBER("purgeCache", purge),
	MEMBER("sourceFolderPath", source), MEMBER("destinationPath", destination),
	MEMBER("includeVersions", versions),
	MEMBER("includeFileVersions", file_versions), /* the older spelling */
};
static const struct json_shape folder_shape = { folder_fields, ARRAY_LEN(folder_fields), true };

static bool read_folder_body(struct req *rq, struct folder_body *out)
{
	uint64_t seen;

	*out = (struct folder_body){ 0 };
	return body_read(rq, &folder_shape, out, &seen);
}

bool folder_api_create(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf text = strbuf_init(rq->scope->arena, MAX_FOLDER_JSON);
	struct folder_body body;
	struct folder_ops_place parent = { .names = body_names(rq) };
	const char *name;

	if (!read_folder_body(rq, &body) || !body_text(rq->scope, body.name, &name) ||
		!body_text(rq->scope, body.parent, &parent.path) ||
		!folder_ops_create(e, rq->scope, rq->account, name, &parent))
		return false;
	strbuf_str(&text, "{}");
	return answer_json(rq, rp, 201, &text);
}

bool folder_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct folder_body body;
	const char *path;

	return read_folder_body(rq, &body) && body_text(rq->scope, body.path, &path) &&
	       folder_ops_delete(e, rq->scope, rq->account, path) && answer_nothing(rp);
}

static bool answer_job_id(struct req *rq, struct reply *rp, int status, const char *id)
{
	struct strbuf text = strbuf_init(rq->scope->arena, MAX_FOLDER_JSON);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	json_put_text(&w, "jobId", id);
	json_close_object(&w);
	return answer_json(rq, rp, status, &text);
}

static bool read_places(struct req *rq, const struct folder_body *body, struct job_request *out)
{
	struct scope *s = rq->scope;

	*out = (struct job_request){ .names = body_names(rq) };
	return body_text(s, body->source, &out->source) &&
	       body_text(s, body->destination, &out->destination) &&
	       body_flag(s, body->file_versions, &out->include_versions) &&
	       body_flag(s, body->versions, &out->include_versions);
}

typedef bool start_fn(struct emulator *e, struct scope *s, const struct account *a,
	const struct job_request *request, const char **id);

static bool start_job(struct emulator *e, struct req *rq, struct reply *rp, start_fn *start)
{
	struct job_request request;
	struct folder_body body;
	const char *id = NULL;

	return read_folder_body(rq, &body) && read_places(rq, &body, &request) &&
	       start(e, rq->scope, rq->account, &request, &id) && answer_job_id(rq, rp, 200, id);
}

bool folder_api_copy(struct emulator *e, struct req *rq, struct reply *rp)
{
	return start_job(e, rq, rp, job_ops_copy);
}

bool folder_api_move(struct emulator *e, struct req *rq, struct reply *rp)
{
	return start_job(e, rq, rp, job_ops_move);
}

static bool read_rename(
	struct req *rq, const struct folder_body *body, struct job_request *out, bool *purge)
{
	struct scope *s = rq->scope;

	*out = (struct job_request){ .names = body_names(rq) };
	if (body_is_missing(body->path))
		return err_set(s, ERR_INVALID, "folderPath parameter is missing.");
	if (body_is_missing(body->new_name))
		return err_set(s, ERR_INVALID, "newFolderName parameter is missing.");
	return body_text(s, body->path, &out->source) &&
	       body_text(s, body->new_name, &out->new_name) && body_flag(s, body->purge, purge);
}

bool folder_api_rename(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct job_request request;
	struct folder_body body;
	const char *id = NULL;
	bool purge = false;

	if (!read_folder_body(rq, &body) || !read_rename(rq, &body, &request, &purge))
		return false;
	if (purge)
		request.purge_base = public_url_base(e, rq, rq->account);
	return job_ops_rename(e, rq->scope, rq->account, &request, &id) &&
	       answer_job_id(rq, rp, 202, id);
}

bool folder_api_job(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf text = strbuf_init(rq->scope->arena, MAX_FOLDER_JSON);
	struct json_writer w = json_writer(&text);
	struct job job;

	if (!job_ops_get(e, rq->scope, rq->account, rq->params[0], &job))
		return false;
	return answer_json(rq, rp, job_view_write(&w, &job), &text);
}
