/* A checked JSON tree to walk. The text is scanned first, so that what cJSON would let through
 * (duplicate members, bad UTF-8, raw control bytes, leading zeros, NUL escapes, numbers beyond a
 * double) is refused with the place where it stands. */
#ifndef JSON_JSON_VALUE_H
#define JSON_JSON_VALUE_H

#include "base/scope.h"
#include "json/json_check.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_value; /* lives as long as the scope's arena */

/* Parses the whole text as one value. False: ERR_INVALID with line and column in the message. */
NODISCARD bool json_parse(
	struct scope *s, const char *text, size_t len, const struct json_value **out);

/* The same for a text with a name, such as a file's: errors start with `NAME:LINE:COLUMN: `. */
NODISCARD bool json_parse_named(struct scope *s, const char *name, const char *text, size_t len,
	const struct json_value **out);

enum json_kind json_kind_of(const struct json_value *v);
const char *json_text_of(const struct json_value *v); /* NULL when it is not a text */
bool json_bool_of(const struct json_value *v);        /* false when it is not a bool */
double json_number_of(const struct json_value *v);    /* 0 when it is not a number */

/* The number as a whole number: false when it has a fraction or lies beyond 2^53. */
bool json_int_of(const struct json_value *v, int64_t *out);

/* Children of an array or object in written order: first, then next until NULL. */
const struct json_value *json_first(const struct json_value *v);
const struct json_value *json_next(const struct json_value *v);
const char *json_name_of(const struct json_value *v); /* member name inside an object, else NULL */
const struct json_value *json_member(const struct json_value *object, const char *name);
size_t json_count(const struct json_value *v);

#endif
