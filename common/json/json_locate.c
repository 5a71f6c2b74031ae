/* The text has been checked, so walking it needs no grammar: only where each value ends. It never leaves
 * the text all the same, should somebody bring another one. */
#include "json/json_locate.h"

#include "base/strbuf.h"
#include "json/json_write.h"

#include <string.h>

enum { LONGEST_NAME = 64, LONGEST_PATH = JSON_MAX_DEPTH * (LONGEST_NAME * 6 + 32) };

struct step {
	const char *name; /* NULL inside arrays */
	size_t index;
};

struct walk {
	struct view text;
	size_t at;
	const struct json_value *sought;
	struct step steps[JSON_MAX_DEPTH];
	size_t depth;
};

static int peek(const struct walk *w)
{
	return w->at < w->text.n ? (uint8_t)w->text.p[w->at] : -1;
}

static void skip_any(struct walk *w)
{
	if (w->at < w->text.n)
		w->at++;
}

static void skip(struct walk *w, char c)
{
	if (peek(w) == c)
		w->at++;
}

static void skip_blanks(struct walk *w)
{
	while (peek(w) == ' ' || peek(w) == '\t' || peek(w) == '\n' || peek(w) == '\r')
		w->at++;
}

/* At the opening quote. */
static void skip_text(struct walk *w)
{
	skip(w, '"');
	while (peek(w) >= 0 && peek(w) != '"') {
		skip(w, '\\');
		skip_any(w);
	}
	skip(w, '"');
}

/* A number or a word. */
static void skip_word(struct walk *w)
{
	while (peek(w) > 0 && !strchr(",]} \t\r\n", peek(w)))
		w->at++;
}

static bool find(struct walk *w, const struct json_value *v);

static bool find_in_children(struct walk *w, const struct json_value *parent)
{
	size_t index = 0;

	skip_any(w); /* the bracket */
	for (const struct json_value *v = json_first(parent); v; v = json_next(v), index++) {
		skip_blanks(w);
		if (json_name_of(v)) {
			skip_text(w);
			skip_blanks(w);
			skip(w, ':');
		}
		w->steps[w->depth++] = (struct step){ json_name_of(v), index };
		if (find(w, v))
			return true;
		w->depth--;
		skip_blanks(w);
		skip(w, ',');
	}
	skip_blanks(w);
	skip_any(w);
	return false;
}

/* Past the value, unless it is the sought one or holds it. No deeper than the parser let it be. */
static bool find(struct walk *w, const struct json_value *v)
{
	enum json_kind kind = json_kind_of(v);

	skip_blanks(w);
	if (v == w->sought)
		return true;
	if ((kind == JSON_OBJECT || kind == JSON_ARRAY) && w->depth < JSON_MAX_DEPTH)
		return find_in_children(w, v);
	if (kind == JSON_TEXT)
		skip_text(w);
	else
		skip_word(w);
	return false;
}

static bool is_plain(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return n > 0 && n <= LONGEST_NAME && name[n] == '\0';
}

/* Whole characters of it, and a sign that there were more. */
static const char *shorten(struct arena *a, const char *name)
{
	size_t n = LONGEST_NAME;

	if (strlen(name) <= LONGEST_NAME)
		return name;
	while (n > 0 && ((uint8_t)name[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(a, "%.*s…", (int)n, name);
}

static const char *write_path(struct arena *a, const struct walk *w)
{
	struct strbuf out = strbuf_init(a, LONGEST_PATH);

	for (size_t i = 0; i < w->depth; i++) {
		const struct step *step = &w->steps[i];
		if (!step->name) {
			strbuf_printf(&out, "[%zu]", step->index);
		} else if (is_plain(step->name)) {
			strbuf_printf(&out, "%s%s", i > 0 ? "." : "", step->name);
		} else {
			struct json_writer quoted = json_writer(&out);
			strbuf_char(&out, '[');
			json_put_text(&quoted, NULL, shorten(a, step->name));
			strbuf_char(&out, ']');
		}
	}
	return strbuf_text(&out);
}

bool json_locate(struct arena *a, struct view text, const struct json_value *root,
	const struct json_value *at, struct json_place *out)
{
	struct walk w = { .text = text, .sought = at };

	if (!find(&w, root))
		return false;
	*out = json_place_at(text, w.at);
	out->path = write_path(a, &w);
	return true;
}
