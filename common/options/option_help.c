/* Two columns on a terminal, three in Markdown, made of the same rows. */
#include "options/option_help.h"

#include "options/option_type.h"

#include <string.h>

enum { WIDTH = 80, COLUMN = 26 };

/* ---- terminal */

/* A page being written: the text and the column its last line has reached. */
struct page {
	struct strbuf *b;
	size_t at;
};

/* Adds a word in the right-hand column, on a new line when this one is full. */
static void add_word(struct page *p, struct view word)
{
	bool fits = p->at + 1 + word.n <= WIDTH;

	if (p->at > COLUMN && fits) {
		strbuf_char(p->b, ' ');
		p->at++;
	} else if (p->at > COLUMN) {
		strbuf_char(p->b, '\n');
		p->at = 0;
	}
	if (p->at < COLUMN) {
		strbuf_printf(p->b, "%*s", (int)(COLUMN - p->at), "");
		p->at = COLUMN;
	}
	strbuf_add(p->b, word.p, word.n);
	p->at += word.n;
}

/* `last` is kept in one piece; NULL: there is none. */
static void add_entry(struct strbuf *b, const char *left, const char *text, const char *last)
{
	struct page page = { b, 2 + strlen(left) };
	struct view rest = view_of(text);

	strbuf_printf(b, "  %s", left);
	/* Two blanks keep the columns apart; a longer name has a line of its own. */
	if (page.at + 2 > COLUMN) {
		strbuf_char(b, '\n');
		page.at = 0;
	}
	while (rest.p)
		add_word(&page, view_split(&rest, ' '));
	if (last)
		add_word(&page, view_of(last));
	strbuf_char(b, '\n');
}

static const char *left_side(struct arena *a, const struct option_row *row)
{
	return arena_printf(
		a, "--%s%s%s", row->name, row->value ? " " : "", row->value ? row->value : "");
}

static const char *default_text(const struct option_row *row)
{
	if (row->type == &option_switch)
		return strcmp(row->fallback, "true") == 0 ? "on" : "off";
	return row->fallback ? row->fallback : row->unset;
}

static bool explains_itself(const struct option_row *row)
{
	return row->type->explains_itself || (row->words && text_starts(row->help, row->words[0]));
}

/* The help sentences, and what of the values they do not say by themselves. */
static const char *own_explanation(struct arena *a, const struct option_row *row)
{
	if (explains_itself(row))
		return row->help;
	if (row->type == &option_int)
		return arena_printf(a, "%s From %lld to %lld.", row->help, (long long)row->min,
			(long long)row->max);
	return arena_printf(a, "%s Accepts %s.", row->help, option_accepts(a, row));
}

static const char *explanation(
	struct arena *a, const struct option_table *t, const struct option_row *row)
{
	const char *text = own_explanation(a, row), *remark = t->remark ? t->remark(a, row) : NULL;

	return remark ? arena_printf(a, "%s %s", text, remark) : text;
}

static void add_group(struct strbuf *b, const struct option_table *t, const struct option_group *g)
{
	strbuf_printf(b, "\n%s:\n", g->title);
	for (size_t i = 0; i < g->count; i++) {
		const struct option_row *row = &g->rows[i];
		add_entry(b, left_side(b->arena, row), explanation(b->arena, t, row),
			arena_printf(b->arena, "[%s]", default_text(row)));
	}
}

void option_help_groups(struct strbuf *b, const struct option_table *t)
{
	for (size_t g = 0; g < t->group_count; g++)
		add_group(b, t, &t->groups[g]);
}

void option_help_verbs(struct strbuf *b, const struct option_table *t)
{
	for (size_t i = 0; i < t->verb_count; i++) {
		const struct option_verb *v = &t->verbs[i];
		const char *left = v->flag ? arena_printf(b->arena, "--%s", v->name) : v->name;
		if (v->word && v->flag)
			left = arena_printf(b->arena, "%s, --%s", v->name, v->name);
		add_entry(b, left, v->help, NULL);
	}
}

/* ---- Markdown */

/* A bar would end the cell. */
static void add_cell(struct strbuf *b, const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			strbuf_char(b, '\\');
		strbuf_char(b, *text);
	}
}

static void add_table_row(
	struct strbuf *b, const struct option_table *t, const struct option_row *row)
{
	const char *fallback = default_text(row);

	strbuf_str(b, "| `");
	add_cell(b, left_side(b->arena, row));
	/* A value is code, a description is prose. */
	const char *mark = row->fallback && row->type != &option_switch ? "`" : "";
	strbuf_printf(b, "` | %s", mark);
	add_cell(b, fallback);
	strbuf_printf(b, "%s | ", mark);
	add_cell(b, explanation(b->arena, t, row));
	strbuf_str(b, " |\n");
}

void option_help_markdown(struct strbuf *b, const struct option_table *t)
{
	strbuf_str(b, "| Option | Default | Meaning |\n|---|---|---|\n");
	for (size_t g = 0; g < t->group_count; g++)
		for (size_t i = 0; i < t->groups[g].count; i++)
			add_table_row(b, t, &t->groups[g].rows[i]);
}
