/* /_emulator: health, what this program is, reset. */
#include "control_api/control_api.h"

#include "call/answer.h"
#include "config/config_table.h"
#include "control_api/clock_api.h"
#include "control_api/control_account.h"
#include "http/query.h"
#include "ops/metadata_ops.h"
#include "options/option_value.h"
#include "state/reset_keep.h"
#include "state/reset_ops.h"

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
	for (size_t g = 0; g < config_table.group_count; g++) {
		for (size_t i = 0; i < config_table.groups[g].count; i++) {
			const struct option_row *row = &config_table.groups[g].rows[i];
			if (row->only)
				continue;
			json_put_text(w, row->name, option_value_text(w->out->arena, config, row));
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
		"answers 501; URL endpoints and origins cannot be configured");
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
	json_put_int(&w, "unknownBlobs", atomic_load(&e->unknown_blobs));
	clock_api_put_state(&w, "clock", e, CLOCK_GLOBAL);
	put_settings(&w, e->config);
	put_video(&w, &reader);
	json_open_array(&w, "coverage");
	for (size_t i = 0; i < e->route_count; i++)
		put_route(&w, &e->routes[i]);
	put_delivery(&w);
	json_close_array(&w);
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

static const struct keepable {
	const char *word;
	enum reset_keep keep;
} keepables[] = {
	{ "journal", RESET_KEEP_JOURNAL },
	{ "clock", RESET_KEEP_CLOCK },
	{ "faults", RESET_KEEP_FAULTS },
	{ "rate-limits", RESET_KEEP_RATE_LIMITS },
};

static bool read_word(struct scope *s, struct view word, unsigned *keep)
{
	for (size_t i = 0; i < ARRAY_LEN(keepables); i++) {
		if (!view_is(word, keepables[i].word))
			continue;
		*keep |= keepables[i].keep;
		return true;
	}
	return err_set(s, ERR_INVALID,
		"keep: '%.*s' is not known; a reset can keep journal, clock, faults and "
		"rate-limits.",
		(int)word.n, word.p);
}

/* `?keep=journal,faults` */
static bool read_keep(struct req *rq, unsigned *keep)
{
	struct query q;

	*keep = 0;
	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	struct view rest = view_of(query_get(&q, "keep") ? query_get(&q, "keep") : "");
	while (rest.n > 0)
		if (!read_word(rq->scope, view_split(&rest, ','), keep))
			return false;
	return true;
}

bool control_api_reset(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	unsigned keep;
	int64_t row;

	return control_account_read(e, rq, &id, &row) && read_keep(rq, &keep) &&
	       reset_ops_reset(e, rq->scope, id, keep) && answer_nothing(rp);
}
