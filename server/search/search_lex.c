/* Tokens, with positions counted in characters. */
#include "search/search_lex.h"

#include "base/text.h"
#include "search/search_error.h"

#include <string.h>

static const char blanks[] = " \t\r\n";
static const char delimiters[] = " \t\r\n,()[]\"";
static const char operator_letters[] = "=:<>";

static void skip(struct search_lex *lex, size_t n)
{
	for (; n > 0; n--, lex->rest++)
		lex->at += ((uint8_t)*lex->rest & 0xc0) != 0x80;
}

static bool take_mark(struct search_lex *lex, struct search_token *out)
{
	static const char marks[] = "()[],";
	static const enum search_lex_kind kinds[] = { SEARCH_LEX_OPEN, SEARCH_LEX_CLOSE,
		SEARCH_LEX_LIST, SEARCH_LEX_LIST_CLOSE, SEARCH_LEX_COMMA };
	const char *mark = strchr(marks, *lex->rest);

	if (!mark)
		return false;
	out->kind = kinds[mark - marks];
	skip(lex, 1);
	return true;
}

static bool take_operator(struct search_lex *lex, struct search_token *out)
{
	/* Those that begin with another come first. */
	static const enum search_op ops[] = { SEARCH_LESS_EQUAL, SEARCH_GREATER_EQUAL, SEARCH_EQUAL,
		SEARCH_BEGINS, SEARCH_LESS, SEARCH_GREATER };

	for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
		const char *word = search_op_word(ops[i], false);
		if (!text_starts(lex->rest, word))
			continue;
		out->kind = SEARCH_LEX_OPERATOR;
		out->op = ops[i];
		skip(lex, strlen(word));
		return true;
	}
	return false;
}

/* A backslash means something before a quote or another backslash only. */
static bool is_escape(const char *p, char quote)
{
	return p[0] == '\\' && (p[1] == quote || p[1] == '\\');
}

static bool take_quoted(struct scope *s, struct search_lex *lex, struct search_token *out)
{
	char quote = *lex->rest;
	const char *end = lex->rest + 1;

	while (*end && *end != quote)
		end += is_escape(end, quote) ? 2 : 1;
	if (!*end)
		return search_error(s, lex->at,
			"expected a closing %s quote for the text that begins",
			quote == '"' ? "double" : "single");
	char *text = arena_alloc(s->arena, (size_t)(end - lex->rest));
	out->kind = SEARCH_LEX_QUOTED;
	out->text = text;
	for (const char *p = lex->rest + 1; p < end; p++) {
		p += is_escape(p, quote);
		*text++ = *p;
	}
	*text = '\0';
	skip(lex, (size_t)(end + 1 - lex->rest));
	return true;
}

/* 'a b' is one bare word, wrong wherever it stands, so that the refusal speaks of all of it. */
static size_t single_quoted_length(const char *rest)
{
	const char *end = rest[0] == '\'' ? strchr(rest + 1, '\'') : NULL;

	return end ? (size_t)(end - rest) : 0;
}

static void take_bare(struct scope *s, struct search_lex *lex, enum search_lex_place place,
	struct search_token *out)
{
	size_t n = single_quoted_length(lex->rest);

	n += strcspn(lex->rest + n, delimiters);
	if (place == SEARCH_LEX_WORD) {
		size_t before_operator = strcspn(lex->rest, operator_letters);
		n = n < before_operator ? n : before_operator;
	}
	out->kind = SEARCH_LEX_BARE;
	out->text = arena_strndup(s->arena, lex->rest, n);
	skip(lex, n);
}

bool search_lex_next(struct scope *s, struct search_lex *lex, enum search_lex_place place,
	struct search_token *out)
{
	skip(lex, strspn(lex->rest, blanks));
	*out = (struct search_token){ .kind = SEARCH_LEX_END, .at = lex->at };
	if (!*lex->rest || take_mark(lex, out) || take_operator(lex, out))
		return true;
	if (*lex->rest == '"' || (lex->single_quotes && *lex->rest == '\''))
		return take_quoted(s, lex, out);
	take_bare(s, lex, place, out);
	return true;
}
