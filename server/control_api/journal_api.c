/* /_emulator/journal: what clients sent and got. */
#include "control_api/journal_api.h"

#include "base/date_text.h"
#include "call/answer.h"
#include "control/journal.h"
#include "control/journal_curl.h"
#include "control/journal_har.h"
#include "control/journal_json.h"
#include "control_api/control_account.h"
#include "http/query.h"

#include <limits.h>
#include <string.h>

enum {
	MAX_ANSWER = 64 * 1024 * 1024,
	MAX_SECONDS = 60,
};

enum format { FORMAT_JSON, FORMAT_HAR, FORMAT_CURL };

/* What the query asks for. */
struct wish {
	const char *const *operations; /* that there are, ends with NULL */
	struct journal_filter filter;
	enum format format;
	int64_t limit, count, seconds;
};

static bool refuse(struct scope *s, const char *name, const char *value, const char *takes)
{
	return err_set(s, ERR_INVALID, "The parameter %s takes %s, not '%s'.", name, takes, value);
}

static bool is_operation(const char *const *operations, const char *name)
{
	for (; *operations; operations++)
		if (strcmp(*operations, name) == 0)
			return true;
	return strcmp(name, "delivery") == 0 || text_ends(name, "*");
}

static const char *nearest_operation(const char *const *operations, const char *name)
{
	const char *nearest = "delivery";
	size_t least = text_distance(view_of(name), view_of(nearest));

	for (; *operations; operations++) {
		size_t d = text_distance(view_of(name), view_of(*operations));
		if (d < least) {
			least = d;
			nearest = *operations;
		}
	}
	return nearest;
}

static bool read_operation(struct scope *s, const char *value, struct wish *w)
{
	w->filter.operation = value;
	return is_operation(w->operations, value) ||
	       err_set(s, ERR_INVALID,
		       "No operation is called '%s'; the nearest is %s. A star at the end stands "
		       "for "
		       "any ending.",
		       value, nearest_operation(w->operations, value));
}

static bool read_method(struct scope *s, const char *value, struct wish *w)
{
	(void)s;
	w->filter.method = value;
	return true;
}

static bool read_path(struct scope *s, const char *value, struct wish *w)
{
	w->filter.path = value;
	return value[0] == '/' || refuse(s, "path", value,
					  "a path as it was sent, with a star at its end for any "
					  "ending");
}

static bool read_request(struct scope *s, const char *value, struct wish *w)
{
	(void)s;
	w->filter.request = value;
	return true;
}

static bool read_status(struct scope *s, const char *value, struct wish *w)
{
	return journal_filter_status(&w->filter, value) ||
	       refuse(s, "status", value, "a status such as 404, or a class such as 4xx");
}

static bool read_since(struct scope *s, const char *value, struct wish *w)
{
	if (text_int(view_of(value), &w->filter.after_number) && w->filter.after_number >= 0)
		return true;
	w->filter.after_number = 0;
	return date_text_parse(view_of(value), &w->filter.since_ms) ||
	       refuse(s, "since", value,
		       "the number of the entry before, or a time such as "
		       "2026-01-02T03:04:05.678Z");
}

static bool read_limit(struct scope *s, const char *value, struct wish *w)
{
	return (text_int(view_of(value), &w->limit) && w->limit >= 0 && w->limit <= INT_MAX) ||
	       refuse(s, "limit", value, "how many of the newest entries to show");
}

static bool read_format(struct scope *s, const char *value, struct wish *w)
{
	if (strcmp(value, "har") == 0)
		w->format = FORMAT_HAR;
	else if (strcmp(value, "curl") == 0)
		w->format = FORMAT_CURL;
	return w->format != FORMAT_JSON || strcmp(value, "json") == 0 ||
	       refuse(s, "format", value, "json, har or curl");
}

static bool read_count(struct scope *s, const char *value, struct wish *w)
{
	return (text_int(view_of(value), &w->count) && w->count > 0) ||
	       refuse(s, "count", value, "a number of entries from 1");
}

static bool read_timeout(struct scope *s, const char *value, struct wish *w)
{
	return (text_int(view_of(value), &w->seconds) && w->seconds >= 0 &&
		       w->seconds <= MAX_SECONDS) ||
	       refuse(s, "timeout", value, "whole seconds from 0 to 60");
}

static const struct {
	const char *name;
	bool (*read)(struct scope *s, const char *value, struct wish *w);
} params[] = {
	{ "operation", read_operation },
	{ "method", read_method },
	{ "status", read_status },
	{ "path", read_path },
	{ "since", read_since },
	{ "request", read_request },
	{ "limit", read_limit },
	{ "format", read_format },
	{ "count", read_count },
	{ "timeout", read_timeout },
};

/* Which of them a call takes is told by its route. */
static bool read_param(struct scope *s, const struct query_param *param, struct wish *w)
{
	for (size_t i = 0; i < ARRAY_LEN(params); i++)
		if (strcmp(params[i].name, param->name) == 0)
			return params[i].read(s, param->value, w);
	return true;
}

static bool read_wish(struct emulator *e, struct req *rq, struct wish *w)
{
	const char *id;
	struct query q;

	*w = (struct wish){
		.operations = e->operations, .limit = INT_MAX, .count = 1, .seconds = 5
	};
	if (!journal_on(e->journal))
		return err_set(rq->scope, ERR_CONFLICT,
			"The journal is off: --journal-entries or --journal-bytes is 0.");
	if (!query_parse(rq->scope, rq->query, &q))
		return false;
	for (size_t i = 0; i < q.count; i++)
		if (!read_param(rq->scope, &q.params[i], w))
			return false;
	return control_account_read(e, rq, &id, &w->filter.account);
}

static bool finish(struct req *rq, struct reply *rp, int status, const struct strbuf *body)
{
	if (body->full)
		return err_set(rq->scope, ERR_TOO_LARGE,
			"This is more than fits into one answer; ask for less with limit, since or "
			"a "
			"filter.");
	return answer_json(rq, rp, status, body);
}

static bool answer_entries(
	struct req *rq, struct reply *rp, int status, const struct journal_page *page)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_ANSWER);
	struct json_writer w = json_writer(&body);

	json_open_object(&w, NULL);
	json_put_int(&w, "last", page->last);
	json_put_int(&w, "matched", page->matched);
	json_open_array(&w, "entries");
	for (size_t i = 0; i < page->count; i++)
		journal_json_put(&w, &page->entries[i]);
	json_close_array(&w);
	json_close_object(&w);
	return finish(rq, rp, status, &body);
}

static bool answer_har(struct req *rq, struct reply *rp, const struct journal_page *page)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_ANSWER);
	struct json_writer w = json_writer(&body);

	journal_har_write(&w, page->entries, page->count, reply_reason);
	return finish(rq, rp, 200, &body);
}

static bool answer_curl(struct req *rq, struct reply *rp, const struct journal_page *page)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_ANSWER);

	for (size_t i = 0; i < page->count; i++)
		journal_curl_line(&body, &page->entries[i]);
	if (body.full)
		return finish(rq, rp, 200, &body);
	reply_text(rp, 200, "text/plain; charset=utf-8", strbuf_text(&body), body.len);
	return true;
}

bool journal_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct journal_page page;
	struct wish w;

	if (!read_wish(e, rq, &w))
		return false;
	journal_read(e->journal, rq->scope->arena, &w.filter, (size_t)w.limit, &page);
	if (w.format == FORMAT_HAR)
		return answer_har(rq, rp, &page);
	if (w.format == FORMAT_CURL)
		return answer_curl(rq, rp, &page);
	return answer_entries(rq, rp, 200, &page);
}

bool journal_api_delete(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct strbuf body = strbuf_init(rq->scope->arena, 256);
	struct json_writer w = json_writer(&body);
	struct wish wish;

	if (!read_wish(e, rq, &wish))
		return false;
	json_open_object(&w, NULL);
	json_put_int(&w, "deleted", journal_delete(e->journal, &wish.filter));
	json_close_object(&w);
	return answer_json(rq, rp, 200, &body);
}

bool journal_api_wait(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct journal_page page;
	struct wish w;

	if (!read_wish(e, rq, &w))
		return false;
	if (w.count > journal_limits_of(e->journal)->entries)
		return err_set(rq->scope, ERR_INVALID,
			"The journal keeps %lld entries at most, so count cannot be %lld.",
			(long long)journal_limits_of(e->journal)->entries, (long long)w.count);
	enum journal_wait_end end = journal_wait(e->journal, &w.filter, w.count, w.seconds * 1000);
	if (end == JOURNAL_CROWDED)
		return err_set(rq->scope, ERR_LIMITED,
			"%lld clients wait for the journal already; no more can at this number of "
			"--threads.",
			(long long)journal_limits_of(e->journal)->waiters);
	if (end == JOURNAL_CLOSED)
		return err_set(rq->scope, ERR_UNAVAILABLE, "The server is stopping.");
	journal_read(e->journal, rq->scope->arena, &w.filter, SIZE_MAX, &page);
	return answer_entries(rq, rp, end == JOURNAL_REACHED ? 200 : 408, &page);
}
