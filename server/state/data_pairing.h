/* Whether imagekit.db and blobs/ are of one data folder, and whether the database is the one that was live there
 * last: each start that writes gives the database a new number, and the file `identity` beside it has all of
 * them. Nothing of it for a library in memory. */
#ifndef STATE_DATA_PAIRING_H
#define STATE_DATA_PAIRING_H

#include "ops/emulator.h"

/* Before the database at `path` is opened: refuses one that is missing or empty while bytes lie beside it.
 * `*missing`: it is to be made. */
NODISCARD bool data_pairing_check(
	struct emulator *e, struct scope *s, const char *dir, const char *path, bool *missing);

/* After it is opened, before anything is collected: refuses one of another folder, and forgets what an earlier process
 * noted about another state of the library. */
NODISCARD bool data_pairing_join(struct emulator *e, struct scope *s);

/* At the end of the start: notes it, or has it noted before the first write, so that a start on a library that is
 * there need not wait for the disk. */
NODISCARD bool data_pairing_note(struct emulator *e, struct scope *s);

/* After the live database was replaced by a copy, which has no number. */
void data_pairing_renew(struct emulator *e);

#endif
