/* The query part of a request target, decoded once. */
#ifndef HTTP_QUERY_H
#define HTTP_QUERY_H

#include "base/scope.h"
#include "base/text.h"

enum { QUERY_MAX_PARAMS = 200 };

struct query_param {
	const char *name, *value; /* decoded as form data: '+' is a blank; a missing value is "" */
	struct view raw;          /* `name=value` as it was sent, inside the text */
};

struct query {
	size_t count;
	struct query_param *params;
};

/* `text` is what follows '?', NULL for none; it must outlive `out`. The rest lives in the arena.
 * Empty segments, as in `a=1&&b=2&`, are no parameters: all others in their order, joined by '&',
 * are the text again. False (ERR_INVALID): a broken percent escape, a NUL or bytes that are not
 * UTF-8 after decoding, too many parameters; the message names the parameter. */
NODISCARD bool query_parse(struct scope *s, const char *text, struct query *out);

/* The first parameter of that name, or NULL. */
const char *query_get(const struct query *q, const char *name);

/* Whether all of them have one of the names, which stand between blanks. False: ERR_INVALID, which says what name there
 * is not, and which there are. */
NODISCARD bool query_check_names(struct scope *s, const struct query *q, const char *names);

#endif
