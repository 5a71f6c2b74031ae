/* The account's setting "original creation date" (REST API: custom metadata fields, "reserved"): while it is on, the
 * account has the reserved field FIELD_ORIGINAL_DATE. Off, the field and its values are seen no more; on
 * again, they are back. The field's row is the setting. */
#ifndef OPS_ORIGINAL_DATE_H
#define OPS_ORIGINAL_DATE_H

#include "model/account.h"
#include "ops/emulator.h"

NODISCARD bool original_date_get(
	struct emulator *e, struct scope *s, const struct account *a, bool *on);

/* ERR_CONFLICT when a field that a client made has the label, or had the name before it was reserved. */
NODISCARD bool original_date_set(
	struct emulator *e, struct scope *s, const struct account *a, bool on);

/* The same inside a write transaction. */
NODISCARD bool original_date_put(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a, bool on);

#endif
