/* Reading what an entry keeps as text. */
#include "control/journal_entry.h"

#include "base/utf8.h"

#include <string.h>

bool journal_entry_header_next(struct view *lines, struct view *name, struct view *value)
{
	while (lines->p) {
		struct view line = view_split(lines, '\n');
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (line.n == 0)
			continue;
		*name = view_split(&line, ':');
		*value = view_trim(line.p ? line : (struct view){ "", 0 });
		return true;
	}
	return false;
}

const char *journal_entry_header(struct arena *a, struct view lines, const char *name)
{
	struct view found, value;

	while (journal_entry_header_next(&lines, &found, &value))
		if (text_same_nocase(found, name))
			return arena_strndup(a, value.p, value.n);
	return NULL;
}

const char *journal_entry_url(struct arena *a, const struct journal_entry *entry)
{
	const char *host = journal_entry_header(a, entry->text[JOURNAL_REQUEST_HEADERS], "Host");
	struct view target = entry->text[JOURNAL_TARGET];

	return arena_printf(a, "http://%s%.*s", host ? host : "localhost", (int)target.n, target.p);
}

/* Without the bytes of a last character that is not whole. */
static size_t whole_characters(struct view v)
{
	enum { LONGEST = 4 };
	uint32_t code;

	for (size_t back = 1; back < LONGEST && back <= v.n; back++) {
		const char *p = v.p + v.n - back;
		if (((uint8_t)*p & 0xC0) == 0x80)
			continue;
		return utf8_decode(p, back, &code) == 0 ? v.n - back : v.n;
	}
	return v.n;
}

const char *journal_entry_text(
	struct arena *a, const struct journal_entry *entry, enum journal_text which)
{
	struct view v = entry->text[which];

	if (!v.p || memchr(v.p, '\0', v.n))
		return NULL;
	return arena_strndup(a, v.p, whole_characters(v));
}
