/* What versions hold in custom metadata fields. Values of deleted fields stay, unseen. */
#ifndef STORE_FIELD_VALUE_STORE_H
#define STORE_FIELD_VALUE_STORE_H

#include "db/db.h"
#include "model/field.h"

/* Puts the value in place of what the version has in that field; without `json` it then has none. */
NODISCARD bool field_value_store_set(
	struct db *db, struct scope *s, int64_t version, const struct field_value *value);

/* Gives `to`, which has no values yet, all those of `from`. */
NODISCARD bool field_value_store_copy(struct db *db, struct scope *s, int64_t from, int64_t to);

/* Values, not options; those of deleted fields are not counted. */
NODISCARD bool field_value_store_count(
	struct db *db, struct scope *s, int64_t version, int64_t *out);

/* The values as one JSON object, as file_columns.h reads them too; NULL when there are none. */
NODISCARD bool field_value_store_json(
	struct db *db, struct scope *s, int64_t version, const char **out);

#endif
