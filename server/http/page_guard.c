/* The sandbox is the rule, and what cannot be a document with scripts the exception, so that a type that
 * nobody thought of is safe. PDF is in the sandbox as well: what a viewer lets its scripts do is the viewer's
 * choice. Style sheets, scripts and pictures that a page loads do not mind the header. */
#include "http/page_guard.h"

#include "base/text.h"

#include <string.h>

static bool starts_nocase(struct view type, const char *start)
{
	size_t n = strlen(start);

	return type.n >= n && text_same_nocase((struct view){ type.p, n }, start);
}

/* SVG is a document; no other picture is. */
static bool is_inert(struct view type)
{
	static const char *const kinds[] = { "image/", "video/", "audio/", "font/" };
	static const char *const types[] = { "application/json", "text/plain" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_same_nocase(type, types[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (starts_nocase(type, kinds[i]))
			return !starts_nocase(type, "image/svg");
	return false;
}

void page_guard(struct reply *rp, bool own)
{
	struct view line = reply_find_header(rp, "Content-Type");
	bool has_body = rp->status != 304 && (rp->len > 0 || rp->fd >= 0);

	reply_header(rp, "X-Content-Type-Options", "nosniff");
	if (own)
		reply_header(rp, "Cross-Origin-Resource-Policy", "same-origin");
	else if (has_body && !is_inert(view_trim(view_split(&line, ';'))))
		reply_header(rp, "Content-Security-Policy", "sandbox");
}
