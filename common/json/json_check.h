/* Is this text JSON that a tree can be made of without loss? Stricter than the parser behind it:
 * see json_value.h for what is refused. */
#ifndef JSON_JSON_CHECK_H
#define JSON_JSON_CHECK_H

#include "base/scope.h"

enum { JSON_MAX_DEPTH = 32 };

/* The longest number in bytes: some releases of the parser behind read no more of it. */
enum { JSON_MAX_NUMBER = 63 };

/* False: ERR_INVALID, `JSON at line 1, column 17: …`, or, when the source has a name, `NAME:1:17: …`.
 * Columns count characters. */
NODISCARD bool json_check(struct scope *s, const char *name, const char *text, size_t len);

#endif
