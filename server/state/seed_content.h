/* The bytes that a seed names: blobs in the store, and what they are. Nothing is made or read twice in one
 * load, however many files share it. */
#ifndef STATE_SEED_CONTENT_H
#define STATE_SEED_CONTENT_H

#include "model/file.h"
#include "ops/emulator.h"
#include "seed/seed.h"

struct seed_content;

/* Lives as long as the scope, to which errors go. The caller holds the blobs. */
struct seed_content *seed_content_new(
	struct emulator *e, struct scope *s, const struct seed_document *d);

/* Publishes the bytes and reads what they are; `name` is the file's, whose ending says what texts are. False:
 * ERR_INVALID with the place in the document, or ERR_UNAVAILABLE. */
NODISCARD bool seed_content_get(struct seed_content *c, const struct seed_source *source,
	const char *name, struct file_content *out);

/* The same without reading them: of `out` only blob and size are set. */
NODISCARD bool seed_content_blob(
	struct seed_content *c, const struct seed_source *source, struct file_content *out);

#endif
