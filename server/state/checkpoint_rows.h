/* Whether the rows of a library that came from elsewhere are such as this program makes. */
#ifndef STATE_CHECKPOINT_ROWS_H
#define STATE_CHECKPOINT_ROWS_H

#include "ops/emulator.h"

/* Of a database of the newest schema that nobody else has open. False: ERR_INVALID with the first row that is not. */
NODISCARD bool checkpoint_rows_check(struct emulator *e, struct db *db, struct scope *s);

#endif
