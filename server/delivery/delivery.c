/* Reads the URL, finds the file, and answers with it or with the reason why not. */
#include "delivery/delivery.h"

#include "base/log.h"
#include "delivery/delivery_find.h"
#include "delivery/delivery_reply.h"
#include "ops/account_ops.h"

#include <string.h>

static void log_failure(const struct req *rq)
{
	if (rq->scope->err.msg)
		log_message(LOG_ERROR, "failed", "%s: %s", rq->id, rq->scope->err.msg);
}

static void serve_file(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct delivery_asked asked = { .target = rq->target };
	struct delivery_found found;

	if (!delivery_url_read(rq->scope, rq->path, rq->query, &asked.url)) {
		bool missing = rq->scope->err.code == ERR_NOT_FOUND;
		delivery_reply_refuse(rq, rp, missing ? 404 : 400,
			arena_printf(rq->scope->arena, "%s - %s",
				missing ? "ENOENT" : "UNIDENTIFIED", rq->scope->err.msg));
		return;
	}
	struct delivery_refusal refusal = delivery_find(e, rq->scope, &asked, &found);
	if (found.account)
		rq->account = found.account;
	if (refusal.status) {
		log_failure(rq);
		delivery_reply_refuse(rq, rp, refusal.status, refusal.ik_error);
	} else {
		delivery_reply_file(e, rq, rp, &asked.url, &found.file, found.fd);
	}
}

bool delivery_is_url(struct req *rq)
{
	struct delivery_url url;
	bool ok = delivery_url_read(rq->scope, rq->path, rq->query, &url) ||
		  rq->scope->err.code != ERR_NOT_FOUND;

	err_clear(rq->scope);
	return ok;
}

const struct account *delivery_account(struct emulator *e, struct req *rq)
{
	struct account *a = arena_alloc(rq->scope->arena, sizeof(*a));
	struct delivery_url url;
	bool known = delivery_url_read(rq->scope, rq->path, rq->query, &url) &&
		     account_ops_by_imagekit_id(e, rq->scope, url.imagekit_id, a);

	err_clear(rq->scope); /* serving meets it again */
	return known ? a : NULL;
}

void delivery_serve(struct emulator *e, struct req *rq, struct reply *rp)
{
	if (strcmp(rq->method, "OPTIONS") == 0)
		delivery_reply_options(rp);
	else
		serve_file(e, rq, rp);
}
