/* The members of an entry. */
#include "control/journal_json.h"

#include "base/date_text.h"

static void put(struct json_writer *w, const char *key, const struct journal_entry *entry,
	enum journal_text which)
{
	json_put_text(w, key, journal_entry_text(w->out->arena, entry, which));
}

static void put_headers(struct json_writer *w, struct view lines)
{
	struct view name, value;

	json_open_array(w, "headers");
	while (journal_entry_header_next(&lines, &name, &value)) {
		json_open_object(w, NULL);
		json_put_text(w, "name", arena_strndup(w->out->arena, name.p, name.n));
		json_put_text(w, "value", arena_strndup(w->out->arena, value.p, value.n));
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_request(struct json_writer *w, const struct journal_entry *entry)
{
	struct view form = entry->text[JOURNAL_REQUEST_FORM];

	json_open_object(w, "request");
	put_headers(w, entry->text[JOURNAL_REQUEST_HEADERS]);
	put(w, "body", entry, JOURNAL_REQUEST_BODY);
	if (form.p)
		json_put_raw(w, "form", arena_strndup(w->out->arena, form.p, form.n));
	json_put_int(w, "bytes", entry->request_bytes);
	json_put_bool(w, "cut", entry->request_cut);
	if (entry->text[JOURNAL_REQUEST_SHA256].p)
		put(w, "sha256", entry, JOURNAL_REQUEST_SHA256);
	json_close_object(w);
}

static void put_response(struct json_writer *w, const struct journal_entry *entry)
{
	json_open_object(w, "response");
	put_headers(w, entry->text[JOURNAL_RESPONSE_HEADERS]);
	put(w, "body", entry, JOURNAL_RESPONSE_BODY);
	json_put_int(w, "bytes", entry->response_bytes);
	json_put_bool(w, "cut", entry->response_cut);
	json_close_object(w);
}

static void put_why(struct json_writer *w, const struct journal_entry *entry)
{
	if (!entry->text[JOURNAL_RULE].p)
		return;
	json_open_object(w, "why");
	put(w, "rule", entry, JOURNAL_RULE);
	put(w, "message", entry, JOURNAL_MESSAGE);
	put(w, "nearest", entry, JOURNAL_NEAREST);
	json_close_object(w);
}

void journal_json_put(struct json_writer *w, const struct journal_entry *entry)
{
	json_open_object(w, NULL);
	json_put_int(w, "number", entry->number);
	put(w, "requestId", entry, JOURNAL_ID);
	put(w, "account", entry, JOURNAL_ACCOUNT);
	json_put_text(w, "time", date_text_iso(w->out->arena, entry->at_ms));
	json_put_int(w, "durationUs", entry->us);
	put(w, "method", entry, JOURNAL_METHOD);
	put(w, "target", entry, JOURNAL_TARGET);
	put(w, "operation", entry, JOURNAL_OPERATION);
	json_put_int(w, "status", entry->status);
	if (entry->text[JOURNAL_WARNING].p)
		put(w, "warning", entry, JOURNAL_WARNING);
	put_why(w, entry);
	put_request(w, entry);
	put_response(w, entry);
	json_close_object(w);
}
