/* /_emulator: health, what this program is, reset, clock. */
#include "api/answer.h"
#include "api/body.h"
#include "api/handlers.h"
#include "api/routes.h"
#include "base/bell.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "http/query.h"
#include "json/json_read.h"
#include "model/account.h"
#include "ops/account_ops.h"
#include "ops/metadata_ops.h"

#include <stddef.h>
#include <string.h>

enum { MAX_CONTROL_JSON = 256 * 1024 };

static bool answer_status(struct req *rq, struct reply *rp, const char *status)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CONTROL_JSON);
	struct json_writer w = json_writer(&body);

	json_open_object(&w, NULL);
	json_put_text(&w, "status", status);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

bool control_api_livez(struct emulator *e, struct req *rq, struct reply *rp)
{
	(void)e;
	return answer_status(rq, rp, "alive");
}

/* The listener opens after the last thing that readiness waits for, so an answer is a yes. */
bool control_api_readyz(struct emulator *e, struct req *rq, struct reply *rp)
{
	(void)e;
	return answer_status(rq, rp, "ready");
}

static void put_settings(struct json_writer *w, const struct config *config)
{
	json_open_object(w, "settings");
	for (size_t g = 0; g < config_table_len; g++) {
		for (size_t i = 0; i < config_table[g].count; i++) {
			const struct config_row *row = &config_table[g].rows[i];
			json_put_text(w, row->name, config_value_text(w->out->arena, config, row));
		}
	}
	json_close_object(w);
}

static void put_route(struct json_writer *w, const struct route *route)
{
	bool missing = route->handler == answer_not_implemented;

	json_open_object(w, NULL);
	json_put_text(w, "operation", route->operation);
	json_put_text(w, "method", route->method);
	json_put_text(w, "path", route->pattern);
	json_put_text(w, "status",
		missing          ? "missing"
		: route->partial ? "partial"
				 : "implemented");
	if (route->partial)
		json_put_text(w, "reason", route->partial);
	json_close_object(w);
}

static void put_delivery(struct json_writer *w)
{
	json_open_object(w, NULL);
	json_put_text(w, "operation", "delivery");
	json_put_text(w, "method", "GET");
	json_put_text(w, "path", "/{imagekitId}/{path}");
	json_put_text(w, "status", "partial");
	json_put_text(w, "reason",
		"originals only: every transformation but orig-true and every virtual suffix "
		"answers 501; "
		"text files are not compressed; URL endpoints and origins cannot be configured");
	json_close_object(w);
}

/* Whether videos can be read, and by what. */
static void put_video(struct json_writer *w, const struct metadata_video_reader *reader)
{
	json_open_object(w, "video");
	json_put_text(w, "ffprobe", reader->program);
	if (reader->program)
		json_put_text(w, "version", reader->version);
	else
		json_put_text(w, "reason", reader->missing);
	json_close_object(w);
}

bool control_api_info(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CONTROL_JSON);
	struct json_writer w = json_writer(&body);
	struct metadata_video_reader reader = metadata_ops_video_reader(e, rq->scope);

	json_open_object(&w, NULL);
	json_put_text(&w, "name", "imagekit-emulator");
	json_put_text(&w, "version", EMULATOR_VERSION);
	json_put_text(&w, "storage", e->storage);
	put_settings(&w, e->config);
	put_video(&w, &reader);
	json_open_array(&w, "coverage");
	for (size_t i = 0; i < routes_api_count; i++)
		put_route(&w, &routes_api[i]);
	put_delivery(&w);
	json_close_array(&w);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

/* The clock or library that ?account= names; CLOCK_GLOBAL without it. */
static bool read_account(struct emulator *e, struct req *rq, const char **id, int64_t *row)
{
	struct account a;
	struct query q;

	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	*id = query_get(&q, "account");
	*row = CLOCK_GLOBAL;
	if (!*id)
		return true;
	if (!account_ops_by_imagekit_id(e, rq->scope, *id, &a))
		return err_set(rq->scope, ERR_NOT_FOUND, "No account has the imagekit_id %s.", *id);
	*row = a.row;
	return true;
}

bool control_api_reset(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return read_account(e, rq, &id, &row) && account_ops_reset(e, rq->scope, id) &&
	       answer_nothing(rp);
}

static const char *const modes[] = {
	[CLOCK_REAL] = "real",
	[CLOCK_OFFSET] = "offset",
	[CLOCK_FROZEN] = "frozen",
	NULL,
};

static bool answer_clock(struct emulator *e, struct req *rq, struct reply *rp, int64_t account)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_CONTROL_JSON);
	struct json_writer w = json_writer(&body);
	int64_t now = clock_now(e->clock, account);

	json_open_object(&w, NULL);
	json_put_text(&w, "mode", modes[clock_get(e->clock, account).mode]);
	json_put_text(&w, "now", clock_iso(rq->scope->arena, now));
	json_put_int(&w, "nowMs", now);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

bool control_api_get_clock(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return read_account(e, rq, &id, &row) && answer_clock(e, rq, rp, row);
}

struct clock_wish {
	int mode;
	const char *time;
};

static const struct json_field wish_fields[] = {
	{ "mode", JSON_FIELD_WORD, JSON_REQUIRED, offsetof(struct clock_wish, mode), 0, 0, modes },
	{ "time", JSON_FIELD_TEXT, 0, offsetof(struct clock_wish, time), 1, 64, NULL },
};
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

static bool apply_wish(
	struct emulator *e, struct scope *s, int64_t account, const struct clock_wish *wish)
{
	struct clock_state state = { .mode = (enum clock_mode)wish->mode };
	int64_t at = clock_now(e->clock, account);

	if (wish->time && state.mode == CLOCK_REAL)
		return err_set(s, ERR_INVALID, "The real clock takes no time.");
	if (!wish->time && state.mode == CLOCK_OFFSET)
		return err_set(
			s, ERR_INVALID, "The mode offset needs the time from which it runs on.");
	if (wish->time && !clock_parse(view_of(wish->time), &at))
		return err_set(s, ERR_INVALID,
			"time '%s' is neither an ISO 8601 date such as 2026-01-02T03:04:05.678Z "
			"nor Unix "
			"seconds.",
			wish->time);
	if (state.mode == CLOCK_FROZEN)
		state.at_ms = at;
	if (state.mode == CLOCK_OFFSET)
		state.at_ms = at - clock_machine_ms();
	clock_set(e->clock, account, state);
	bell_ring(e->jobs);
	return true;
}

bool control_api_put_clock(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct clock_wish wish = { 0 };
	const char *id;
	int64_t row;
	uint64_t seen;

	return read_account(e, rq, &id, &row) && body_read(rq, &wish_shape, &wish, &seen) &&
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
	bell_ring(e->jobs);
	return true;
}

bool control_api_advance_clock(struct emulator *e, struct req *rq, struct reply *rp)
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

	if (!read_account(e, rq, &id, &row) || !body_read(rq, &shape, &step, &seen))
		return false;
	if (seen == 0)
		return err_set(rq->scope, ERR_INVALID, "Say by how much: seconds or milliseconds.");
	return apply_step(e, rq->scope, row, &step) && answer_clock(e, rq, rp, row);
}
