/* application/x-www-form-urlencoded bodies of calls that take JSON, as old clients and scripts send them. */
#ifndef CALL_BODY_FORM_H
#define CALL_BODY_FORM_H

#include "json/json_value.h"

/* The JSON object that such a body stands for. A name that is there once is a text, or a boolean for the words
 * true and false; one that is there more often, or is written `name[]` or `name[0]`, is an array of those. The
 * text is terminated. False: ERR_INVALID for other brackets, and for what query_parse() refuses. */
NODISCARD bool body_form_value(
	struct scope *s, const char *text, size_t len, const struct json_value **out);

#endif
