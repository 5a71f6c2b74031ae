/* One shape with every member an instruction may have; which of them go together is checked after. */
#include "control/fault_read.h"

#include "json/json_read.h"
#include "json/json_write.h"

#include <string.h>
#include <strings.h>

enum { MAX_SOURCE = 8 * 1024 * 1024, MOST_HEADERS = 40 };

static const int64_t max_count = INT64_C(1000000000);
static const int64_t max_bytes = INT64_C(1) << 40;
static const int64_t max_seed = INT64_C(1) << 53;
static const int64_t max_header_ms = INT64_C(86400) * 1000 * 366;

/* An instruction as it is written; `seen` tells which of its members are there. */
struct wish {
	const struct json_value *match, *chaos, *delay, *body, *headers, *rate_limit, *stall, *drip;
	int64_t after, times, status, retry_after_ms;
	int64_t reset_after, truncate_after, wrong_length, stop_after;
	bool reset, empty, invalid_json;
	const char *content_type;
	int then;
};

enum row {
	ROW_MATCH,
	ROW_AFTER,
	ROW_TIMES,
	ROW_CHAOS,
	ROW_DELAY,
	ROW_BODY,
	ROW_HEADERS,
	ROW_RETRY,
	ROW_RATE_LIMIT,
	ROW_THEN,
	ROW_STATUS, /* from here on: what goes wrong */
	ROW_RESET,
	ROW_RESET_AFTER,
	ROW_EMPTY,
	ROW_TRUNCATE,
	ROW_LENGTH,
	ROW_STALL,
	ROW_DRIP,
	ROW_JSON,
	ROW_TYPE,
	ROW_STOP,
	ROW_COUNT,
};

static const char *const endings[] = { "reset", "stall", NULL };

/* clang-format off */
static const struct json_field wish_fields[] = {
	[ROW_MATCH] = { "match", JSON_FIELD_VALUE, 0, offsetof(struct wish, match), 0, 0, NULL },
	[ROW_AFTER] = { "after", JSON_FIELD_INT, 0, offsetof(struct wish, after), 0, max_count, NULL },
	[ROW_TIMES] = { "times", JSON_FIELD_INT, 0, offsetof(struct wish, times), 0, max_count, NULL },
	[ROW_CHAOS] = { "chaos", JSON_FIELD_VALUE, 0, offsetof(struct wish, chaos), 0, 0, NULL },
	[ROW_DELAY] = { "delay", JSON_FIELD_VALUE, 0, offsetof(struct wish, delay), 0, 0, NULL },
	[ROW_BODY] = { "body", JSON_FIELD_VALUE, 0, offsetof(struct wish, body), 0, 0, NULL },
	[ROW_HEADERS] = { "headers", JSON_FIELD_VALUE, 0, offsetof(struct wish, headers), 0, 0, NULL },
	[ROW_RETRY] = { "retryAfterMs", JSON_FIELD_INT, 0, offsetof(struct wish, retry_after_ms), 0, max_header_ms, NULL },
	[ROW_RATE_LIMIT] = { "rateLimit", JSON_FIELD_VALUE, 0, offsetof(struct wish, rate_limit), 0, 0, NULL },
	[ROW_THEN] = { "then", JSON_FIELD_WORD, 0, offsetof(struct wish, then), 0, 0, endings },
	[ROW_STATUS] = { "status", JSON_FIELD_INT, 0, offsetof(struct wish, status), 200, 599, NULL },
	[ROW_RESET] = { "reset", JSON_FIELD_BOOL, 0, offsetof(struct wish, reset), 0, 0, NULL },
	[ROW_RESET_AFTER] = { "resetAfterBytes", JSON_FIELD_INT, 0, offsetof(struct wish, reset_after), 0, max_bytes, NULL },
	[ROW_EMPTY] = { "emptyAnswer", JSON_FIELD_BOOL, 0, offsetof(struct wish, empty), 0, 0, NULL },
	[ROW_TRUNCATE] = { "truncateAfterBytes", JSON_FIELD_INT, 0, offsetof(struct wish, truncate_after), 0, max_bytes, NULL },
	[ROW_LENGTH] = { "wrongLength", JSON_FIELD_INT, 0, offsetof(struct wish, wrong_length), 0, max_bytes, NULL },
	[ROW_STALL] = { "stall", JSON_FIELD_VALUE, 0, offsetof(struct wish, stall), 0, 0, NULL },
	[ROW_DRIP] = { "drip", JSON_FIELD_VALUE, 0, offsetof(struct wish, drip), 0, 0, NULL },
	[ROW_JSON] = { "invalidJson", JSON_FIELD_BOOL, 0, offsetof(struct wish, invalid_json), 0, 0, NULL },
	[ROW_TYPE] = { "contentType", JSON_FIELD_TEXT, 0, offsetof(struct wish, content_type), 1, 200, NULL },
	[ROW_STOP] = { "stopReadingAfterBytes", JSON_FIELD_INT, 0, offsetof(struct wish, stop_after), 0, max_bytes, NULL },
};
/* clang-format on */
static const struct json_shape wish_shape = { wish_fields, ARRAY_LEN(wish_fields), false };

static bool has(uint64_t seen, enum row row)
{
	return (seen >> row & 1) != 0;
}

/* Puts the place before what was wrong there. */
static bool refuse_at(struct scope *s, const char *where)
{
	const char *why = s->err.msg ? s->err.msg : "it cannot be read";

	err_clear(s);
	return err_set(s, ERR_INVALID, "%s%s", where, why);
}

/* An object inside the instruction. */
static bool read_part(struct scope *s, const char *name, const struct json_value *v,
	const struct json_shape *shape, void *out)
{
	uint64_t seen;

	return json_read_value(s, v, shape, out, &seen) ||
	       refuse_at(s, arena_printf(s->arena, ".%s: ", name));
}

static bool read_match(struct scope *s, const struct json_value *v, struct fault *f)
{
	static const struct json_field fields[] = {
		{ "operation", JSON_FIELD_TEXT, 0, offsetof(struct fault, operation), 1, 200,
			NULL },
		{ "method", JSON_FIELD_TEXT, 0, offsetof(struct fault, method), 1, 20, NULL },
		{ "path", JSON_FIELD_TEXT, 0, offsetof(struct fault, path), 1, 4096, NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };

	return read_part(s, "match", v, &shape, f);
}

struct chaos {
	const struct json_value *rate;
	int64_t seed;
};

static bool read_chaos(struct scope *s, const struct json_value *v, struct fault *f)
{
	const struct json_field fields[] = {
		{ "rate", JSON_FIELD_VALUE, JSON_REQUIRED, offsetof(struct chaos, rate), 0, 0,
			NULL },
		{ "seed", JSON_FIELD_INT, 0, offsetof(struct chaos, seed), 0, max_seed, NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	struct chaos chaos = { 0 };

	if (!read_part(s, "chaos", v, &shape, &chaos))
		return false;
	double rate = json_number_of(chaos.rate);
	if (json_kind_of(chaos.rate) != JSON_NUMBER || rate < 0 || rate > 1)
		return err_set(s, ERR_INVALID, ".chaos: rate must be a number from 0 to 1");
	f->chaos = true;
	f->rate = rate;
	f->seed = (uint64_t)chaos.seed;
	return true;
}

struct delay {
	int64_t ms, min, max, seed;
};

static bool read_delay(struct scope *s, const struct json_value *v, struct fault_delay *out)
{
	const struct json_field fields[] = {
		{ "ms", JSON_FIELD_INT, 0, offsetof(struct delay, ms), 0, FAULT_MAX_WAIT_MS, NULL },
		{ "minMs", JSON_FIELD_INT, 0, offsetof(struct delay, min), 0, FAULT_MAX_WAIT_MS,
			NULL },
		{ "maxMs", JSON_FIELD_INT, 0, offsetof(struct delay, max), 0, FAULT_MAX_WAIT_MS,
			NULL },
		{ "seed", JSON_FIELD_INT, 0, offsetof(struct delay, seed), 0, max_seed, NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	struct delay delay = { .ms = -1, .min = -1, .max = -1 };

	if (!read_part(s, "delay", v, &shape, &delay))
		return false;
	bool fixed = delay.ms >= 0, range = delay.min >= 0 && delay.max >= 0;
	if (fixed ? delay.min >= 0 || delay.max >= 0 : !range)
		return err_set(s, ERR_INVALID, ".delay: give either ms, or minMs and maxMs");
	if (!fixed && delay.min > delay.max)
		return err_set(s, ERR_INVALID, ".delay: minMs must not be above maxMs");
	*out = (struct fault_delay){
		.min_ms = fixed ? delay.ms : delay.min,
		.max_ms = fixed ? delay.ms : delay.max,
		.seed = (uint64_t)delay.seed,
	};
	return true;
}

static void add_header(struct fault_action *action, const char *name, const char *value)
{
	action->headers[action->header_count++] = (struct fault_header){ name, value };
}

static bool is_token(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	return n > 0 && n <= 100 && name[n] == '\0';
}

/* The frame of the answer and what every answer has stay the server's. */
static bool is_ours(const char *name)
{
	static const char *const ours[] = { "Content-Length", "Transfer-Encoding", "Connection",
		"Keep-Alive", "Date", "x-ik-requestid", "x-request-id" };

	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (strcasecmp(name, ours[i]) == 0)
			return true;
	return false;
}

static bool read_headers(struct scope *s, const struct json_value *v, struct fault_action *action)
{
	if (json_kind_of(v) != JSON_OBJECT || json_count(v) > MOST_HEADERS)
		return err_set(s, ERR_INVALID,
			".headers: an object of at most %d headers is expected", MOST_HEADERS);
	for (const struct json_value *m = json_first(v); m; m = json_next(m)) {
		const char *name = json_name_of(m), *value = json_text_of(m);
		if (!is_token(name) || is_ours(name))
			return err_set(s, ERR_INVALID,
				".headers: '%.100s' is not a header that can be set", name);
		if (!value)
			return err_set(s, ERR_INVALID, ".headers: %.100s must be a string", name);
		add_header(action, name, value);
	}
	return true;
}

struct rate_limit {
	int64_t limit, reset_ms, interval_ms;
};

static bool read_rate_limit(
	struct scope *s, const struct json_value *v, struct fault_action *action)
{
	const struct json_field fields[] = {
		{ "limit", JSON_FIELD_INT, JSON_REQUIRED, offsetof(struct rate_limit, limit), 0,
			max_count, NULL },
		{ "resetMs", JSON_FIELD_INT, JSON_REQUIRED, offsetof(struct rate_limit, reset_ms),
			0, max_header_ms, NULL },
		{ "intervalMs", JSON_FIELD_INT, JSON_REQUIRED,
			offsetof(struct rate_limit, interval_ms), 0, max_header_ms, NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };
	struct rate_limit r = { 0 };

	if (!read_part(s, "rateLimit", v, &shape, &r))
		return false;
	add_header(action, "X-RateLimit-Limit", arena_printf(s->arena, "%lld", (long long)r.limit));
	add_header(
		action, "X-RateLimit-Reset", arena_printf(s->arena, "%lld", (long long)r.reset_ms));
	add_header(action, "X-RateLimit-Interval",
		arena_printf(s->arena, "%lld", (long long)r.interval_ms));
	return true;
}

static void add_retry_after(struct scope *s, int64_t ms, struct fault_action *action)
{
	add_header(action, "retry-after-ms", arena_printf(s->arena, "%lld", (long long)ms));
	add_header(action, "retry-after",
		arena_printf(s->arena, "%lld", (long long)((ms + 999) / 1000)));
}

static const char *json_of(struct scope *s, const struct json_value *v)
{
	struct strbuf text = strbuf_init(s->arena, MAX_SOURCE);
	struct json_writer w = json_writer(&text);

	json_put_value(&w, NULL, v);
	return strbuf_text(&text);
}

static bool read_status(
	struct scope *s, const struct wish *wish, uint64_t seen, struct fault_action *action)
{
	enum { MOST_OURS = 5 };

	action->status = (int)wish->status;
	action->headers =
		arena_alloc(s->arena, (MOST_HEADERS + MOST_OURS) * sizeof(*action->headers));
	if (has(seen, ROW_RETRY))
		add_retry_after(s, wish->retry_after_ms, action);
	if (has(seen, ROW_RATE_LIMIT) && !read_rate_limit(s, wish->rate_limit, action))
		return false;
	if (has(seen, ROW_HEADERS) && !read_headers(s, wish->headers, action))
		return false;
	if (has(seen, ROW_BODY)) {
		action->is_json = json_kind_of(wish->body) != JSON_TEXT;
		action->body = action->is_json ? json_of(s, wish->body) : json_text_of(wish->body);
	}
	return true;
}

static bool read_stall(struct scope *s, const struct json_value *v, struct fault_action *action)
{
	static const struct json_field fields[] = {
		{ "maxMs", JSON_FIELD_INT, 0, offsetof(struct fault_action, ms), 1,
			FAULT_MAX_WAIT_MS, NULL },
	};
	static const struct json_shape shape = { fields, ARRAY_LEN(fields), false };

	action->ms = FAULT_STALL_MS;
	return read_part(s, "stall", v, &shape, action);
}

static bool read_drip(struct scope *s, const struct json_value *v, struct fault_action *action)
{
	const struct json_field fields[] = {
		{ "bytesPerSecond", JSON_FIELD_INT, JSON_REQUIRED,
			offsetof(struct fault_action, bytes), 1, max_count, NULL },
	};
	const struct json_shape shape = { fields, ARRAY_LEN(fields), false };

	return read_part(s, "drip", v, &shape, action);
}

/* What goes wrong, of the one row that says so. */
static bool read_action(struct scope *s, enum row row, const struct wish *wish, uint64_t seen,
	struct fault_action *action)
{
	static const enum fault_kind kinds[ROW_COUNT] = {
		[ROW_STATUS] = FAULT_STATUS,
		[ROW_RESET] = FAULT_RESET,
		[ROW_RESET_AFTER] = FAULT_RESET,
		[ROW_EMPTY] = FAULT_EMPTY,
		[ROW_TRUNCATE] = FAULT_TRUNCATED,
		[ROW_LENGTH] = FAULT_WRONG_LENGTH,
		[ROW_STALL] = FAULT_STALL,
		[ROW_DRIP] = FAULT_DRIP,
		[ROW_JSON] = FAULT_INVALID_JSON,
		[ROW_TYPE] = FAULT_CONTENT_TYPE,
		[ROW_STOP] = FAULT_STOP_READING,
	};
	const int64_t bytes[ROW_COUNT] = {
		[ROW_RESET] = -1,
		[ROW_RESET_AFTER] = wish->reset_after,
		[ROW_TRUNCATE] = wish->truncate_after,
		[ROW_LENGTH] = wish->wrong_length,
		[ROW_STOP] = wish->stop_after,
	};
	const bool no[ROW_COUNT] = {
		[ROW_RESET] = !wish->reset,
		[ROW_EMPTY] = !wish->empty,
		[ROW_JSON] = !wish->invalid_json,
	};

	if (no[row])
		return err_set(s, ERR_INVALID, ".%s: it must be true where it is given",
			wish_fields[row].name);
	action->kind = kinds[row];
	action->bytes = bytes[row];
	action->content_type = wish->content_type;
	if (row == ROW_STATUS)
		return read_status(s, wish, seen, action);
	if (row == ROW_STALL)
		return read_stall(s, wish->stall, action);
	if (row == ROW_DRIP)
		return read_drip(s, wish->drip, action);
	if (row == ROW_STOP && wish->then == 1)
		action->ms = FAULT_STALL_MS;
	return true;
}

/* The one row that says what goes wrong; ROW_COUNT when none does. */
static bool find_action(struct scope *s, uint64_t seen, enum row *out)
{
	*out = ROW_COUNT;
	for (enum row row = ROW_STATUS; row < ROW_COUNT; row++) {
		if (!has(seen, row))
			continue;
		if (*out != ROW_COUNT)
			return err_set(s, ERR_INVALID,
				": %s and %s cannot both go wrong; only delay goes with another",
				wish_fields[*out].name, wish_fields[row].name);
		*out = row;
	}
	if (*out == ROW_COUNT && !has(seen, ROW_DELAY))
		return err_set(s, ERR_INVALID,
			": it says nothing that goes wrong: give status, reset, delay or the like");
	for (enum row row = ROW_BODY; row <= ROW_THEN; row++) {
		enum row with = row == ROW_THEN ? ROW_STOP : ROW_STATUS;
		if (has(seen, row) && *out != with)
			return err_set(s, ERR_INVALID, ".%s: it goes with %s alone",
				wish_fields[row].name, wish_fields[with].name);
	}
	return true;
}

static bool read_members(struct scope *s, const struct json_value *v, struct fault *f)
{
	struct wish wish = { .times = -1 };
	uint64_t seen;
	enum row row;

	if (!json_read_value(s, v, &wish_shape, &wish, &seen))
		return refuse_at(s, ": ");
	if (has(seen, ROW_MATCH) && !read_match(s, wish.match, f))
		return false;
	if (has(seen, ROW_CHAOS) && !read_chaos(s, wish.chaos, f))
		return false;
	if (has(seen, ROW_DELAY) && !read_delay(s, wish.delay, &f->delay))
		return false;
	f->after = wish.after;
	f->times = wish.times >= 0 ? wish.times : f->chaos ? 0 : 1;
	return find_action(s, seen, &row) &&
	       (row == ROW_COUNT || read_action(s, row, &wish, seen, &f->action));
}

bool fault_read(struct scope *s, const struct json_value *array, struct fault **out, size_t *count)
{
	size_t n = json_count(array), i = 0;

	if (json_kind_of(array) != JSON_ARRAY || n > FAULT_READ_MAX)
		return err_set(s, ERR_INVALID, "faults must be an array of at most %d instructions",
			FAULT_READ_MAX);
	*out = arena_alloc(s->arena, n * sizeof(**out));
	*count = n;
	for (const struct json_value *v = json_first(array); v; v = json_next(v), i++) {
		if (!read_members(s, v, &(*out)[i]))
			return refuse_at(s, arena_printf(s->arena, "faults[%zu]", i));
		(*out)[i].source = json_of(s, v);
	}
	return true;
}
