/* Where a value of a tree stands in the text that the tree was made of, for messages that people read
 * with the text before them. The tree itself keeps no places: text and tree are walked together, once a
 * mistake is known. */
#ifndef JSON_JSON_LOCATE_H
#define JSON_JSON_LOCATE_H

#include "base/text.h"
#include "json/json_place.h"
#include "json/json_value.h"

/* `text` is what json_parse() made `root` of. Names that are not plain words stand in brackets and
 * quotes, and are cut when they are long. False: `at` is not in the tree (out is left alone). */
NODISCARD bool json_locate(struct arena *a, struct view text, const struct json_value *root,
	const struct json_value *at, struct json_place *out);

#endif
