/* The library as a seed document: everything in it, in one order, so that the same library is always the same
 * text. Loaded elsewhere it makes a library that is saved as the same text again, as long as no clock runs at
 * a speed of its own.
 *
 * What is not in it: the journal, what was counted for rate limits, how far a script of faults has come,
 * values of deleted fields, and what can be read again from the bytes. */
#ifndef STATE_SEED_SAVE_H
#define STATE_SEED_SAVE_H

#include "model/account.h"
#include "ops/emulator.h"

enum seed_save_content {
	SEED_SAVE_INLINE,
	SEED_SAVE_REFERENCE,
	SEED_SAVE_STATE, /* no document: its state alone */
};

struct seed_save_wish {
	const struct account *account; /* NULL: the whole library; else without id and keys */
	enum seed_save_content content;
};

struct seed_save_result {
	const char *state; /* SHA-256 of the document with its bytes as references, in hex */
	int fd;            /* the document; the caller's, -1 for SEED_SAVE_STATE */
	int64_t size;
};

NODISCARD bool seed_save(struct emulator *e, struct scope *s, const struct seed_save_wish *wish,
	struct seed_save_result *out);

#endif
