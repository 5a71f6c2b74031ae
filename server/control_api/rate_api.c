/* /_emulator/rate-limits: which limits hold, for all accounts or for one. */
#include "control_api/rate_api.h"

#include "call/answer.h"
#include "call/body.h"
#include "control/rate_json.h"
#include "control/rate_limiter.h"
#include "control_api/control_account.h"

enum { MAX_RATES_JSON = 16 * 1024 };

static bool answer_rules(struct emulator *e, struct req *rq, struct reply *rp, int64_t account)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_RATES_JSON);
	struct json_writer w = json_writer(&body);
	struct rate_rules rules = rate_limiter_rules(e->rates, account);

	rate_json_write(&w, NULL, &rules);
	return answer_json(rq, rp, 200, &body);
}

bool rate_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return control_account_read(e, rq, &id, &row) && answer_rules(e, rq, rp, row);
}

bool rate_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	if (!control_account_read(e, rq, &id, &row))
		return false;
	rate_limiter_reset(e->rates, row);
	return answer_nothing(rp);
}

bool rate_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	const struct json_value *body;
	const char *id;
	int64_t row;

	if (!control_account_read(e, rq, &id, &row) || !body_value(rq, &body))
		return false;
	struct rate_rules rules = rate_limiter_rules(e->rates, row);
	if (!rate_json_read(rq->scope, body, &rules))
		return false;
	rate_limiter_set(e->rates, row, &rules);
	return answer_rules(e, rq, rp, row);
}
