/* A growing array that is searched from the front: a file names a hundred things, not thousands, and
 * MEDIA_METADATA_MAX_MEMBERS bounds it. */
#include "embedded/embedded_tags.h"

#include "base/utf8.h"
#include "wire/media_metadata.h"

#include <math.h>
#include <string.h>

enum value_kind { VALUE_TEXT, VALUE_NUMBER, VALUE_BOOL };

struct value {
	enum value_kind kind;
	const char *text;
	double number;
	struct value *next;
};

struct tag {
	const char *name;
	int source;
	bool array;
	size_t count;
	struct value *first, *last;
};

struct embedded_tags {
	struct arena *arena;
	int source;
	size_t count;
	struct tag tags[MEDIA_METADATA_MAX_MEMBERS];
};

static const char replacement[] = "\xef\xbf\xbd";
static const char ellipsis[] = "\xe2\x80\xa6";

struct embedded_tags *embedded_tags_new(struct arena *a)
{
	struct embedded_tags *t = arena_alloc(a, sizeof(*t));

	t->arena = a;
	return t;
}

void embedded_tags_next_source(struct embedded_tags *t)
{
	t->source++;
}

static const struct tag *find(const struct embedded_tags *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++) {
		if (strcmp(t->tags[i].name, name) == 0)
			return &t->tags[i];
	}
	return NULL;
}

/* The tag that this source may add to; NULL when it may not. */
static struct tag *open_tag(struct embedded_tags *t, const char *name)
{
	const struct tag *found = find(t, name);

	if (found)
		return found->source == t->source ? &t->tags[found - t->tags] : NULL;
	if (t->count == MEDIA_METADATA_MAX_MEMBERS || !media_metadata_is_name(name))
		return NULL;
	struct tag *tag = &t->tags[t->count++];
	*tag = (struct tag){ .name = arena_strdup(t->arena, name), .source = t->source };
	return tag;
}

static void add(struct embedded_tags *t, const char *name, const struct value *v)
{
	struct tag *tag = open_tag(t, name);

	if (!tag || tag->count == MEDIA_METADATA_MAX_ITEMS)
		return;
	struct value *copy = arena_alloc(t->arena, sizeof(*copy));
	*copy = *v;
	if (tag->last)
		tag->last->next = copy;
	else
		tag->first = copy;
	tag->last = copy;
	tag->count++;
}

/* Up to `max` bytes of valid UTF-8, whole characters; *cut when there was more. */
static struct strbuf clean(struct arena *a, const char *text, size_t n, size_t max, bool *cut)
{
	struct strbuf out = strbuf_init(a, max);
	uint32_t code;

	*cut = false;
	for (size_t i = 0; i < n;) {
		size_t len = utf8_decode(text + i, n - i, &code);
		const char *p = len ? text + i : replacement;
		size_t bytes = len ? len : sizeof(replacement) - 1;
		if (out.len + bytes > max) {
			*cut = true;
			break;
		}
		strbuf_add(&out, p, bytes);
		i += len ? len : 1;
	}
	return out;
}

void embedded_tags_text(struct embedded_tags *t, const char *name, const char *text, size_t n)
{
	size_t max = MEDIA_METADATA_MAX_TEXT - (sizeof(ellipsis) - 1);
	bool cut;

	n = strnlen(text, n);
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	if (n == 0)
		return;
	struct strbuf out = clean(t->arena, text, n, max, &cut);
	const char *kept = cut ? arena_printf(t->arena, "%s%s", strbuf_text(&out), ellipsis)
			       : strbuf_text(&out);
	add(t, name, &(struct value){ .kind = VALUE_TEXT, .text = kept });
}

void embedded_tags_number(struct embedded_tags *t, const char *name, double value)
{
	if (isfinite(value))
		add(t, name, &(struct value){ .kind = VALUE_NUMBER, .number = value });
}

void embedded_tags_bool(struct embedded_tags *t, const char *name, bool value)
{
	add(t, name, &(struct value){ .kind = VALUE_BOOL, .number = value });
}

void embedded_tags_array(struct embedded_tags *t, const char *name)
{
	struct tag *tag = open_tag(t, name);

	if (tag)
		tag->array = true;
}

bool embedded_tags_has(const struct embedded_tags *t, const char *name)
{
	const struct tag *tag = find(t, name);

	return tag && tag->count > 0;
}

const char *embedded_tags_text_of(const struct embedded_tags *t, const char *name)
{
	const struct tag *tag = find(t, name);

	return tag && tag->first ? tag->first->text : NULL;
}

void embedded_tags_copy(struct embedded_tags *t, const char *name, const char *from)
{
	const struct tag *source = find(t, from);

	if (!source || source->count == 0 || embedded_tags_has(t, name))
		return;
	struct tag copy = *source;
	struct tag *tag = open_tag(t, name);
	if (!tag)
		return;
	/* The values are never changed, so both may have them. */
	copy.name = tag->name;
	copy.source = tag->source;
	*tag = copy;
}

size_t embedded_tags_count(const struct embedded_tags *t)
{
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		count += t->tags[i].count > 0;
	return count;
}

static void write_value(struct json_writer *w, const char *key, const struct value *v)
{
	switch (v->kind) {
	case VALUE_TEXT:
		json_put_text(w, key, v->text);
		break;
	case VALUE_NUMBER:
		json_put_number(w, key, v->number);
		break;
	case VALUE_BOOL:
		json_put_bool(w, key, v->number > 0);
		break;
	}
}

static void write_tag(struct json_writer *w, const struct tag *tag)
{
	/* The wire has no arrays of booleans: only a lone one is written. */
	if (tag->first->kind == VALUE_BOOL || (tag->count == 1 && !tag->array)) {
		write_value(w, tag->name, tag->first);
		return;
	}
	json_open_array(w, tag->name);
	for (const struct value *v = tag->first; v; v = v->next) {
		if (v->kind != VALUE_BOOL)
			write_value(w, NULL, v);
	}
	json_close_array(w);
}

void embedded_tags_write(const struct embedded_tags *t, struct json_writer *w, size_t max)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->tags[i].count == 0)
			continue;
		struct strbuf one = strbuf_init(t->arena, max);
		struct json_writer trial = json_writer(&one);
		write_tag(&trial, &t->tags[i]);
		if (!one.full && w->out->len + one.len + 1 <= max)
			write_tag(w, &t->tags[i]);
	}
}
