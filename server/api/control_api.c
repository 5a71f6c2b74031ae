/* /_emulator: health, what this program is, reset. */
#include "api/answer.h"
#include "api/clock_api.h"
#include "api/control_account.h"
#include "api/handlers.h"
#include "api/routes.h"
#include "config/config_table.h"
#include "config/config_value.h"
#include "ops/account_ops.h"
#include "ops/metadata_ops.h"

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
			if (row->only != CONFIG_SERVE)
				continue;
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
	clock_api_put_state(&w, "clock", e, CLOCK_GLOBAL);
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

bool control_api_reset(struct emulator *e, struct req *rq, struct reply *rp)
{
	const char *id;
	int64_t row;

	return control_account_read(e, rq, &id, &row) && account_ops_reset(e, rq->scope, id) &&
	       answer_nothing(rp);
}
