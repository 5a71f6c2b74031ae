/* Custom metadata fields. Deleted ones keep their row. */
#ifndef STORE_FIELD_STORE_H
#define STORE_FIELD_STORE_H

#include "db/db.h"
#include "model/field.h"

/* True when there is one; false without an error in the scope when there is none. By id and by name
 * deleted fields are found too, by label only the others. */
bool field_store_by_id(
	struct db *db, struct scope *s, int64_t account, const char *id, struct field *out);
bool field_store_by_name(
	struct db *db, struct scope *s, int64_t account, const char *name, struct field *out);
bool field_store_by_label(
	struct db *db, struct scope *s, int64_t account, const char *label, struct field *out);

/* In the order of their making. */
NODISCARD bool field_store_all(struct db *db, struct scope *s, int64_t account,
	bool include_deleted, struct field **out, size_t *count);

/* The fields that require a value and have none in this version. */
NODISCARD bool field_store_lacking(struct db *db, struct scope *s, int64_t account, int64_t version,
	struct field **out, size_t *count);

/* Fills f->row. ERR_CONFLICT when id, name or label are taken. */
NODISCARD bool field_store_insert(struct db *db, struct scope *s, int64_t account, struct field *f);

/* Writes id, label, schema, description and whether it is deleted. */
NODISCARD bool field_store_update(struct db *db, struct scope *s, const struct field *f);

#endif
