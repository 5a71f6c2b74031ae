/* Setting custom metadata of one version (REST API: upload and update, "customMetadata"). All happens on
 * the connection of a write transaction; on failure the caller takes everything back. */
#ifndef OPS_FIELD_VALUES_H
#define OPS_FIELD_VALUES_H

#include "db/db.h"
#include "json/json_value.h"
#include "model/account.h"

/* Merges an object of values by field name into what the version has; null takes a value away. An empty
 * object changes nothing. False: ERR_INVALID, `Invalid custom metadata.` with what is wrong of each
 * field, required ones that are left without a value among them; or the limit above. */
NODISCARD bool field_values_merge(struct db *db, struct scope *s, const struct account *a,
	int64_t version, const struct json_value *object);

/* Gives a version that has no values the default values of the fields that require one. */
NODISCARD bool field_values_set_defaults(
	struct db *db, struct scope *s, const struct account *a, int64_t version);

#endif
