/* Query parameters: cut at '&' and the first '=', decoded as form data, checked to be text. */
#include "http/query.h"

#include "base/encode.h"
#include "base/near.h"
#include "base/utf8.h"

#include <string.h>

/* The next segment that is not empty; false at the end. */
static bool next_segment(struct view *rest, struct view *segment)
{
	while (rest->p) {
		*segment = view_split(rest, '&');
		if (segment->n > 0)
			return true;
	}
	return false;
}

static size_t count_segments(struct view rest)
{
	struct view segment;
	size_t n = 0;

	while (next_segment(&rest, &segment))
		n++;
	return n;
}

/* NULL when all is well, otherwise what is wrong. */
static const char *decode(struct arena *a, struct view v, const char **out)
{
	char *text;
	size_t n;

	if (!encode_percent_decode(a, v, true, &text, &n))
		return "a broken percent escape";
	if (strlen(text) != n)
		return "a NUL byte";
	if (!utf8_valid(text, n))
		return "bytes that are not UTF-8";
	*out = text;
	return NULL;
}

static bool parse_param(struct scope *s, size_t number, struct query_param *param)
{
	struct view value = param->raw;
	struct view name = view_split(&value, '=');
	const char *why = decode(s->arena, name, &param->name);

	if (why)
		return err_set(
			s, ERR_INVALID, "the name of query parameter %zu holds %s", number, why);
	param->value = "";
	why = value.p ? decode(s->arena, value, &param->value) : NULL;
	return !why ||
	       err_set(s, ERR_INVALID, "the query parameter \"%s\" holds %s", param->name, why);
}

bool query_parse(struct scope *s, const char *text, struct query *out)
{
	struct view rest = view_of(text ? text : "");
	size_t total = count_segments(rest);

	*out = (struct query){ 0 };
	if (total > QUERY_MAX_PARAMS)
		return err_set(s, ERR_INVALID, "the query has more than %d parameters: %zu",
			QUERY_MAX_PARAMS, total);
	out->params = arena_alloc(s->arena, total * sizeof(*out->params));
	for (struct view raw; next_segment(&rest, &raw); out->count++) {
		struct query_param *param = &out->params[out->count];
		param->raw = raw;
		if (!parse_param(s, out->count + 1, param))
			return false;
	}
	return true;
}

const char *query_get(const struct query *q, const char *name)
{
	for (size_t i = 0; i < q->count; i++)
		if (strcmp(q->params[i].name, name) == 0)
			return q->params[i].value;
	return NULL;
}

enum { MOST_NAMES = 16 };

/* The list ends with NULL. */
static void split_names(struct arena *a, const char *names, const char *list[MOST_NAMES + 1])
{
	struct view rest = view_of(names);
	size_t count = 0;

	while (rest.n > 0 && count < MOST_NAMES) {
		struct view name = view_split(&rest, ' ');
		list[count++] = arena_strndup(a, name.p, name.n);
	}
	list[count] = NULL;
}

static bool is_listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list != NULL;
}

/* "there are a, b and c", "there is a" or "there are none" */
static const char *tell_names(struct arena *a, const char *const *list)
{
	const char *text = list[0] && !list[1] ? "there is " : "there are ";

	for (size_t i = 0; list[i]; i++)
		text = arena_printf(a, "%s%s%s", text,
			i == 0        ? ""
			: list[i + 1] ? ", "
				      : " and ",
			list[i]);
	return list[0] ? text : "there are none";
}

bool query_check_names(struct scope *s, const struct query *q, const char *names)
{
	const char *list[MOST_NAMES + 1];

	split_names(s->arena, names, list);
	for (size_t i = 0; i < q->count; i++) {
		const char *name = q->params[i].name;
		if (!is_listed(list, name))
			return err_set(s, ERR_INVALID, "The parameter '%s' is not known here; %s.",
				       name, tell_names(s->arena, list)) ||
			       err_near(s, list[0] ? near_word(s->arena, list, name) : NULL);
	}
	return true;
}
