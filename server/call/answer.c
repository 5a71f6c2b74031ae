/* JSON out, errors out. */
#include "call/answer.h"

#include "base/log.h"
#include "http/etag.h"
#include "view/error_view.h"

#include <string.h>
#include <unistd.h>

static const char json_type[] = "application/json; charset=utf-8";

/* Express answers a conditional GET of an unchanged body with 304; so does the service. */
static bool is_fresh(const struct req *rq, const char *etag)
{
	bool reads = strcmp(rq->method, "GET") == 0 || strcmp(rq->method, "HEAD") == 0;

	return reads && etag_listed(req_header(rq, "If-None-Match"), etag);
}

bool answer_json(struct req *rq, struct reply *rp, int status, const struct strbuf *body)
{
	if (body->full)
		return err_set(
			rq->scope, ERR_INTERNAL, "the answer is larger than %zu bytes", body->max);
	const char *etag = etag_weak(rq->scope->arena, strbuf_text(body), body->len);
	reply_header(rp, "ETag", etag);
	if (status == 200 && is_fresh(rq, etag))
		rp->status = 304;
	else
		reply_text(rp, status, json_type, strbuf_text(body), body->len);
	return true;
}

bool answer_spool(struct req *rq, struct reply *rp, struct spool *body)
{
	struct spool_file file;

	if (!body->stage)
		return answer_json(rq, rp, 200, &body->text);
	if (!spool_end(body, &file))
		return false;
	const char *etag = etag_weak_of(rq->scope->arena, file.sha1, file.size);
	reply_header(rp, "ETag", etag);
	if (is_fresh(rq, etag)) {
		close(file.fd);
		rp->status = 304;
		return true;
	}
	reply_text(rp, 200, json_type, body->beginning, SPOOL_BEGINNING);
	rp->fd = file.fd;
	rp->file_len = file.size;
	return true;
}

bool answer_nothing(struct reply *rp)
{
	rp->status = 204;
	return true;
}

void answer_error(struct req *rq, struct reply *rp)
{
	const struct err *err = &rq->scope->err;
	struct error_view view = error_view(rq->scope->arena, err);
	size_t len = strlen(view.body);

	if (err->code == ERR_INTERNAL || err->code == ERR_UNAVAILABLE || err->code == ERR_NONE) {
		struct log_field fields[] = {
			{ "request", rq->id[0] ? rq->id : "-", 0 },
			{ "cause", err->msg ? err->msg : "no cause was given", 0 },
		};
		log_line(LOG_ERROR, "failed", fields, ARRAY_LEN(fields));
	}
	if (err->code == ERR_TIMEOUT)
		rp->close = true;
	/* The SDKs send what gets a 5xx again, with waits in between, unless they are told. */
	if (err->code == ERR_NOT_IMPLEMENTED)
		reply_header(rp, "x-should-retry", "false");
	reply_header(rp, "ETag", etag_weak(rq->scope->arena, view.body, len));
	reply_text(rp, view.status, json_type, view.body, len);
}

bool answer_not_implemented(struct emulator *e, struct req *rq, struct reply *rp)
{
	(void)e;
	(void)rp;
	return err_set(rq->scope, ERR_NOT_IMPLEMENTED,
		"This emulator does not implement %s %s yet.", rq->method, rq->path);
}
