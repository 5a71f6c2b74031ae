/* /v1/files/{fileId}/versions. */
#include "api/version_api.h"

#include "api/asset_list.h"
#include "call/answer.h"
#include "call/public_url.h"
#include "ops/version_ops.h"
#include "view/file_view.h"

enum { MAX_VERSION_JSON = 64 * 1024 * 1024 };

bool version_api_list(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct asset_list list = asset_list_init(e, rq->scope, public_url_base(e, rq, rq->account));
	const struct list_reader reader = { .each = asset_list_add, .ctx = &list };

	return version_ops_list(e, rq->scope, rq->account, rq->params[0], &reader) &&
	       asset_list_end(&list) && answer_spool(rq, rp, &list.out);
}

static bool answer_version(
	struct emulator *e, struct req *rq, struct reply *rp, const struct file *version)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_VERSION_JSON);
	struct json_writer w = json_writer(&body);

	file_view_write(&w, version, public_url_base(e, rq, rq->account));
	return answer_json(rq, rp, 200, &body);
}

bool version_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct file version;

	return version_ops_get(e, rq->scope, rq->account, rq->params[0], rq->params[1], &version) &&
	       answer_version(e, rq, rp, &version);
}

bool version_api_restore(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct file version;

	return version_ops_restore(
		       e, rq->scope, rq->account, rq->params[0], rq->params[1], &version) &&
	       answer_version(e, rq, rp, &version);
}

bool version_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	return version_ops_delete(e, rq->scope, rq->account, rq->params[0], rq->params[1]) &&
	       answer_nothing(rp);
}
