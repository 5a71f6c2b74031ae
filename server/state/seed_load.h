/* A seed into a library that nobody else sees yet. */
#ifndef STATE_SEED_LOAD_H
#define STATE_SEED_LOAD_H

#include "ops/emulator.h"
#include "seed/seed.h"

/* Inside a write transaction on `db`, which is not the live library: accounts with all that is theirs, the
 * remote URLs, and what the control plane shall do (as rows of control_state). `owner` is the imagekit_id
 * that members beside `accounts` belong to. The configured accounts are there already. The caller holds
 * the blobs (blob_store_hold) until a library that names them is live or on the shelf. False: ERR_INVALID
 * with document, line and column; the caller takes everything back.
 *
 * Of limits, those of the plan's file sizes, of the length of all tags and of custom metadata fields (range,
 * length, options, being required) do not apply: the service too keeps what was stored before a limit came. What
 * the bytes are, their type included, is read from them and from the file's name. */
NODISCARD bool seed_load(struct emulator *e, struct db *db, struct scope *s,
	const struct seed *seed, const char *owner);

#endif
