/* Parameters of header values: tokens, quoted strings and the extended form of RFC 8187. */
#include "http/header_param.h"

#include "base/encode.h"
#include "base/utf8.h"

#include <string.h>

static bool is_token_char(char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
		return true;
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

bool header_param_is_token(struct view v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!is_token_char(v.p[i]))
			return false;
	return v.n > 0;
}

static void drop(struct view *v, size_t n)
{
	v->p += n;
	v->n -= n;
}

static void skip_any(struct view *v, const char *set)
{
	while (v->n > 0 && *v->p != '\0' && strchr(set, *v->p))
		drop(v, 1);
}

/* `rest` stands on the opening quote. NULL when there is no closing one. */
static const char *take_quoted(struct arena *a, struct view *rest)
{
	char *text = arena_alloc(a, rest->n);
	size_t n = 0;

	drop(rest, 1);
	while (rest->n > 0) {
		char c = *rest->p;
		drop(rest, 1);
		if (c == '"')
			return text;
		if (c == '\\' && rest->n > 0 && (*rest->p == '"' || *rest->p == '\\')) {
			c = *rest->p;
			drop(rest, 1);
		}
		text[n++] = c;
	}
	return NULL;
}

/* NULL when there is nothing before the next blank, semicolon or end. */
static const char *take_plain(struct arena *a, struct view *rest)
{
	size_t n = 0;

	while (n < rest->n && !strchr(" \t;\"", rest->p[n]))
		n++;
	const char *text = n > 0 ? arena_strndup(a, rest->p, n) : NULL;
	drop(rest, n);
	return text;
}

enum header_param_result header_param_next(
	struct arena *a, struct view *rest, struct header_param *out)
{
	skip_any(rest, " \t;");
	if (rest->n == 0)
		return HEADER_PARAM_NONE;
	const char *equals = memchr(rest->p, '=', rest->n);
	if (!equals)
		return HEADER_PARAM_BROKEN;
	size_t n = (size_t)(equals - rest->p);
	out->name = view_trim((struct view){ rest->p, n });
	if (!header_param_is_token(out->name))
		return HEADER_PARAM_BROKEN;
	drop(rest, n + 1);
	skip_any(rest, " \t");
	out->value = rest->n > 0 && *rest->p == '"' ? take_quoted(a, rest) : take_plain(a, rest);
	skip_any(rest, " \t");
	if (!out->value || (rest->n > 0 && *rest->p != ';'))
		return HEADER_PARAM_BROKEN;
	return HEADER_PARAM_ONE;
}

const char *header_param_extended(struct arena *a, const char *value)
{
	struct view rest = view_of(value);
	struct view charset = view_split(&rest, '\'');
	char *text;
	size_t n;

	if (!rest.p || !text_same_nocase(charset, "utf-8"))
		return NULL;
	view_split(&rest, '\''); /* the language tells us nothing */
	if (!rest.p || !encode_percent_decode(a, rest, false, &text, &n))
		return NULL;
	return strlen(text) == n && utf8_valid(text, n) ? text : NULL;
}
