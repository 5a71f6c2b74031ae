/* /v1/files/purge. */
#include "api/purge_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "call/public_url.h"
#include "ops/purge_ops.h"

#include <stddef.h>

enum { MAX_PURGE_JSON = 4096 };

struct purge_body {
	const struct json_value *url;
};

static const struct json_field purge_fields[] = {
	{ "url", JSON_FIELD_VALUE, 0, offsetof(struct purge_body, url), 0, 0, NULL },
};
static const struct json_shape purge_shape = { purge_fields, ARRAY_LEN(purge_fields), true };

static bool answer_one(
	struct req *rq, struct reply *rp, int status, const char *key, const char *value)
{
	struct strbuf text = strbuf_init(rq->scope->arena, MAX_PURGE_JSON);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	json_put_text(&w, key, value);
	json_close_object(&w);
	return answer_json(rq, rp, status, &text);
}

/* A URL that is missing, or no text, is not valid either. */
bool purge_api_create(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *base = public_url_base(e, rq, rq->account), *url, *id;
	struct purge_body body = { 0 };
	uint64_t seen;

	if (!body_read(rq, &purge_shape, &body, &seen))
		return false;
	url = body.url ? json_text_of(body.url) : NULL;
	return purge_ops_create(e, rq->scope, rq->account, base, url ? url : "", &id) &&
	       answer_one(rq, rp, 201, "requestId", id);
}

bool purge_api_status(struct emulator *e, struct req *rq, struct reply *rp)
{
	bool done;

	return purge_ops_status(e, rq->scope, rq->account, rq->params[0], &done) &&
	       answer_one(rq, rp, 200, "status", done ? "Completed" : "Pending");
}
