/* Which blobs are being published: a line of one file each, for the next process. */
#ifndef BLOB_BLOB_MARKS_H
#define BLOB_BLOB_MARKS_H

#include "base/scope.h"

struct blob_store;

#define BLOB_MARKS_FILE "uploads"

/* Tells the next process of a blob that is about to be published, should this one die, until the mark is removed.
 * Both under the lock. */
NODISCARD bool blob_marks_open(struct blob_store *b, struct scope *s);
NODISCARD bool blob_marks_add(struct blob_store *b, struct scope *s, const char *name, size_t *at);
void blob_marks_remove(struct blob_store *b, size_t at);
void blob_marks_close(struct blob_store *b);

#endif
