/* Small questions about text: views for parsers, strict numbers, case-blind compare. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/base.h"

/* A piece of somebody else's text; not terminated. */
struct view {
	const char *p;
	size_t n;
};

struct view view_of(const char *s);
bool view_is(struct view v, const char *s);
bool view_starts(struct view v, const char *prefix);

/* Cuts `rest` at the first `sep`: the part before it is returned, `rest` keeps what follows. At the
 * end `rest->p` is NULL, so `while (rest.p)` visits every part, empty ones included. */
struct view view_split(struct view *rest, char sep);

/* Without ASCII blanks and tabs at both ends. */
struct view view_trim(struct view v);

/* Decimal digits with an optional leading '-'; no blanks, no '+', no overflow. */
bool text_int(struct view v, int64_t *out);

/* The least number of letters to insert, delete or replace to get from one to the other; SIZE_MAX when
 * one of them is longer than TEXT_MAX_COMPARED. For suggestions in error messages. */
enum { TEXT_MAX_COMPARED = 64 };
size_t text_distance(struct view a, struct view b);

bool text_starts(const char *s, const char *prefix);
bool text_ends(const char *s, const char *suffix);
/* ASCII letters in lower case, in place: the same text. */
char *text_lower(char *s);
bool text_same_nocase(struct view a, const char *b); /* ASCII */
bool text_is_hex(struct view v, size_t len);         /* exactly len lower- or upper-case digits */

#endif
