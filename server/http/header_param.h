/* The parameters of a header value such as `form-data; name="a"; filename*=UTF-8''b`, each in
 * its turn. */
#ifndef HTTP_HEADER_PARAM_H
#define HTTP_HEADER_PARAM_H

#include "base/arena.h"
#include "base/text.h"

enum header_param_result { HEADER_PARAM_ONE, HEADER_PARAM_NONE, HEADER_PARAM_BROKEN };

struct header_param {
	struct view name;  /* inside the header value; compare it without regard to case */
	const char *value; /* unquoted, in the arena */
};

/* Takes the next parameter off `rest`, which starts as what follows the value's first ';' and
 * holds no NUL. NONE at the end; BROKEN when the text is not `name=value` pairs between
 * semicolons. Values are quoted strings, or runs without blanks (a wider set than RFC 9110's
 * tokens: mail libraries leave '=' and '/' in boundaries unquoted). In a quoted string only \" and
 * \\ are escapes: browsers once sent whole Windows paths as file names. */
enum header_param_result header_param_next(
	struct arena *a, struct view *rest, struct header_param *out);

/* Decodes the value of a parameter whose name ends in '*' (RFC 8187):
 * UTF-8'language'percent-coded. NULL when it is not that, is in another charset, or decodes to a
 * NUL or to bytes that are not UTF-8. */
const char *header_param_extended(struct arena *a, const char *value);

/* True when v is a token of RFC 9110: not empty, visible ASCII without delimiters. */
bool header_param_is_token(struct view v);

#endif
