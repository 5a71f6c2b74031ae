/* Which members go with which mode, and what they come to. */
#include "control/clock_json.h"

#include "base/date_text.h"
#include "json/json_read.h"

const char *const clock_json_modes[] = {
	[CLOCK_REAL] = "real",
	[CLOCK_OFFSET] = "offset",
	[CLOCK_FROZEN] = "frozen",
	[CLOCK_SPEED] = "speed",
	NULL,
};

enum row { ROW_MODE, ROW_TIME, ROW_OFFSET, ROW_SPEED };

static const int64_t max_offset = INT64_C(10000) * 366 * 86400 * 1000;

static const struct json_field wish_fields[] = {
	[ROW_MODE] = { "mode", JSON_FIELD_WORD, JSON_REQUIRED, offsetof(struct clock_wish, mode), 0,
		0, clock_json_modes },
	[ROW_TIME] = { "time", JSON_FIELD_TEXT, 0, offsetof(struct clock_wish, time), 1, 64, NULL },
	[ROW_OFFSET] = { "offsetMs", JSON_FIELD_INT, 0, offsetof(struct clock_wish, offset_ms),
		-max_offset, max_offset, NULL },
	[ROW_SPEED] = { "speed", JSON_FIELD_INT, 0, offsetof(struct clock_wish, speed), 1,
		CLOCK_MAX_SPEED, NULL },
};
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

static bool check_offset(struct scope *s, const struct clock_wish *wish)
{
	if (wish->has_offset && wish->mode != CLOCK_OFFSET)
		return err_set(s, ERR_INVALID, "The mode %s takes no offsetMs.",
			clock_json_modes[wish->mode]);
	if (wish->mode == CLOCK_OFFSET && wish->has_offset == (wish->time != NULL))
		return err_set(s, ERR_INVALID,
			"The mode offset needs the time from which it runs on, or offsetMs, and "
			"not both.");
	return true;
}

static bool check_speed(struct scope *s, const struct clock_wish *wish)
{
	if (wish->speed == 0 && wish->mode == CLOCK_SPEED)
		return err_set(s, ERR_INVALID,
			"The mode speed needs a speed: how many seconds pass in one, from 1 to "
			"%d.",
			CLOCK_MAX_SPEED);
	if (wish->speed != 0 && wish->mode != CLOCK_SPEED)
		return err_set(s, ERR_INVALID, "The mode %s takes no speed.",
			clock_json_modes[wish->mode]);
	return true;
}

static bool read_time(struct scope *s, struct clock_wish *wish)
{
	if (wish->time && wish->mode == CLOCK_REAL)
		return err_set(s, ERR_INVALID, "The real clock takes no time.");
	if (wish->time && !date_text_parse(view_of(wish->time), &wish->at_ms))
		return err_set(s, ERR_INVALID,
			"time '%s' is neither an ISO 8601 date such as 2026-01-02T03:04:05.678Z "
			"nor Unix seconds.",
			wish->time);
	return true;
}

bool clock_json_read(struct scope *s, const struct json_value *object, struct clock_wish *out)
{
	uint64_t seen;

	*out = (struct clock_wish){ 0 };
	if (!json_read_value(s, object, &wish_shape, out, &seen))
		return false;
	out->has_offset = (seen >> ROW_OFFSET & 1) != 0;
	return check_offset(s, out) && check_speed(s, out) && read_time(s, out);
}

void clock_json_apply(struct clock *c, int64_t account, const struct clock_wish *wish)
{
	struct clock_state state = { .mode = (enum clock_mode)wish->mode };
	int64_t at = wish->time ? wish->at_ms : clock_now(c, account);

	if (state.mode == CLOCK_FROZEN)
		state.at_ms = at;
	if (state.mode == CLOCK_OFFSET)
		state.at_ms = wish->has_offset ? wish->offset_ms : at - clock_machine_ms();
	if (state.mode == CLOCK_SPEED)
		clock_set_speed(c, account, at, wish->speed);
	else
		clock_set(c, account, state);
}

void clock_json_write(struct json_writer *w, const char *key, struct clock *c, int64_t account)
{
	struct clock_state state = clock_get(c, account);

	json_open_object(w, key);
	json_put_text(w, "mode", clock_json_modes[state.mode]);
	if (state.mode == CLOCK_OFFSET)
		json_put_int(w, "offsetMs", state.at_ms);
	else if (state.mode != CLOCK_REAL)
		json_put_text(w, "time", date_text_iso(w->out->arena, clock_now(c, account)));
	if (state.mode == CLOCK_SPEED)
		json_put_int(w, "speed", clock_speed(c, account));
	json_close_object(w);
}
