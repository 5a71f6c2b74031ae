/* Copy, move and rename of files. */
#include "api/transfer_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "call/public_url.h"
#include "ops/transfer_ops.h"
#include "view/error_view.h"

#include <stddef.h>

enum { MAX_TRANSFER_JSON = 4096 };

struct transfer_body {
	const struct json_value *source, *destination, *all_versions;
	const struct json_value *path, *new_name, *purge;
};

#define MEMBER(name, member)                                                                  \
	{                                                                                     \
		name, JSON_FIELD_VALUE, 0, offsetof(struct transfer_body, member), 0, 0, NULL \
	}

static const struct json_field transfer_fields[] = {
	MEMBER("sourceFilePath", source),
	MEMBER("destinationPath", destination),
	MEMBER("includeFileVersions", all_versions),
	MEMBER("filePath", path),
	MEMBER("newFileName", new_name),
	MEMBER("purgeCache", purge),
};
static const struct json_shape transfer_shape = { transfer_fields, ARRAY_LEN(transfer_fields),
	true };

static bool read_request(struct req *rq, struct transfer_request *out)
{
	struct transfer_body body = { 0 };
	uint64_t seen;

	*out = (struct transfer_request){ .destination.names = body_names(rq) };
	return body_read(rq, &transfer_shape, &body, &seen) &&
	       body_text(rq->scope, body.source, &out->source) &&
	       body_text(rq->scope, body.destination, &out->destination.path) &&
	       body_flag(rq->scope, body.all_versions, &out->all_versions);
}

bool transfer_api_copy(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct transfer_request request;

	return read_request(rq, &request) &&
	       transfer_ops_copy(e, rq->scope, rq->account, &request) && answer_nothing(rp);
}

bool transfer_api_move(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct transfer_request request;

	return read_request(rq, &request) &&
	       transfer_ops_move(e, rq->scope, rq->account, &request) && answer_nothing(rp);
}

static bool answer_renamed(struct req *rq, struct reply *rp, bool failed, const char *purge_id)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_TRANSFER_JSON);
	struct json_writer w = json_writer(&body);

	json_open_object(&w, NULL);
	if (purge_id)
		json_put_text(&w, "purgeRequestId", purge_id);
	if (failed) {
		json_put_text(&w, "reason", "PURGE_FAILED");
		json_put_text(&w, "message",
			"File renamed successfully but we could not purge the CDN cache for old "
			"URL "
			"because of rate limits on purge API.");
		json_put_text(&w, "help", error_view_help);
	}
	json_close_object(&w);
	return answer_json(rq, rp, failed ? 207 : 200, &body);
}

bool transfer_api_rename(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct transfer_rename request = {
		.names = body_names(rq),
		.purge_base = public_url_base(e, rq, rq->account),
	};
	struct transfer_body body = { 0 };
	const char *purge_id;
	uint64_t seen;

	return body_read(rq, &transfer_shape, &body, &seen) &&
	       body_text(rq->scope, body.path, &request.path) &&
	       body_text(rq->scope, body.new_name, &request.new_name) &&
	       body_flag(rq->scope, body.purge, &request.purges) &&
	       transfer_ops_rename(e, rq->scope, rq->account, &request, &purge_id) &&
	       answer_renamed(rq, rp, request.purges && !purge_id, purge_id);
}
