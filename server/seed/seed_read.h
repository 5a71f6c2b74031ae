/* A seed document: text in, struct out, and everything refused that can be refused without a library. */
#ifndef SEED_SEED_READ_H
#define SEED_SEED_READ_H

#include "seed/seed_refuse.h"

/* Reads d->text (name, folder, confined and text are set; the root is filled in out->document). False:
 * ERR_INVALID, `NAME:LINE:COLUMN: files[3].tags: …`. */
NODISCARD bool seed_read(struct scope *s, const struct seed_document *d, struct seed *out);

#endif
