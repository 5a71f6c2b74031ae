/* /v1/files/{fileId}: details and delete. */
#include "api/answer.h"
#include "api/handlers.h"
#include "api/public_url.h"
#include "ops/file_ops.h"
#include "view/file_view.h"

enum {
	/* Names and descriptions have no length limit but that of a form; a byte takes up to eight. */
	MAX_FILE_JSON = 16 * 1024 * 1024
};

bool file_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_FILE_JSON);
	struct json_writer w = json_writer(&body);
	struct file file;

	if (!file_ops_get(e, rq->scope, rq->account, rq->params[0], &file))
		return false;
	file_view_write(&w, &file, public_url_base(e, rq, rq->account));
	return answer_json(rq, rp, 200, &body);
}

bool file_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	return file_ops_delete(e, rq->scope, rq->account, rq->params[0]) && answer_nothing(rp);
}
