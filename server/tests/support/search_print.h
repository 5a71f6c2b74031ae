/*
 * Trees as text. A parsed one is printed as a query that parses to the same tree; a checked one as
 * conditions with the values that were read.
 */
#ifndef TESTS_SEARCH_PRINT_H
#define TESTS_SEARCH_PRINT_H

#include "base/strbuf.h"
#include "search/search_check.h"

#include <string.h>

static inline void search_print_quoted(struct strbuf *b, const char *text)
{
	strbuf_char(b, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			strbuf_char(b, '\\');
		strbuf_char(b, *text);
	}
	strbuf_char(b, '"');
}

static inline void search_print_term(struct strbuf *b, const struct search_term *term)
{
	bool bare = *term->field >= 'a' && *term->field <= 'z' &&
		    term->field[strspn(term->field, "abcdefghijklmnopqrstuvwxyzAB")] == '\0';

	if (bare)
		strbuf_str(b, term->field);
	else
		search_print_quoted(b, term->field);
	strbuf_printf(b, " %s", search_op_word(term->op, term->negated));
	for (size_t i = 0; i < term->count; i++) {
		strbuf_str(b, i > 0 ? ", " : term->op == SEARCH_IN ? " [" : " ");
		if (term->values[i].is_quoted)
			search_print_quoted(b, term->values[i].text);
		else
			strbuf_str(b, term->values[i].text);
	}
	strbuf_str(b, term->op == SEARCH_IN ? "]" : "");
}

/* An AND inside an OR goes without parentheses; every other nesting shows them. */
static inline void search_print_node(struct strbuf *b, const struct search_node *node)
{
	if (node->kind == SEARCH_TERM) {
		search_print_term(b, node->term);
		return;
	}
	for (const struct search_node *child = node->first; child; child = child->next) {
		bool bare = child->kind == SEARCH_TERM ||
			    (node->kind == SEARCH_OR && child->kind == SEARCH_AND);
		if (child != node->first)
			strbuf_str(b, node->kind == SEARCH_AND ? " AND " : " OR ");
		strbuf_str(b, bare ? "" : "(");
		search_print_node(b, child);
		strbuf_str(b, bare ? "" : ")");
	}
}

static inline const char *search_print_subject(const struct search_condition *c)
{
	static const char *const words[] = {
		[SEARCH_NAME] = "NAME",
		[SEARCH_TAGS] = "TAGS",
		[SEARCH_TYPE] = "TYPE",
		[SEARCH_ID] = "ID",
		[SEARCH_CREATED_AT] = "CREATED_AT",
		[SEARCH_UPDATED_AT] = "UPDATED_AT",
		[SEARCH_WIDTH] = "WIDTH",
		[SEARCH_HEIGHT] = "HEIGHT",
		[SEARCH_SIZE] = "SIZE",
		[SEARCH_FORMAT] = "FORMAT",
		[SEARCH_PRIVATE] = "PRIVATE",
		[SEARCH_PUBLISHED] = "PUBLISHED",
		[SEARCH_TRANSPARENCY] = "TRANSPARENCY",
		[SEARCH_CREATED_BY] = "CREATED_BY",
		[SEARCH_PATH] = "PATH",
		[SEARCH_CUSTOM] = "CUSTOM",
		[SEARCH_KEYWORDS] = "KEYWORDS",
		[SEARCH_TAKEN_AT] = "TAKEN_AT",
		[SEARCH_PLACE] = "PLACE",
	};

	return c->field ? c->field->name : words[c->subject];
}

static inline void search_print_operand(struct strbuf *b, const struct search_operand *o)
{
	static const char *const assets[] = {
		[SEARCH_FILE] = "FILE", [SEARCH_VERSION] = "VERSION", [SEARCH_FOLDER] = "FOLDER"
	};

	switch (o->kind) {
	case SEARCH_IS_TEXT:
		search_print_quoted(b, o->text);
		break;
	case SEARCH_IS_NUMBER:
		strbuf_printf(b, "%.15g", o->number);
		break;
	case SEARCH_IS_BOOL:
		strbuf_str(b, o->yes ? "true" : "false");
		break;
	case SEARCH_IS_ASSET:
		strbuf_str(b, assets[o->asset]);
		break;
	}
}

/* `NAME HAS "red dress" {red dress}`, `PLACE = (40 100) 5km` */
static inline void search_print_condition(struct strbuf *b, const struct search_condition *c)
{
	strbuf_printf(b, "%s %s", search_print_subject(c), search_op_word(c->op, c->negated));
	for (size_t i = 0; i < c->count; i++) {
		strbuf_str(b, i > 0 ? ", " : " ");
		search_print_operand(b, &c->operands[i]);
	}
	for (size_t i = 0; i < c->word_count; i++)
		strbuf_printf(b, "%s%s", i > 0 ? " " : " {", c->words[i]);
	strbuf_str(b, c->word_count > 0 ? "}" : "");
	for (size_t i = 0; i < c->place.count; i++)
		strbuf_printf(b, " (%.15g %.15g)", c->place.points[i].latitude,
			c->place.points[i].longitude);
	if (c->place.count == 1)
		strbuf_printf(b, " %.15gkm", c->place.radius_km);
}

/* Children stand in brackets behind their parent's word: `AND[NAME = "x"; SIZE > 5]`. */
static inline void search_print_tree(struct strbuf *b, const struct search_tree *tree)
{
	if (tree->kind == SEARCH_TERM) {
		search_print_condition(b, tree->condition);
		return;
	}
	strbuf_str(b, tree->kind == SEARCH_AND ? "AND[" : "OR[");
	for (const struct search_tree *child = tree->first; child; child = child->next) {
		strbuf_str(b, child == tree->first ? "" : "; ");
		search_print_tree(b, child);
	}
	strbuf_char(b, ']');
}

#endif
