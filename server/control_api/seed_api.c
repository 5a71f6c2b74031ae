/* /_emulator/seed: the library as a document, in and out. */
#include "control_api/seed_api.h"

#include "base/log.h"
#include "call/answer.h"
#include "control_api/control_account.h"
#include "http/query.h"
#include "ops/account_ops.h"
#include "state/seed_documents.h"
#include "state/seed_ops.h"
#include "state/seed_save.h"

#include <string.h>

enum { MAX_ANSWER = 4096 };

static const char state_header[] = "x-emulator-state";

/* *account is NULL without `?account=`. */
static bool read_account(struct emulator *e, struct req *rq, const struct account **account)
{
	struct account *a = arena_alloc(rq->scope->arena, sizeof(*a));

	if (!control_account_find(e, rq, a))
		return false;
	*account = a->imagekit_id ? a : NULL;
	return true;
}

/* `?content=reference` names bytes by their SHA-256 in place of carrying them along. */
static bool read_content(struct req *rq, enum seed_save_content *out)
{
	struct query q;

	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	const char *word = query_get(&q, "content");
	*out = word && strcmp(word, "reference") == 0 ? SEED_SAVE_REFERENCE : SEED_SAVE_INLINE;
	return !word || *out == SEED_SAVE_REFERENCE || strcmp(word, "inline") == 0 ||
	       err_set(rq->scope, ERR_INVALID,
		       "content: '%s' is not known; it can be inline or reference.", word);
}

bool seed_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct seed_save_wish wish;
	struct seed_save_result result;

	if (!read_account(e, rq, &wish.account) || !read_content(rq, &wish.content) ||
		!seed_save(e, rq->scope, &wish, &result))
		return false;
	rp->status = 200;
	rp->fd = result.fd;
	rp->file_len = result.size;
	reply_header(rp, "Content-Type", "application/json; charset=utf-8");
	reply_header(rp, state_header, result.state);
	return true;
}

/* What the library is now, if that can be told: it is what was sent, whatever keeps anybody from reading it. */
static const char *new_state(struct emulator *e, struct scope *s, const struct account *account)
{
	const struct seed_save_wish wish = { account, SEED_SAVE_STATE };
	struct seed_save_result result;

	if (seed_save(e, s, &wish, &result))
		return result.state;
	log_message(LOG_ERROR, "seed", "the state after it cannot be told: %s", s->err.msg);
	err_clear(s);
	return NULL;
}

bool seed_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_ANSWER);
	struct json_writer w = json_writer(&body);
	const struct account *account;
	const char *text;
	size_t len;

	if (!read_account(e, rq, &account) || !req_body(rq, SEED_DOCUMENTS_MAX, &text, &len) ||
		!seed_ops_put(e, rq->scope, text, len, account))
		return false;
	const char *state = new_state(e, rq->scope, account);
	if (state)
		reply_header(rp, state_header, state);
	json_open_object(&w, NULL);
	json_put_text(&w, "state", state);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}
