/* Bounded twice: a value shows its beginning, and past the journal's limit for bodies no field comes in. */
#include "control/journal_form.h"

#include "control/journal_entry.h"
#include "control/journal_redact.h"

#include <string.h>

enum {
	MAX_VALUE = 1024,
	MAX_TEXT = JOURNAL_MAX_BODY + 16 * MAX_VALUE, /* one more value, however it is escaped */
};

struct journal_form journal_form_open(struct arena *a, const char *key)
{
	return (struct journal_form){ .text = strbuf_init(a, MAX_TEXT), .key = key };
}

/* Opens the object of a field; false when there is no room for one more. */
static bool begin(struct journal_form *f, const char *name, int64_t bytes)
{
	if (!f->writer.out) {
		f->writer = json_writer(&f->text);
		json_open_array(&f->writer, NULL);
	}
	f->bytes += bytes;
	if (f->text.len >= JOURNAL_MAX_BODY || strlen(name) > MAX_VALUE) {
		f->cut = true;
		return false;
	}
	json_open_object(&f->writer, NULL);
	json_put_text(&f->writer, "name", name);
	return true;
}

void journal_form_field(struct journal_form *f, const char *name, const char *value)
{
	struct arena *a = f->text.arena;
	size_t n = strlen(value);
	bool cut = n > MAX_VALUE;

	if (!begin(f, name, (int64_t)n))
		return;
	struct view shown = { value, cut ? MAX_VALUE : n };
	if (journal_redact_is_secret(view_of(name))) {
		shown = view_of(journal_redact_mark(a, view_of(name)));
		cut = false;
	} else {
		shown = journal_redact_text(a, shown, f->key);
	}
	json_put_text(&f->writer, "value", arena_strndup(a, shown.p, shown.n));
	if (cut)
		json_put_bool(&f->writer, "cut", true);
	f->cut = f->cut || cut;
	json_close_object(&f->writer);
}

void journal_form_file(struct journal_form *f, const char *name, int64_t bytes)
{
	if (!begin(f, name, bytes))
		return;
	json_put_int(&f->writer, "bytes", bytes);
	json_close_object(&f->writer);
}

struct view journal_form_text(struct journal_form *f)
{
	if (!f->writer.out)
		return (struct view){ "[]", 2 };
	json_close_array(&f->writer);
	/* Half a text is no JSON. */
	if (f->text.full) {
		f->cut = true;
		return (struct view){ "[]", 2 };
	}
	return (struct view){ strbuf_text(&f->text), f->text.len };
}
