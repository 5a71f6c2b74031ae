/* Walks an object once and fills a struct by the rows of its shape. */
#include "json/json_read.h"

#include "base/near.h"
#include "base/text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

struct reading {
	struct scope *s;
	const struct json_shape *shape;
	uint64_t seen;
	bool named;                  /* errors start with the member's name */
	const struct json_value *at; /* what is being read */
};

/* What is wrong with the member that is being read. */
static bool PRINTF_LIKE(2, 3) wrong(struct reading *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *sentence = arena_vprintf(r->s->arena, fmt, ap);
	va_end(ap);
	if (!r->named)
		return err_set(r->s, ERR_INVALID, "%s", sentence);
	return err_set(r->s, ERR_INVALID, "%.100s %s", json_name_of(r->at), sentence);
}

/* A row without limits leaves both at zero. */
static bool in_range(const struct json_field *f, int64_t value)
{
	return (f->min == 0 && f->max == 0) || (value >= f->min && value <= f->max);
}

static bool read_text(struct reading *r, const struct json_field *f, const char **out)
{
	const char *text = json_text_of(r->at);

	if (!text)
		return wrong(r, "must be a string");
	if (!in_range(f, (int64_t)strlen(text)))
		return wrong(
			r, "must be a string of %" PRId64 " to %" PRId64 " bytes", f->min, f->max);
	*out = text;
	return true;
}

static bool read_int(struct reading *r, const struct json_field *f, int64_t *out)
{
	int64_t value;

	if (!json_int_of(r->at, &value))
		return wrong(r, "must be a whole number");
	if (!in_range(f, value))
		return wrong(
			r, "must be a whole number from %" PRId64 " to %" PRId64, f->min, f->max);
	*out = value;
	return true;
}

static bool read_bool(struct reading *r, bool *out)
{
	if (json_kind_of(r->at) != JSON_BOOL)
		return wrong(r, "must be a boolean");
	*out = json_bool_of(r->at);
	return true;
}

static const char *list_words(struct arena *a, const char *const *words)
{
	const char *list = words[0] ? words[0] : "nothing";

	for (size_t i = 1; words[0] && words[i]; i++)
		list = arena_printf(a, "%s, %s", list, words[i]);
	return list;
}

static bool read_word(struct reading *r, const struct json_field *f, int *out)
{
	const char *text = json_text_of(r->at);

	for (int i = 0; text && f->words[i]; i++) {
		if (strcmp(text, f->words[i]) == 0) {
			*out = i;
			return true;
		}
	}
	return wrong(r, "must be one of %s", list_words(r->s->arena, f->words)) ||
	       err_near(r->s, near_word(r->s->arena, f->words, text ? text : ""));
}

/* `out` is the member of the caller's struct; its row vouches for the type. */
static bool read_field(struct reading *r, const struct json_field *f, void *out)
{
	if (json_kind_of(r->at) == JSON_NULL && (f->flags & JSON_NULLABLE))
		return true;
	switch (f->kind) {
	case JSON_FIELD_TEXT:
		return read_text(r, f, out);
	case JSON_FIELD_INT:
		return read_int(r, f, out);
	case JSON_FIELD_BOOL:
		return read_bool(r, out);
	case JSON_FIELD_WORD:
		return read_word(r, f, out);
	case JSON_FIELD_VALUE:
		*(const struct json_value **)out = r->at;
		return true;
	}
	return err_set(r->s, ERR_INTERNAL, "the row of %s has no kind", f->name);
}

static size_t find_row(const struct json_shape *shape, const char *name)
{
	size_t i = 0;

	while (i < shape->count && strcmp(shape->fields[i].name, name) != 0)
		i++;
	return i;
}

/* Says what may have been meant by a name that has no row: the nearest one, or else all of them. */
static bool refuse_unknown(struct reading *r, const char *name)
{
	struct view written = view_of(name);
	size_t least = written.n / 3 + 2; /* more wrong letters would make a riddle of it */
	const char *nearest = NULL, *all = "";

	for (size_t i = 0; i < r->shape->count; i++) {
		const char *known = r->shape->fields[i].name;
		size_t distance = text_distance(written, view_of(known));
		all = arena_printf(r->s->arena, "%s%s%s", all, i > 0 ? ", " : "", known);
		if (distance >= least)
			continue;
		least = distance;
		nearest = known;
	}
	if (r->named)
		return wrong(r, "is not known") || err_near(r->s, nearest);
	if (nearest)
		return wrong(r, "is not known; did you mean %s?", nearest) ||
		       err_near(r->s, nearest);
	return wrong(r, "is not known; known are %s", all);
}

static bool read_members(struct reading *r, const struct json_value *object, char *out)
{
	const struct json_shape *shape = r->shape;

	for (const struct json_value *m = json_first(object); m; m = json_next(m)) {
		size_t row = find_row(shape, json_name_of(m));
		if (row == shape->count && shape->unknown_fine)
			continue;
		r->at = m;
		if (row == shape->count)
			return refuse_unknown(r, json_name_of(m));
		r->seen |= UINT64_C(1) << row;
		if (!read_field(r, &shape->fields[row], out + shape->fields[row].offset))
			return false;
	}
	return true;
}

static bool read_object(struct reading *r, const struct json_value *object, void *out)
{
	const struct json_shape *shape = r->shape;

	assert(shape->count <= 64);
	r->seen = 0;
	r->at = object;
	if (json_kind_of(object) != JSON_OBJECT)
		return err_set(r->s, ERR_INVALID, "a JSON object is expected");
	if (!read_members(r, object, out))
		return false;
	r->at = object;
	for (size_t i = 0; i < shape->count; i++)
		if ((shape->fields[i].flags & JSON_REQUIRED) && !(r->seen & UINT64_C(1) << i))
			return err_set(r->s, ERR_INVALID, "%s is required", shape->fields[i].name);
	return true;
}

bool json_read_value(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen)
{
	struct reading r = { .s = s, .shape = shape, .named = true };
	bool ok = read_object(&r, object, out);

	*seen = r.seen;
	return ok;
}

bool json_read_value_at(struct scope *s, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen,
	const struct json_value **culprit)
{
	struct reading r = { .s = s, .shape = shape };
	bool ok = read_object(&r, object, out);

	*seen = r.seen;
	*culprit = ok ? NULL : r.at;
	return ok;
}

bool json_read(struct scope *s, const char *text, size_t len, const struct json_shape *shape,
	void *out, uint64_t *seen)
{
	const struct json_value *root;

	*seen = 0;
	return json_parse(s, text, len, &root) && json_read_value(s, root, shape, out, seen);
}
