/* Walks an object once and fills a struct by the rows of its shape. */
#include "json/json_read.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

static bool must(struct scope *s, const struct json_field *f, const char *what)
{
	return err_set(s, ERR_INVALID, "%s must be %s", f->name, what);
}

/* A row without limits leaves both at zero. */
static bool in_range(const struct json_field *f, int64_t value)
{
	return (f->min == 0 && f->max == 0) || (value >= f->min && value <= f->max);
}

static bool out_of_range(struct scope *s, const struct json_field *f, const char *what)
{
	return err_set(s, ERR_INVALID, "%s must be %s from %" PRId64 " to %" PRId64, f->name, what,
		f->min, f->max);
}

static bool read_text(
	struct scope *s, const struct json_field *f, const struct json_value *v, const char **out)
{
	const char *text = json_text_of(v);

	if (!text)
		return must(s, f, "a string");
	if (!in_range(f, (int64_t)strlen(text)))
		return err_set(s, ERR_INVALID,
			"%s must be a string of %" PRId64 " to %" PRId64 " bytes", f->name, f->min,
			f->max);
	*out = text;
	return true;
}

static bool read_int(
	struct scope *s, const struct json_field *f, const struct json_value *v, int64_t *out)
{
	int64_t value;

	if (!json_int_of(v, &value))
		return must(s, f, "a whole number");
	if (!in_range(f, value))
		return out_of_range(s, f, "a whole number");
	*out = value;
	return true;
}

static bool read_bool(
	struct scope *s, const struct json_field *f, const struct json_value *v, bool *out)
{
	if (json_kind_of(v) != JSON_BOOL)
		return must(s, f, "a boolean");
	*out = json_bool_of(v);
	return true;
}

static const char *list_words(struct arena *a, const char *const *words)
{
	const char *list = words[0] ? words[0] : "nothing";

	for (size_t i = 1; words[0] && words[i]; i++)
		list = arena_printf(a, "%s, %s", list, words[i]);
	return list;
}

static bool read_word(
	struct scope *s, const struct json_field *f, const struct json_value *v, int *out)
{
	const char *text = json_text_of(v);

	for (int i = 0; text && f->words[i]; i++) {
		if (strcmp(text, f->words[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return err_set(
		s, ERR_INVALID, "%s must be one of %s", f->name, list_words(s->arena, f->words));
}

/* `at` is the member of the caller's struct; its row vouches for the type. */
static bool read_field(
	struct scope *s, const struct json_field *f, const struct json_value *v, void *at)
{
	if (json_kind_of(v) == JSON_NULL && (f->flags & JSON_NULLABLE))
		return true;
	switch (f->kind) {
	case JSON_FIELD_TEXT:
		return read_text(s, f, v, at);
	case JSON_FIELD_INT:
		return read_int(s, f, v, at);
	case JSON_FIELD_BOOL:
		return read_bool(s, f, v, at);
	case JSON_FIELD_WORD:
		return read_word(s, f, v, at);
	case JSON_FIELD_VALUE:
		*(const struct json_value **)at = v;
		return true;
	}
	return err_set(s, ERR_INTERNAL, "the row of %s has no kind", f->name);
}

static size_t find_row(const struct json_shape *shape, const char *name)
{
	size_t i = 0;

	while (i < shape->count && strcmp(shape->fields[i].name, name) != 0)
		i++;
	return i;
}

static bool read_members(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, char *out, uint64_t *seen)
{
	for (const struct json_value *m = json_first(object); m; m = json_next(m)) {
		size_t row = find_row(shape, json_name_of(m));
		if (row == shape->count) {
			if (shape->unknown_fine)
				continue;
			return err_set(s, ERR_INVALID, "%.100s is not known", json_name_of(m));
		}
		*seen |= UINT64_C(1) << row;
		if (!read_field(s, &shape->fields[row], m, out + shape->fields[row].offset))
			return false;
	}
	return true;
}

bool json_read_value(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen)
{
	assert(shape->count <= 64);
	*seen = 0;
	if (json_kind_of(object) != JSON_OBJECT)
		return err_set(s, ERR_INVALID, "a JSON object is expected");
	if (!read_members(s, object, shape, out, seen))
		return false;
	for (size_t i = 0; i < shape->count; i++)
		if ((shape->fields[i].flags & JSON_REQUIRED) && !(*seen & UINT64_C(1) << i))
			return err_set(s, ERR_INVALID, "%s is required", shape->fields[i].name);
	return true;
}

bool json_read(struct scope *s, const char *text, size_t len, const struct json_shape *shape,
	void *out, uint64_t *seen)
{
	const struct json_value *root;

	*seen = 0;
	return json_parse(s, text, len, &root) && json_read_value(s, root, shape, out, seen);
}
