/* HAR wants every member there, so what is not known is -1, "" or an empty list. */
#include "control/journal_har.h"

#include "base/date_text.h"
#include "base/encode.h"
#include "json/json_value.h"

static const char *text_of(
	struct json_writer *w, const struct journal_entry *entry, enum journal_text which)
{
	const char *text = journal_entry_text(w->out->arena, entry, which);

	return text ? text : "";
}

static void put_pair(struct json_writer *w, const char *name, const char *value)
{
	json_open_object(w, NULL);
	json_put_text(w, "name", name);
	json_put_text(w, "value", value);
	json_close_object(w);
}

/* Both lists stand in each half of an entry; cookies are never kept. */
static void put_headers(struct json_writer *w, struct view lines)
{
	struct arena *a = w->out->arena;
	struct view name, value;

	json_open_array(w, "cookies");
	json_close_array(w);
	json_open_array(w, "headers");
	while (journal_entry_header_next(&lines, &name, &value))
		put_pair(w, arena_strndup(a, name.p, name.n), arena_strndup(a, value.p, value.n));
	json_close_array(w);
	json_put_int(w, "headersSize", -1);
}

static const char *decoded(struct arena *a, struct view v)
{
	char *text;
	size_t n;

	return v.p && encode_percent_decode(a, v, true, &text, &n) ? text
	       : v.p                                               ? arena_strndup(a, v.p, v.n)
								   : "";
}

static void put_query(struct json_writer *w, struct view target)
{
	view_split(&target, '?');
	json_open_array(w, "queryString");
	while (target.p) {
		struct view value = view_split(&target, '&');
		struct view name = view_split(&value, '=');
		if (name.n > 0)
			put_pair(w, decoded(w->out->arena, name), decoded(w->out->arena, value));
	}
	json_close_array(w);
}

/* Files come without their content, which the journal never has. */
static void put_params(struct scope *s, struct json_writer *w, struct view form)
{
	const struct json_value *fields;

	json_open_array(w, "params");
	if (json_parse(s, form.p, form.n, &fields))
		for (const struct json_value *f = json_first(fields); f; f = json_next(f)) {
			const struct json_value *value = json_member(f, "value");
			json_open_object(w, NULL);
			json_put_text(w, "name", json_text_of(json_member(f, "name")));
			if (value)
				json_put_text(w, "value", json_text_of(value));
			json_close_object(w);
		}
	json_close_array(w);
}

static void put_post_data(struct json_writer *w, const struct journal_entry *entry)
{
	struct scope s = { .arena = w->out->arena };
	struct view form = entry->text[JOURNAL_REQUEST_FORM];
	const char *type =
		journal_entry_header(s.arena, entry->text[JOURNAL_REQUEST_HEADERS], "Content-Type");

	if (!form.p && !entry->text[JOURNAL_REQUEST_BODY].p)
		return;
	json_open_object(w, "postData");
	json_put_text(w, "mimeType", type ? type : "");
	if (form.p)
		put_params(&s, w, form);
	else
		json_put_text(w, "text", text_of(w, entry, JOURNAL_REQUEST_BODY));
	json_close_object(w);
}

static void put_request(struct json_writer *w, const struct journal_entry *entry)
{
	json_open_object(w, "request");
	json_put_text(w, "method", text_of(w, entry, JOURNAL_METHOD));
	json_put_text(w, "url", journal_entry_url(w->out->arena, entry));
	json_put_text(w, "httpVersion", "HTTP/1.1");
	put_headers(w, entry->text[JOURNAL_REQUEST_HEADERS]);
	put_query(w, entry->text[JOURNAL_TARGET]);
	put_post_data(w, entry);
	json_put_int(w, "bodySize", entry->request_bytes);
	json_close_object(w);
}

static void put_response(
	struct json_writer *w, const struct journal_entry *entry, const char *status_text)
{
	struct view lines = entry->text[JOURNAL_RESPONSE_HEADERS];
	const char *type = journal_entry_header(w->out->arena, lines, "Content-Type");
	const char *location = journal_entry_header(w->out->arena, lines, "Location");

	json_open_object(w, "response");
	json_put_int(w, "status", entry->status);
	json_put_text(w, "statusText", status_text);
	json_put_text(w, "httpVersion", "HTTP/1.1");
	put_headers(w, lines);
	json_open_object(w, "content");
	json_put_int(w, "size", entry->response_bytes);
	json_put_text(w, "mimeType", type ? type : "");
	if (entry->text[JOURNAL_RESPONSE_BODY].p)
		json_put_text(w, "text", text_of(w, entry, JOURNAL_RESPONSE_BODY));
	json_close_object(w);
	json_put_text(w, "redirectURL", location ? location : "");
	json_put_int(w, "bodySize", entry->response_bytes);
	json_close_object(w);
}

static void put_entry(
	struct json_writer *w, const struct journal_entry *entry, const char *status_text)
{
	double ms = (double)entry->us / 1000;

	json_open_object(w, NULL);
	json_put_text(w, "startedDateTime",
		date_text_iso(w->out->arena, entry->at_ms - entry->us / 1000));
	json_put_number(w, "time", ms);
	put_request(w, entry);
	put_response(w, entry, status_text);
	json_open_object(w, "cache");
	json_close_object(w);
	json_open_object(w, "timings");
	json_put_int(w, "send", 0);
	json_put_number(w, "wait", ms);
	json_put_int(w, "receive", 0);
	json_close_object(w);
	json_put_text(w, "_requestId", text_of(w, entry, JOURNAL_ID));
	json_close_object(w);
}

void journal_har_write(struct json_writer *w, const struct journal_entry *entries, size_t count,
	const char *(*reason)(int status))
{
	json_open_object(w, NULL);
	json_open_object(w, "log");
	json_put_text(w, "version", "1.2");
	json_open_object(w, "creator");
	json_put_text(w, "name", "imagekit-emulator");
	json_put_text(w, "version", EMULATOR_VERSION);
	json_close_object(w);
	json_open_array(w, "entries");
	for (size_t i = 0; i < count; i++)
		put_entry(w, &entries[i], reason((int)entries[i].status));
	json_close_array(w);
	json_close_object(w);
	json_close_object(w);
}
