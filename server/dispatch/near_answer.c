/* What the refusing code knew is there already, what the library knows is asked for; members of the body that
 * nobody reads are found here. */
#include "dispatch/near_answer.h"

#include "base/near.h"
#include "base/strbuf.h"
#include "json/json_read.h"
#include "ops/near_miss.h"

#include <string.h>

enum {
	MAX_LOOKED_AT = 16 * 1024, /* bytes of a body */
	MAX_HEADER = 3 * ERR_NEAR_MAX,
};

static bool is_known(const struct json_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->count; i++)
		if (strcmp(shape->fields[i].name, name) == 0)
			return true;
	return false;
}

/* Whether the refusal is about that member, or about one that it does not name. */
static bool is_missed(const struct err *err, const char *name)
{
	return (err->reason && strcmp(err->reason, "MISSING_PARAMETER") == 0) ||
	       strstr(err->msg, name) || (err->extra_json && strstr(err->extra_json, name));
}

/* The member that was missed and whose name a stranger's comes near: half of the letters may lack. */
static void offer_known(struct near *best, const struct err *err, const struct json_shape *shape,
	const struct json_value *body, const char *stranger)
{
	for (size_t i = 0; i < shape->count; i++) {
		const char *name = shape->fields[i].name;
		size_t cost = near_cost(stranger, name);
		if (cost <= strlen(name) / 2 * NEAR_LETTER && !json_member(body, name) &&
			is_missed(err, name))
			near_offer_at(best, name, cost);
	}
}

/* The API passes over members that it does not know, and then misses those that they were meant to be. */
static const char *nearest_member(const struct req *rq, const struct err *err)
{
	const struct json_value *body;
	struct near best = near_to_any("");

	if (!json_parse(rq->scope, rq->body, rq->body_len, &body) ||
		json_kind_of(body) != JSON_OBJECT)
		return NULL;
	for (const struct json_value *m = json_first(body); m; m = json_next(m))
		if (!is_known(rq->shape, json_name_of(m)))
			offer_known(&best, err, rq->shape, body, json_name_of(m));
	return best.text;
}

static void find_member(struct req *rq)
{
	struct err failure = rq->scope->err;

	if (failure.code != ERR_INVALID || failure.near || !rq->shape || !rq->body ||
		rq->body_len > MAX_LOOKED_AT)
		return;
	err_clear(rq->scope);
	failure.near = nearest_member(rq, &failure);
	rq->scope->err = failure;
}

static const char *header_text(struct arena *a, const char *text)
{
	struct strbuf out = strbuf_init(a, MAX_HEADER);

	for (const char *p = text; *p; p++)
		if (*p < ' ' || *p > '~' || *p == '%')
			strbuf_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
		else
			strbuf_char(&out, *p);
	return strbuf_text(&out);
}

void near_answer(struct emulator *e, struct req *rq, struct reply *rp)
{
	near_miss_find(e, rq->scope);
	find_member(rq);
	bool is_hidden =
		e->config->auth == CONFIG_AUTH_STRICT && near_miss_is_of_another(rq->scope);
	if (rq->scope->err.near && *rq->scope->err.near && !is_hidden)
		reply_header(rp, "x-emulator-nearest",
			header_text(rq->scope->arena, rq->scope->err.near));
}
