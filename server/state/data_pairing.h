/* Whether imagekit.db and blobs/ are of one data folder, and whether the database is the one that was live there
 * last: each start gives the database a new number, and the file `identity` beside it has all of them. Nothing of it for
 * a library in memory. */
#ifndef STATE_DATA_PAIRING_H
#define STATE_DATA_PAIRING_H

#include "ops/emulator.h"

/* Before the database at `path` is opened: refuses one that is missing or empty while bytes lie beside it.
 * `*missing`: it is to be made. */
NODISCARD bool data_pairing_check(
	struct emulator *e, struct scope *s, const char *dir, const char *path, bool *missing);

/* After it is opened, before anything is collected: refuses one of another folder, forgets what an earlier process
 * noted about another state of the library, and notes this start. */
NODISCARD bool data_pairing_join(struct emulator *e, struct scope *s, const char *dir);

/* After the live database was replaced by a copy, which has no number. */
void data_pairing_renew(struct emulator *e);

#endif
