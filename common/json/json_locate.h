/* Where a value of a tree stands in the text that the tree was made of, for messages that people read
 * with the text before them. The tree itself keeps no places: text and tree are walked together, once a
 * mistake is known. */
#ifndef JSON_JSON_LOCATE_H
#define JSON_JSON_LOCATE_H

#include "base/text.h"
#include "json/json_value.h"

struct json_place {
	size_t offset;       /* in bytes: of the value's first character */
	size_t line, column; /* from 1; columns count characters */
	const char *path;    /* `files[3].tags[1]`; "" for the root */
};

/* `text` is what json_parse() made `root` of. Names that are not plain words stand in brackets and
 * quotes, and are cut when they are long. False: `at` is not in the tree (out is left alone). */
NODISCARD bool json_locate(struct arena *a, struct view text, const struct json_value *root,
	const struct json_value *at, struct json_place *out);

/* Line and column of an offset in a text; `path` is "". */
struct json_place json_place_at(struct view text, size_t offset);

#endif
