/* What holds for the rows of every library, beyond what its tables say themselves: for a library that came from
 * elsewhere. */
#ifndef STORE_ROW_RULES_H
#define STORE_ROW_RULES_H

#include "db/db.h"

/* Looks at every row. The connection must have the functions that the rules name: bad_text(text, bytes),
 * bad_json(text, kind), bad_schema(text, type), bad_account(text), bad_key(text), bad_id(text), bad_name(text),
 * bad_blob(text) and bad_coordinates(text), each not 0 for what is no such thing. False: ERR_INVALID with the first that is
 * broken and the row that breaks it. */
NODISCARD bool row_rules_check(struct db *db, struct scope *s);

enum { ROW_RULES_ANY_JSON, ROW_RULES_JSON_OBJECT };

#endif
