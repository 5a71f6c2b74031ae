/* What a custom metadata field accepts (REST API: custom metadata fields, "schema"). */
#ifndef MODEL_FIELD_SCHEMA_H
#define MODEL_FIELD_SCHEMA_H

#include "base/scope.h"
#include "json/json_value.h"
#include "model/field.h"

/* Checks what a client sent and fills `out`. With `old` the members of `object` are laid over its own and
 * the type stays; without, the object must name a type. A null counts as absent, so over `old` it takes a
 * member away. False: ERR_INVALID, `Invalid schema object.` with what is wrong of each key. `out` lives as
 * long as the two that it was made of. */
NODISCARD bool field_schema_read(struct scope *s, const struct json_value *object,
	const struct field_schema *old, struct field_schema *out);

/* JSON text of it, and back. False: ERR_INTERNAL, it is our own text. */
const char *field_schema_write(struct arena *a, const struct field_schema *schema);
NODISCARD bool field_schema_load(struct scope *s, const char *json, struct field_schema *out);

#endif
