/* Conditions on entries, all of them pure. */
#include "control/journal_filter.h"

#include <string.h>

struct view journal_filter_path(struct view target)
{
	static const char selector[] = "/_case/";
	struct view path = view_split(&target, '?');

	if (!view_starts(path, selector))
		return path;
	size_t skip = sizeof(selector) - 1;
	const char *slash = memchr(path.p + skip, '/', path.n - skip);
	return slash ? (struct view){ slash, path.n - (size_t)(slash - path.p) } : view_of("/");
}

bool journal_filter_status(struct journal_filter *f, const char *text)
{
	int64_t status;

	if (strlen(text) != 3 || text[0] < '1' || text[0] > '5')
		return false;
	if (text_same_nocase(view_of(text + 1), "xx")) {
		f->status_from = (int64_t)(text[0] - '0') * 100;
		f->status_upto = f->status_from + 99;
		return true;
	}
	if (!text_int(view_of(text), &status))
		return false;
	f->status_from = f->status_upto = status;
	return true;
}

static bool fits(const char *pattern, struct view v)
{
	size_t n = pattern ? strlen(pattern) : 0;

	if (!pattern)
		return true;
	if (!v.p)
		return false;
	if (n > 0 && pattern[n - 1] == '*')
		return v.n >= n - 1 && memcmp(v.p, pattern, n - 1) == 0;
	return view_is(v, pattern);
}

static bool fits_numbers(const struct journal_filter *f, const struct journal_entry *entry)
{
	if (f->account && entry->account != f->account)
		return false;
	if (f->status_from && (entry->status < f->status_from || entry->status > f->status_upto))
		return false;
	return entry->number > f->after_number && entry->at_ms >= f->since_ms;
}

bool journal_filter_match(const struct journal_filter *f, const struct journal_entry *entry)
{
	const struct view *text = entry->text;

	if (!fits_numbers(f, entry))
		return false;
	if (f->method && !text_same_nocase(text[JOURNAL_METHOD], f->method))
		return false;
	if (f->request && !view_is(text[JOURNAL_ID], f->request))
		return false;
	return fits(f->operation, text[JOURNAL_OPERATION]) &&
	       (!f->path || fits(f->path, journal_filter_path(text[JOURNAL_TARGET])));
}
