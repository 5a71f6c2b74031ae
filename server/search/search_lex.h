/* A query cut into tokens. What a bare word may hold depends on where it stands: `name:"x"` ends the
 * field at the colon, `createdAt > 2020-01-01T12:00:00` does not end the date there. */
#ifndef SEARCH_SEARCH_LEX_H
#define SEARCH_SEARCH_LEX_H

#include "base/scope.h"
#include "search/search_ast.h"

enum search_lex_kind {
	SEARCH_LEX_END,
	SEARCH_LEX_OPEN,       /* ( */
	SEARCH_LEX_CLOSE,      /* ) */
	SEARCH_LEX_LIST,       /* [ */
	SEARCH_LEX_LIST_CLOSE, /* ] */
	SEARCH_LEX_COMMA,
	SEARCH_LEX_OPERATOR, /* = : < <= > >= */
	SEARCH_LEX_QUOTED,
	SEARCH_LEX_BARE, /* keywords too */
};

struct search_token {
	enum search_lex_kind kind;
	size_t at;         /* where it begins: characters from 1 */
	enum search_op op; /* OPERATOR */
	const char *text;  /* QUOTED: escapes resolved; BARE: as it stands */
};

enum search_lex_place {
	SEARCH_LEX_WORD, /* a field, a keyword or an operator comes next */
	SEARCH_LEX_VALUE,
};

struct search_lex {
	const char *rest; /* UTF-8 */
	size_t at;
	bool single_quotes; /* they delimit a text too; else they are part of a bare word */
};

/* Takes the next token off `rest`. False: ERR_INVALID, a quoted text without end. */
NODISCARD bool search_lex_next(struct scope *s, struct search_lex *lex, enum search_lex_place place,
	struct search_token *out);

#endif
