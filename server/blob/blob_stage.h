/* One upload in flight: a file in staging/ that is hashed as it grows. It is removed with the scope's
 * arena unless it was published. */
#ifndef BLOB_BLOB_STAGE_H
#define BLOB_BLOB_STAGE_H

#include "blob/blob_store.h"

struct blob_stage;

/* False: ERR_UNAVAILABLE (no space, no permission). */
NODISCARD bool blob_stage_open(struct blob_store *b, struct scope *s, struct blob_stage **out);
NODISCARD bool blob_stage_write(struct blob_stage *st, struct scope *s, const void *p, size_t n);
int64_t blob_stage_size(const struct blob_stage *st);

/* For reading what was written; stays the stage's. */
int blob_stage_fd(const struct blob_stage *st);

/* Ends the hash and returns the blob's name (in the arena). Nothing may be written after it. */
const char *blob_stage_name(struct blob_stage *st, struct scope *s);

/* The bytes need not be on disk when it is published: the caller calls blob_store_sync() before anything that
 * must not be lost names the blob. */
void blob_stage_sync_later(struct blob_stage *st);

/* Makes the bytes durable under their name and pins the blob until the scope's arena is freed. */
NODISCARD bool blob_stage_publish(struct blob_stage *st, struct scope *s);

/* What names the blob has committed, and stays: the sweep need not look at it. Otherwise it does, when the pin is
 * gone. */
void blob_stage_settle(struct blob_stage *st);

/* A collection left the published blob alone because of the pin, and will not come back to it. To be asked
 * once the pin is gone. */
bool blob_stage_passed_over(const struct blob_stage *st);

#endif
