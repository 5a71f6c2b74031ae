/* From the body's bytes to a struct. */
#include "call/body.h"

#include "call/body_form.h"
#include "ops/refusal.h"

#include <string.h>

enum { MAX_BODY = 1024 * 1024 };

/* Programs that are told of no type, curl above all, say that of any body: one that begins as JSON is JSON. */
static bool is_form(const struct req *rq, const char *text)
{
	const char *type = req_header(rq, "Content-Type");
	struct view rest = view_of(type ? type : "");

	return text_same_nocase(
		       view_trim(view_split(&rest, ';')), "application/x-www-form-urlencoded") &&
	       !strchr("{[", text[strspn(text, " \t\r\n")]);
}

bool body_value(struct req *rq, const struct json_value **out)
{
	const char *text;
	size_t len;

	if (!req_body(rq, MAX_BODY, &text, &len))
		return false;
	if (len == 0) {
		text = "{}";
		len = 2;
	}
	if (is_form(rq, text))
		return body_form_value(rq->scope, text, len, out);
	return json_parse(rq->scope, text, len, out);
}

bool body_read(struct req *rq, const struct json_shape *shape, void *out, uint64_t *seen)
{
	const struct json_value *body;

	*seen = 0;
	rq->shape = shape;
	return body_value(rq, &body) && json_read_value(rq->scope, body, shape, out, seen);
}

bool body_texts(struct arena *a, const struct json_value *array, struct tag_list *out)
{
	if (json_kind_of(array) != JSON_ARRAY)
		return false;
	for (const struct json_value *v = json_first(array); v; v = json_next(v)) {
		if (!json_text_of(v))
			return false;
		tag_rules_add(a, out, json_text_of(v));
	}
	return true;
}

bool body_is_missing(const struct json_value *v)
{
	const char *text = v ? json_text_of(v) : NULL;

	return !v || json_kind_of(v) == JSON_NULL || (text && !*text);
}

bool body_text(struct scope *s, const struct json_value *v, const char **out)
{
	if (body_is_missing(v))
		return refusal_parameters(s, "MISSING_PARAMETER");
	*out = json_text_of(v);
	return *out || refusal_parameters(s, "INVALID_PARAMETER");
}

bool body_flag(struct scope *s, const struct json_value *v, bool *out)
{
	if (!v || json_kind_of(v) == JSON_NULL)
		return true;
	*out = json_bool_of(v);
	return json_kind_of(v) == JSON_BOOL || refusal_parameters(s, "INVALID_PARAMETER");
}

enum name_rules body_names(const struct req *rq)
{
	return rq->keeps_names ? NAMES_KEPT : NAMES_CLEANED;
}
