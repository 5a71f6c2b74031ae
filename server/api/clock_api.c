/* /_emulator/clock: what time it is, and what time it shall be. Whatever that makes due is done before the
 * answer, so that a test need not wait. */
#include "api/clock_api.h"

#include "api/answer.h"
#include "api/body.h"
#include "api/control_account.h"
#include "api/handlers.h"
#include "base/bell.h"
#include "json/json_read.h"
#include "ops/job_run.h"

enum { MAX_CLOCK_JSON = 4096 };

static const char *const modes[] = {
	[CLOCK_REAL] = "real",
	[CLOCK_OFFSET] = "offset",
	[CLOCK_FROZEN] = "frozen",
	[CLOCK_SPEED] = "speed",
	NULL,
};

void clock_api_put_state(
	struct json_writer *w, const char *key, struct emulator *e, int64_t account)
{
	enum clock_mode mode = clock_get(e->clock, account).mode;
	int64_t now = clock_now(e->clock, account);

	json_open_object(w, key);
	json_put_text(w, "mode", modes[mode]);
	json_put_text(w, "now", clock_iso(w->out->arena, now));
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

struct clock_wish {
	int mode;
	const char *time;
	int64_t speed; /* 0: not said */
};

static const struct json_field wish_fields[] = {
	{ "mode", JSON_FIELD_WORD, JSON_REQUIRED, offsetof(struct clock_wish, mode), 0, 0, modes },
	{ "time", JSON_FIELD_TEXT, 0, offsetof(struct clock_wish, time), 1, 64, NULL },
	{ "speed", JSON_FIELD_INT, 0, offsetof(struct clock_wish, speed), 1, CLOCK_MAX_SPEED,
		NULL },
};
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

static bool check_wish(struct scope *s, const struct clock_wish *wish, int64_t *at)
{
	if (wish->time && wish->mode == CLOCK_REAL)
		return err_set(s, ERR_INVALID, "The real clock takes no time.");
	if (!wish->time && wish->mode == CLOCK_OFFSET)
		return err_set(
			s, ERR_INVALID, "The mode offset needs the time from which it runs on.");
	if (wish->speed == 0 && wish->mode == CLOCK_SPEED)
		return err_set(s, ERR_INVALID,
			"The mode speed needs a speed: how many seconds pass in one, from 1 to "
			"%d.",
			CLOCK_MAX_SPEED);
	if (wish->speed != 0 && wish->mode != CLOCK_SPEED)
		return err_set(s, ERR_INVALID, "The mode %s takes no speed.", modes[wish->mode]);
	if (wish->time && !clock_parse(view_of(wish->time), at))
		return err_set(s, ERR_INVALID,
			"time '%s' is neither an ISO 8601 date such as 2026-01-02T03:04:05.678Z "
			"nor Unix seconds.",
			wish->time);
	return true;
}

static bool apply_wish(
	struct emulator *e, struct scope *s, int64_t account, const struct clock_wish *wish)
{
	struct clock_state state = { .mode = (enum clock_mode)wish->mode };
	int64_t at = clock_now(e->clock, account);

	if (!check_wish(s, wish, &at))
		return false;
	if (state.mode == CLOCK_FROZEN)
		state.at_ms = at;
	if (state.mode == CLOCK_OFFSET)
		state.at_ms = at - clock_machine_ms();
	if (state.mode == CLOCK_SPEED)
		clock_set_speed(e->clock, account, at, wish->speed);
	else
		clock_set(e->clock, account, state);
	catch_up(e);
	return true;
}

bool clock_api_put(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct clock_wish wish = { 0 };
	const char *id;
	int64_t row;
	uint64_t seen;

	return control_account_read(e, rq, &id, &row) && body_read(rq, &wish_shape, &wish, &seen) &&
	       apply_wish(e, rq->scope, row, &wish) && answer_clock(e, rq, rp, row);
}

struct clock_step {
	int64_t seconds, milliseconds;
};

static const int64_t max_seconds = INT64_C(400) * 366 * 86400;

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
	const struct json_field fields[] = {
		{ "seconds", JSON_FIELD_INT, 0, offsetof(struct clock_step, seconds), 0,
			max_seconds, NULL },
		{ "milliseconds", JSON_FIELD_INT, 0, offsetof(struct clock_step, milliseconds), 0,
			max_seconds * 1000, NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
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
