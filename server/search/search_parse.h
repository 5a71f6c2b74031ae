/* Text -> tree (REST API: list and search assets, "searchQuery"; upload, "checks").
 *
 *     expr  := or ;  or := and { OR and } ;  and := prim { AND prim }
 *     prim  := '(' expr ')' | field op value | field [NOT] EXISTS
 *     field := bare word | "quoted" ;  value := "text" | bare | '[' value { ',' value } ']'
 *
 * Keywords are upper case. Inside quotes \" stands for " and \\ for \; any other backslash is itself. */
#ifndef SEARCH_SEARCH_PARSE_H
#define SEARCH_SEARCH_PARSE_H

#include "base/scope.h"
#include "search/search_ast.h"

enum {
	SEARCH_PARSE_MAX_LENGTH = 16 * 1024, /* bytes */
	SEARCH_PARSE_MAX_TERMS = 300,
	SEARCH_PARSE_MAX_VALUES = 1000, /* in one list */
	SEARCH_PARSE_MAX_DEPTH = 50,    /* parentheses */
};

/* What "checks" allows and "searchQuery" does not. */
struct search_dialect {
	bool single_quotes; /* 'x' is a quoted text too */
	bool bare_dots;     /* request.folder needs no quotes */
};

/* False: ERR_INVALID by search_error(). `text` is UTF-8; the tree lives in the arena. */
NODISCARD bool search_parse(struct scope *s, const char *text, const struct search_dialect *dialect,
	struct search_node **out);

#endif
