/* Recursive descent with one token of lookahead. */
#include "search/search_parse.h"

#include "base/text.h"
#include "search/search_error.h"
#include "search/search_lex.h"

#include <string.h>

struct parser {
	struct scope *s;
	const struct search_dialect *dialect;
	struct search_lex lex;
	struct search_token token; /* the one that is looked at */
	size_t terms, depth;
};

static bool advance(struct parser *p, enum search_lex_place place)
{
	return search_lex_next(p->s, &p->lex, place, &p->token);
}

static bool is_word(const struct parser *p, const char *word)
{
	return p->token.kind == SEARCH_LEX_BARE && strcmp(p->token.text, word) == 0;
}

static bool is_keyword(const struct parser *p)
{
	static const char *const keywords[] = { "AND", "OR", "NOT", "IN", "HAS", "EXISTS" };

	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (is_word(p, keywords[i]))
			return true;
	return false;
}

static bool begins_with_quote(const struct parser *p)
{
	static const char *const quotes[] = { "'", "`", "“", "”", "‘", "’" };

	for (size_t i = 0; p->token.kind == SEARCH_LEX_BARE && i < ARRAY_LEN(quotes); i++)
		if (text_starts(p->token.text, quotes[i]))
			return true;
	return false;
}

/* What was meant by a word that is none: the second text of the first row whose first one it is, letter
 * case aside. Rows end with NULL. */
static const char *meant(const struct parser *p, const char *const (*rows)[2])
{
	for (; p->token.kind == SEARCH_LEX_BARE && (*rows)[0]; rows++)
		if (text_same_nocase(view_of(p->token.text), (*rows)[0]))
			return (*rows)[1];
	return NULL;
}

static bool refuse(struct parser *p, const char *expected)
{
	return search_error(p->s, p->token.at, "%s", expected);
}

static bool check_field(struct parser *p)
{
	const struct search_token *t = &p->token;

	if (is_word(p, "NOT"))
		return refuse(p, "expected a field (NOT stands after it, before =, IN or EXISTS)");
	if ((t->kind != SEARCH_LEX_BARE && t->kind != SEARCH_LEX_QUOTED) || is_keyword(p))
		return refuse(p, "expected a field");
	if (begins_with_quote(p))
		return refuse(p, "expected a field, bare or in straight double quotes,");
	if (t->kind == SEARCH_LEX_BARE && strchr(t->text, '.') && !p->dialect->bare_dots)
		return search_error(p->s, t->at, "expected %s in double quotes",
			search_error_quote(p->s->arena, t->text));
	return true;
}

static bool refuse_operator(struct parser *p, const struct search_term *term)
{
	static const char *const rows[][2] = { { "!", "NOT =" }, { "is", "=" }, { "like", ":" },
		{ "contains", "HAS" }, { "in", "IN" }, { "has", "HAS" }, { "exists", "EXISTS" },
		{ "not", "NOT" }, { NULL, NULL } };
	const char *word = meant(p, rows);
	const char *field = search_error_quote(p->s->arena, term->field);

	if (word)
		return search_error(p->s, p->token.at,
			"expected an operator after %s (did you mean %s?)", field, word);
	return search_error(p->s, p->token.at, "expected an operator after %s", field);
}

/* The keywords and marks that may stand after a field, and those that may after its NOT. */
static bool read_op(struct parser *p, struct search_term *term)
{
	static const enum search_op words[] = { SEARCH_IN, SEARCH_HAS, SEARCH_EXISTS };

	term->op_at = p->token.at;
	if (is_word(p, "NOT")) {
		term->negated = true;
		if (!advance(p, SEARCH_LEX_WORD))
			return false;
	}
	if (p->token.kind == SEARCH_LEX_OPERATOR) {
		term->op = p->token.op;
	} else {
		size_t i = 0;
		while (i < ARRAY_LEN(words) && !is_word(p, search_op_word(words[i], false)))
			i++;
		if (i == ARRAY_LEN(words))
			return term->negated ? refuse(p, "expected =, IN or EXISTS after NOT")
					     : refuse_operator(p, term);
		term->op = words[i];
	}
	if (term->negated && term->op != SEARCH_EQUAL && term->op != SEARCH_IN &&
		term->op != SEARCH_EXISTS)
		return refuse(p, "expected =, IN or EXISTS after NOT");
	return advance(p, term->op == SEARCH_EXISTS ? SEARCH_LEX_WORD : SEARCH_LEX_VALUE);
}

static bool check_value(struct parser *p)
{
	const struct search_token *t = &p->token;

	if (t->kind == SEARCH_LEX_LIST)
		return refuse(p, "expected one value (a list goes with IN)");
	if ((t->kind != SEARCH_LEX_BARE && t->kind != SEARCH_LEX_QUOTED) || is_keyword(p))
		return refuse(p, "expected a value");
	if (begins_with_quote(p) && t->text[0] != '\'')
		return refuse(p, "expected a value in straight double quotes");
	return true;
}

static bool read_value(struct parser *p, struct search_term *term)
{
	if (!check_value(p))
		return false;
	term->values = arena_room(p->s->arena, term->values, term->count, sizeof(*term->values));
	term->values[term->count++] = (struct search_value){
		.is_quoted = p->token.kind == SEARCH_LEX_QUOTED,
		.text = p->token.text,
		.at = p->token.at,
	};
	return advance(p, SEARCH_LEX_WORD);
}

static bool read_list(struct parser *p, struct search_term *term)
{
	if (p->token.kind != SEARCH_LEX_LIST)
		return search_error(p->s, p->token.at, "expected a list in brackets after %s",
			search_op_word(term->op, term->negated));
	do {
		if (!advance(p, SEARCH_LEX_VALUE))
			return false;
		if (term->count == SEARCH_PARSE_MAX_VALUES)
			return search_error(p->s, p->token.at,
				"expected at most %d values in a list", SEARCH_PARSE_MAX_VALUES);
		if (!read_value(p, term))
			return false;
	} while (p->token.kind == SEARCH_LEX_COMMA);
	if (p->token.kind != SEARCH_LEX_LIST_CLOSE)
		return refuse(p, "expected a comma or ] in a list");
	return advance(p, SEARCH_LEX_WORD);
}

static bool count_term(struct parser *p)
{
	return ++p->terms <= SEARCH_PARSE_MAX_TERMS ||
	       search_error(
		       p->s, p->token.at, "expected at most %d conditions", SEARCH_PARSE_MAX_TERMS);
}

static bool read_term(struct parser *p, struct search_node **out)
{
	if (!check_field(p) || !count_term(p))
		return false;
	struct search_term *term = arena_alloc(p->s->arena, sizeof(*term));
	*term = (struct search_term){ .field = p->token.text, .field_at = p->token.at };
	if (!advance(p, SEARCH_LEX_WORD) || !read_op(p, term))
		return false;
	if (term->op == SEARCH_IN && !read_list(p, term))
		return false;
	if (term->op != SEARCH_IN && term->op != SEARCH_EXISTS && !read_value(p, term))
		return false;
	*out = arena_alloc(p->s->arena, sizeof(**out));
	**out = (struct search_node){ .kind = SEARCH_TERM, .term = term };
	return true;
}

/* What comes after a condition and is neither AND nor OR. */
static bool refuse_rest(struct parser *p)
{
	static const char *const rows[][2] = { { "and", "AND" }, { "or", "OR" }, { "&&", "AND" },
		{ "&", "AND" }, { "||", "OR" }, { "|", "OR" }, { NULL, NULL } };
	const char *expected =
		p->depth > 0 ? "expected AND, OR or )" : "expected AND, OR or the end of the query";
	const char *word = meant(p, rows);

	if (word)
		return search_error(p->s, p->token.at, "%s (did you mean %s?)", expected, word);
	return refuse(p, expected);
}

static bool read_chain(struct parser *p, enum search_node_kind kind, struct search_node **out);

static bool go_deeper(struct parser *p)
{
	return ++p->depth <= SEARCH_PARSE_MAX_DEPTH ||
	       search_error(p->s, p->token.at, "expected at most %d nested parentheses",
		       SEARCH_PARSE_MAX_DEPTH);
}

static bool read_group(struct parser *p, struct search_node **out)
{
	if (!go_deeper(p) || !advance(p, SEARCH_LEX_WORD) || !read_chain(p, SEARCH_OR, out))
		return false;
	if (p->token.kind != SEARCH_LEX_CLOSE)
		return refuse_rest(p);
	p->depth--;
	return advance(p, SEARCH_LEX_WORD);
}

/* Puts a node behind `tail`, or its children when it is of the parent's kind. Returns the new tail. */
static struct search_node **append(
	struct search_node **tail, enum search_node_kind kind, struct search_node *node)
{
	*tail = node->kind == kind ? node->first : node;
	while (*tail)
		tail = &(*tail)->next;
	return tail;
}

/* An OR of ANDs, or an AND of conditions and groups. */
static bool read_chain(struct parser *p, enum search_node_kind kind, struct search_node **out)
{
	struct search_node *node, *first = NULL, **tail = &first;

	for (;;) {
		bool ok = kind == SEARCH_OR                  ? read_chain(p, SEARCH_AND, &node)
			  : p->token.kind == SEARCH_LEX_OPEN ? read_group(p, &node)
							     : read_term(p, &node);
		if (!ok)
			return false;
		tail = append(tail, kind, node);
		if (!is_word(p, kind == SEARCH_OR ? "OR" : "AND"))
			break;
		if (!advance(p, SEARCH_LEX_WORD))
			return false;
	}
	*out = first;
	if (!first->next)
		return true;
	*out = arena_alloc(p->s->arena, sizeof(**out));
	**out = (struct search_node){ .kind = kind, .first = first };
	return true;
}

static bool check_length(struct scope *s, const char *text)
{
	size_t at = 1;

	if (strlen(text) <= SEARCH_PARSE_MAX_LENGTH)
		return true;
	for (size_t i = 1; i <= SEARCH_PARSE_MAX_LENGTH; i++)
		at += ((uint8_t)text[i] & 0xc0) != 0x80;
	return search_error(s, at, "expected at most %d bytes", SEARCH_PARSE_MAX_LENGTH);
}

bool search_parse(struct scope *s, const char *text, const struct search_dialect *dialect,
	struct search_node **out)
{
	struct parser p = {
		.s = s,
		.dialect = dialect,
		.lex = { .rest = text, .at = 1, .single_quotes = dialect->single_quotes },
	};

	if (!check_length(s, text) || !advance(&p, SEARCH_LEX_WORD))
		return false;
	return read_chain(&p, SEARCH_OR, out) &&
	       (p.token.kind == SEARCH_LEX_END || refuse_rest(&p));
}
