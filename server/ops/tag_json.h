/* Lists of tags to and from the JSON text that stores and views hold. */
#ifndef OPS_TAG_JSON_H
#define OPS_TAG_JSON_H

#include "model/tag_rules.h"

/* NULL for an empty list. */
const char *tag_json_write(struct arena *a, const struct tag_list *list);

/* Appends the texts of a JSON array; NULL is an empty list. False: ERR_INTERNAL, it is our own text. */
NODISCARD bool tag_json_read(struct scope *s, const char *json, struct tag_list *list);

#endif
