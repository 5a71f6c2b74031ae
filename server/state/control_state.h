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

struct control_state_part {
	int64_t account; /* 0: of all */
	const char *kind;
	const struct json_value *value;
};

struct control_state {
	struct control_state_part *parts;
	size_t count;
};

/* The rows of `db`, which may come from elsewhere: of the account, or with 0 of all and of every account. False:
 * ERR_INVALID when they cannot be made to hold, or what kept them from being read. */
NODISCARD bool control_state_read(const struct emulator *e, struct db *db, struct scope *s,
	int64_t account, struct control_state *out);

/* Makes that hold, which cannot fail; whatever it does not tell of is forgotten. `account`: what was read is of one
 * account, which the live library has as this row; 0: of all. `keep`: bits of enum reset_keep. */
void control_state_apply(
	struct emulator *e, const struct control_state *state, int64_t account, unsigned keep);

/* The members `clock`, `faults` and `rateLimits` of the account (0: of all) into the open object, each
 * only when something was set for just it. */
void control_state_write(struct emulator *e, struct json_writer *w, int64_t account);

#endif
