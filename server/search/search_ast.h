/* A query as it was written: conditions joined by AND and OR, nothing looked up yet. */
#ifndef SEARCH_SEARCH_AST_H
#define SEARCH_SEARCH_AST_H

#include "base/base.h"

enum search_op {
	SEARCH_EQUAL,         /* =  */
	SEARCH_BEGINS,        /* :  */
	SEARCH_LESS,          /* <  */
	SEARCH_LESS_EQUAL,    /* <= */
	SEARCH_GREATER,       /* >  */
	SEARCH_GREATER_EQUAL, /* >= */
	SEARCH_IN,
	SEARCH_HAS,
	SEARCH_EXISTS,
};

/* A value as it was written. A quoted text has its escapes resolved; all else (500, true, 2d, 'x') is
 * bare, up to the next blank, comma, bracket or parenthesis. */
struct search_value {
	bool is_quoted;
	const char *text;
	size_t at; /* where it begins: characters from 1 */
};

/* `field [NOT] op value`. Negated are EQUAL, IN and EXISTS alone. */
struct search_term {
	const char *field; /* without its quotes */
	size_t field_at;
	enum search_op op;
	bool negated;
	size_t op_at;
	struct search_value *values; /* EXISTS: none; IN: one or more; else one */
	size_t count;
};

enum search_node_kind { SEARCH_AND, SEARCH_OR, SEARCH_TERM };

struct search_node {
	enum search_node_kind kind;
	struct search_node *first; /* AND, OR: two or more children; an AND has no AND as a child */
	struct search_node *next;  /* the next child of the same parent */
	struct search_term *term;  /* TERM */
};

/* The operator as it is written: "NOT IN", ">=". */
const char *search_op_word(enum search_op op, bool negated);

#endif
