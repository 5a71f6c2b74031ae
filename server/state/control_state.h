/* What the control plane was told and holds in memory (clocks, faults, rate limits) as rows of a library,
 * so that a copy of the library is a copy of that too. In the live library the rows mean nothing. */
#ifndef STATE_CONTROL_STATE_H
#define STATE_CONTROL_STATE_H

#include "db/db.h"
#include "json/json_write.h"
#include "ops/emulator.h"
#include "seed/seed.h"
#include "state/reset_keep.h"

/* Checks what a seed wants, as the calls of the control plane would, and writes its rows; account 0: of
 * all. In a write transaction on `db`. False: ERR_INVALID; then *culprit is the value that is wrong. */
NODISCARD bool control_state_put(const struct emulator *e, struct db *db, struct scope *s,
	int64_t account, const struct seed_control *wanted, const struct json_value **culprit);

/* Writes the rows of what holds now, for all accounts of `db`, in the place of those that are there. */
NODISCARD bool control_state_save(struct emulator *e, struct db *db, struct scope *s);

/* Whether the rows of `db`, which may come from elsewhere, can be made to hold. False: ERR_INVALID. */
NODISCARD bool control_state_check(const struct emulator *e, struct db *db, struct scope *s);

/* Makes the rows of `db` hold; whatever has no row is forgotten. `keep`: bits of enum reset_keep. */
NODISCARD bool control_state_apply(
	struct emulator *e, struct db *db, struct scope *s, unsigned keep);

/* The same of one account, which the live library has as `account` and `db` as the row `there`; 0: not at all. */
NODISCARD bool control_state_apply_account(struct emulator *e, struct db *db, struct scope *s,
	int64_t account, int64_t there, unsigned keep);

/* The members `clock`, `faults` and `rateLimits` of the account (0: of all) into the open object, each
 * only when something was set for just it. */
void control_state_write(struct emulator *e, struct json_writer *w, int64_t account);

#endif
