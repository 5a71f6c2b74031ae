/* The `file` parameter in every form that the service takes: bytes, base64, a data URI, or a URL. It
 * arrives in pieces and goes to a staging file as it comes, so its size costs no memory. */
#ifndef UPLOAD_UPLOAD_SOURCE_H
#define UPLOAD_UPLOAD_SOURCE_H

#include "blob/blob_stage.h"
#include "ops/emulator.h"
#include "ops/remote_ops.h"

struct upload_source;

/* `is_text`: the part is a text field, so its value is base64, a data URI or a URL. */
NODISCARD bool upload_source_open(
	struct emulator *e, struct scope *s, bool is_text, struct upload_source **out);

/* False for a data URI that is broken, for another scheme and for text without any base64 in it, or when the
 * disk fails. Bytes past the largest size of the
 * plan are counted and dropped. */
NODISCARD bool upload_source_feed(struct upload_source *u, const char *p, size_t n);
NODISCARD bool upload_source_end(struct upload_source *u);

/* The bytes are to come from a URL. */
bool upload_source_is_url(const struct upload_source *u);

/* Fetches the bytes when they were given as a URL, or reads what there is for it (see remote_ops.h); else there
 * is nothing to do. `own` may be NULL. */
NODISCARD bool upload_source_fetch(struct upload_source *u, const struct own_urls *own);

/* What was guessed about the bytes, one line of ASCII for the client; NULL when nothing was. */
const char *upload_source_warning(const struct upload_source *u);

bool upload_source_too_large(const struct upload_source *u);
struct blob_stage *upload_source_stage(struct upload_source *u);

#endif
