/* Custom metadata fields (REST API: create, list, update, delete field). */
#ifndef OPS_FIELD_OPS_H
#define OPS_FIELD_OPS_H

#include "json/json_value.h"
#include "model/account.h"
#include "model/field.h"
#include "ops/emulator.h"

/* Members of the body; NULL when absent or null. */
struct field_request {
	const struct json_value *name, *label, *schema, *description;
};

NODISCARD bool field_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const struct field_request *request, struct field *out);

NODISCARD bool field_ops_list(struct emulator *e, struct scope *s, const struct account *a,
	bool include_deleted, struct field **out, size_t *count);

/* The schema is laid over the field's own, key by key; values that files have are not looked at again.
 * ERR_NOT_FOUND, ERR_INVALID; `id` NULL is one of the latter. */
NODISCARD bool field_ops_update(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, const struct field_request *request, struct field *out);

/* The name stays reserved, the label is free again, values are seen no more. Errors as above. */
NODISCARD bool field_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, const char *id);

#endif
