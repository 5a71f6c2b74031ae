/* /_emulator/clock: what time it is, and what time it shall be. Whatever that makes due is done before the
 * answer, so that a test need not wait. */
#include "control_api/clock_api.h"

#include "base/bell.h"
#include "base/date_text.h"
#include "call/answer.h"
#include "call/body.h"
#include "control/clock_json.h"
#include "control_api/control_account.h"
#include "json/json_read.h"
#include "ops/job_run.h"

enum { MAX_CLOCK_JSON = 4096 };

void clock_api_put_state(
	struct json_writer *w, const char *key, struct emulator *e, int64_t account)
{
	enum clock_mode mode = clock_get(e->clock, account).mode;
	int64_t now = clock_now(e->clock, account);

	json_open_object(w, key);
	json_put_text(w, "mode", clock_json_modes[mode]);
	json_put_text(w, "now", date_text_iso(w->out->arena, now));
	json_put_int(w, "nowMs", now);
	if (mode == CLOCK_SPEED)
		json_put_int(w, "speed", clock_speed(e->clock, account));
	json_close_object(w);
}

static bool answer_clock(struct emulator *e, struct req *rq, struct reply *rp, int64_t account)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CLOCK_JSON);
	struct json_writer w = json_writer(&body);

	clock_api_put_state(&w, NULL, e, account);
	return answer_json(rq, rp, 200, &body);
}

/* Purges, tokens, signatures and the delay of the index go by the clock as soon as it is asked; bulk jobs
 * have work to do. The bell is for the worker, which may be asleep while no clock ran. */
static void catch_up(struct emulator *e)
{
	(void)job_run_due(e);
	bell_ring(e->jobs);
}

bool clock_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return control_account_read(e, rq, &id, &row) && answer_clock(e, rq, rp, row);
}

bool clock_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	const struct json_value *body;
	struct clock_wish wish;
	const char *id;
	int64_t row;

	if (!control_account_read(e, rq, &id, &row) || !body_value(rq, &body) ||
		!clock_json_read(rq->scope, body, &wish))
		return false;
	clock_json_apply(e->clock, row, &wish);
	catch_up(e);
	return answer_clock(e, rq, rp, row);
}

struct clock_step {
	int64_t seconds, milliseconds;
};

#define MAX_SECONDS (INT64_C(400) * 366 * 86400)

static bool apply_step(
	struct emulator *e, struct scope *s, int64_t account, const struct clock_step *step)
{
	if (!clock_advance(e->clock, account, step->seconds * 1000 + step->milliseconds))
		return err_set(s, ERR_INVALID, "The clock cannot go past the year 9999.");
	catch_up(e);
	return true;
}

bool clock_api_advance(struct emulator *e, struct req *rq, struct reply *rp)
{
	static const struct json_field fields[] = {
		{ "seconds", JSON_FIELD_INT, 0, offsetof(struct clock_step, seconds), 0,
			MAX_SECONDS, NULL },
		{ "milliseconds", JSON_FIELD_INT, 0, offsetof(struct clock_step, milliseconds), 0,
			MAX_SECONDS * 1000, NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	struct clock_step step = { 0 };
	const char *id;
	int64_t row;
	uint64_t seen;

	if (!control_account_read(e, rq, &id, &row) || !body_read(rq, &shape, &step, &seen))
		return false;
	if (seen == 0)
		return err_set(rq->scope, ERR_INVALID, "Say by how much: seconds or milliseconds.");
	return apply_step(e, rq->scope, row, &step) && answer_clock(e, rq, rp, row);
}
