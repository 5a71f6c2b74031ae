/* Objects, lists, ids, times, and what must be there once. */
#include "seed/seed_value.h"

#include "base/date_text.h"

#include <string.h>

bool seed_value_object(struct seed_reader *r, const struct json_value *object,
	const struct json_shape *shape, void *out, uint64_t *seen)
{
	const struct json_value *culprit;

	return json_read_value_at(r->s, object, shape, out, seen, &culprit) ||
	       seed_refuse_because(r->s, r->document, culprit);
}

/* As many as have been read so far, doubled: an array of millions that is refused at its first item takes no
 * memory for the others. */
static char *grow(struct arena *a, const char *items, size_t used, size_t room)
{
	char *grown = arena_alloc(a, room);

	if (used > 0)
		memcpy(grown, items, used);
	return grown;
}

bool seed_value_list(struct seed_reader *r, const struct json_value *array, size_t size,
	seed_value_item_fn *read, const void *ctx, struct seed_list *out)
{
	char *items = NULL;
	size_t n = 0, room = 0;

	*out = (struct seed_list){ 0 };
	if (!array)
		return true;
	if (json_kind_of(array) != JSON_ARRAY)
		return seed_refuse(r->s, r->document, array, "must be an array");
	for (const struct json_value *v = json_first(array); v; v = json_next(v), n++) {
		if (n == room) {
			room = room ? room * 2 : 4;
			items = grow(r->s->arena, items, n * size, room * size);
		}
		if (!read(r, v, items + n * size, ctx))
			return false;
	}
	*out = (struct seed_list){ items, n };
	return true;
}

bool seed_value_id(
	struct seed_reader *r, const struct json_value *object, const char *name, const char *text)
{
	for (const char *c = text ? text : "x"; *c; c++)
		if ((uint8_t)*c <= ' ' || *c == '/' || *c == '\x7f')
			return seed_refuse_member(r->s, r->document, object, name,
				"must have no blanks, slashes or control characters");
	return true;
}

bool seed_value_time(struct seed_reader *r, const struct json_value *object, const char *name,
	const char *text, int64_t *out)
{
	*out = SEED_NO_TIME;
	/* Digits alone would be seconds, which no answer of the API shows. */
	return !text || (strchr(text, '-') && date_text_parse(view_of(text), out)) ||
	       seed_refuse_member(r->s, r->document, object, name,
		       "must be a time such as 2026-01-02T03:04:05.678Z");
}

struct entry {
	const char *text;
	const struct json_value *at;
	size_t index;
};

static int by_text_and_index(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = strcmp(a->text, b->text);

	return order ? order : (a->index > b->index) - (a->index < b->index);
}

static size_t take_entries(const struct seed_column *column, struct entry *entries)
{
	const char *item = column->items;
	size_t n = 0;

	for (size_t i = 0; i < column->count; i++, item += column->size) {
		struct entry e = { .index = i };
		memcpy(&e.text, item + column->text, sizeof(e.text));
		memcpy(&e.at, item + column->at, sizeof(e.at));
		if (e.text)
			entries[n++] = e;
	}
	return n;
}

bool seed_value_unique(struct seed_reader *r, const struct seed_column *column)
{
	struct entry *entries = arena_alloc(r->s->arena, column->count * sizeof(*entries));
	size_t n = take_entries(column, entries), worst = 0;

	if (n < 2)
		return true;
	qsort(entries, n, sizeof(*entries), by_text_and_index);
	for (size_t i = 1; i < n; i++)
		if (strcmp(entries[i - 1].text, entries[i].text) == 0 &&
			(worst == 0 || entries[i].index < entries[worst].index))
			worst = i;
	return worst == 0 || seed_refuse_member(r->s, r->document, entries[worst].at, column->name,
				     "is the same as the one on line %zu",
				     seed_refuse_line(r->s, r->document, entries[worst - 1].at));
}
