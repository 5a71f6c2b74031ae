/* Which delivered files are compressed, and how their bytes come to be so. */
#ifndef DELIVERY_DELIVERY_CODING_H
#define DELIVERY_DELIVERY_CODING_H

#include "http/accept_encoding.h"
#include "http/req.h"
#include "model/file.h"
#include "ops/emulator.h"

/* Its answer depends on Accept-Encoding. */
bool delivery_coding_varies(const struct file *f);

/* What the request gets; identity for what is never compressed, and for what is too large for it. */
enum content_coding delivery_coding_of(const struct req *rq, const struct file *f);

/* The entity tag of the file in that coding: strong, and another one for each. */
const char *delivery_coding_etag(struct arena *a, const struct file *f, enum content_coding coding);

/* Puts the coded bytes in the place of those of `fd`, which is closed; `size` becomes theirs. False, with all
 * as it was and the reason in the log, when there is no room for them. */
bool delivery_coding_apply(
	struct emulator *e, struct req *rq, enum content_coding coding, int *fd, int64_t *size);

#endif
