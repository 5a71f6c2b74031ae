/* /_emulator/checkpoints: named copies of everything, and as archives. */
#include "control_api/checkpoint_api.h"

#include "base/date_text.h"
#include "call/answer.h"
#include "call/body.h"
#include "state/checkpoint_export.h"
#include "state/checkpoint_import.h"
#include "state/checkpoint_ops.h"
#include "state/reset_ops.h"

enum { MAX_CHECKPOINT_JSON = 64 * 1024 };

static void put_checkpoint(struct json_writer *w, const struct checkpoint *c)
{
	json_open_object(w, NULL);
	json_put_text(w, "name", c->name);
	json_put_text(w, "createdAt", date_text_iso(w->out->arena, c->created_at));
	json_put_int(w, "bytes", c->bytes);
	if (c->fault) {
		json_put_text(w, "error", c->fault);
	} else {
		json_put_int(w, "files", c->files);
		json_put_int(w, "accounts", c->accounts);
	}
	json_close_object(w);
}

static bool answer_checkpoint(struct req *rq, struct reply *rp, const struct checkpoint *c)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CHECKPOINT_JSON);
	struct json_writer w = json_writer(&body);

	put_checkpoint(&w, c);
	return answer_json(rq, rp, 200, &body);
}

bool checkpoint_api_list(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CHECKPOINT_JSON);
	struct json_writer w = json_writer(&body);
	struct checkpoint *all;
	size_t count;

	if (!checkpoint_ops_list(e, rq->scope, &all, &count))
		return false;
	json_open_object(&w, NULL);
	json_open_array(&w, "checkpoints");
	for (size_t i = 0; i < count; i++)
		put_checkpoint(&w, &all[i]);
	json_close_array(&w);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

static bool save(struct emulator *e, struct req *rq, struct reply *rp, const char *name)
{
	struct checkpoint c;

	return checkpoint_ops_save(e, rq->scope, name, &c) && answer_checkpoint(rq, rp, &c);
}

struct wish {
	const char *name;
};

static const struct json_field wish_fields[] = {
	{ "name", JSON_FIELD_TEXT, JSON_REQUIRED, offsetof(struct wish, name), 0, 0, NULL },
};
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

bool checkpoint_api_create(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct wish wish = { 0 };
	uint64_t seen;

	return body_read(rq, &wish_shape, &wish, &seen) && save(e, rq, rp, wish.name);
}

bool checkpoint_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	return save(e, rq, rp, rq->params[0]);
}

static bool answer_named(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct checkpoint c;

	return checkpoint_ops_get(e, rq->scope, rq->params[0], &c) && answer_checkpoint(rq, rp, &c);
}

bool checkpoint_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	return answer_named(e, rq, rp);
}

bool checkpoint_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	return checkpoint_ops_delete(e, rq->scope, rq->params[0]) && answer_nothing(rp);
}

bool checkpoint_api_restore(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *name = rq->params[0];

	return checkpoint_ops_check_name(rq->scope, name) &&
	       reset_ops_restore(e, rq->scope, name) && answer_named(e, rq, rp);
}

bool checkpoint_api_export(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *name = rq->params[0];

	if (!checkpoint_export(e, rq->scope, name, &rp->fd, &rp->file_len))
		return false;
	rp->status = 200;
	reply_header(rp, "Content-Type", "application/x-tar");
	reply_header(rp, "Content-Disposition",
		arena_printf(rq->scope->arena, "attachment; filename=\"%s.tar\"", name));
	return true;
}

static int64_t read_body(void *ctx, void *buf, size_t n)
{
	return req_read(ctx, buf, n);
}

bool checkpoint_api_import(struct emulator *e, struct req *rq, struct reply *rp)
{
	const struct checkpoint_source source = { read_body, rq };

	return checkpoint_import(e, rq->scope, rq->params[0], &source) && answer_named(e, rq, rp);
}
