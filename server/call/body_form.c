/* The form is written as JSON and read as such, so that all that is checked of JSON is checked of it. */
#include "call/body_form.h"

#include "base/text.h"
#include "http/query.h"
#include "json/json_write.h"

#include <string.h>

enum { MAX_JSON = 8 * 1024 * 1024 }; /* a byte of a body takes up to six */

struct field {
	struct view name; /* without brackets */
	const char *value;
	bool in_array;
};

static bool refuse(struct scope *s, const char *why)
{
	return err_set(s, ERR_INVALID, "The request body cannot be read as a form: %s.", why);
}

/* Cuts the brackets off; false when they hold something other than an index. */
static bool read_field(const struct query_param *param, struct field *out)
{
	struct view rest = view_of(param->name);
	int64_t index;

	*out = (struct field){ .name = view_split(&rest, '['), .value = param->value };
	if (!rest.p)
		return true;
	out->in_array = true;
	if (rest.n == 0 || rest.p[--rest.n] != ']')
		return false;
	return rest.n == 0 || (text_int(rest, &index) && rest.p[0] != '-');
}

static bool read_fields(struct scope *s, const struct query *query, struct field *out)
{
	for (size_t i = 0; i < query->count; i++)
		if (!read_field(&query->params[i], &out[i]))
			return refuse(s,
				arena_printf(s->arena, "what %s means is not known here; send JSON",
					query->params[i].name));
	return true;
}

static bool same(struct view a, struct view b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static void put_value(struct json_writer *w, const char *key, const char *value)
{
	bool yes = strcmp(value, "true") == 0;

	if (yes || strcmp(value, "false") == 0)
		json_put_bool(w, key, yes);
	else
		json_put_text(w, key, value);
}

/* Writes all fields that have the name of the one at `first`. */
static void put_member(
	struct json_writer *w, const struct field *fields, size_t count, size_t first)
{
	struct view name = fields[first].name;
	const char *key = arena_strndup(w->out->arena, name.p, name.n);
	bool array = fields[first].in_array;

	for (size_t i = first + 1; i < count; i++)
		array = array || same(fields[i].name, name);
	if (!array) {
		put_value(w, key, fields[first].value);
		return;
	}
	json_open_array(w, key);
	for (size_t i = first; i < count; i++)
		if (same(fields[i].name, name))
			put_value(w, NULL, fields[i].value);
	json_close_array(w);
}

static bool is_written(const struct field *fields, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (same(fields[k].name, fields[i].name))
			return true;
	return false;
}

static bool parse(struct scope *s, const char *text, size_t len, struct query *out)
{
	if (strlen(text) != len)
		return refuse(s, "it holds a NUL byte");
	if (query_parse(s, text, out))
		return true;
	const char *why = s->err.msg;
	err_clear(s);
	return refuse(s, why);
}

bool body_form_value(struct scope *s, const char *text, size_t len, const struct json_value **out)
{
	struct strbuf json = strbuf_init(s->arena, MAX_JSON);
	struct json_writer w = json_writer(&json);
	struct query query = { 0 };

	if (!parse(s, text, len, &query))
		return false;
	struct field *fields = arena_alloc(s->arena, query.count * sizeof(*fields));
	if (!read_fields(s, &query, fields))
		return false;
	json_open_object(&w, NULL);
	for (size_t i = 0; i < query.count; i++)
		if (!is_written(fields, i))
			put_member(&w, fields, query.count, i);
	json_close_object(&w);
	return json_parse(s, strbuf_text(&json), json.len, out);
}
