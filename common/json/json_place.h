/* A place in a JSON text, as people count. */
#ifndef JSON_JSON_PLACE_H
#define JSON_JSON_PLACE_H

#include "base/text.h"

struct json_place {
	size_t offset;       /* in bytes: of the value's first character */
	size_t line, column; /* from 1; columns count characters */
	const char *path;    /* `files[3].tags[1]`; "" for the root */
};

/* Line and column of an offset in a text; `path` is "". */
struct json_place json_place_at(struct view text, size_t offset);

#endif
