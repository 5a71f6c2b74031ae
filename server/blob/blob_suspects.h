/* Blobs that may have lost their last name. Nothing but these and the rows of blob_garbage is ever collected:
 * a blob of which nobody knows a thing is kept. They lie in a queue for the sweep, and in suspects/ as well, so
 * that a process that dies loses no track of them; when that folder takes no more, they are known to
 * this process alone. Thread-safe, but for a list that is being written. */
#ifndef BLOB_BLOB_SUSPECTS_H
#define BLOB_BLOB_SUSPECTS_H

#include "blob/blob_collect.h"

struct blob_suspects;

/* A list, which its maker fills and hands over, and which is gone then. */
struct blob_suspects *blob_suspects_new(struct blob_store *b);
void blob_suspects_add(struct blob_suspects *list, const char *name);
void blob_suspects_submit(struct blob_suspects *list);

/* Collects what is in the queue, while `go_on` says so; what could not be decided stays there. */
void blob_suspects_sweep(
	struct blob_store *b, blob_use_fn *use, bool (*go_on)(void *ctx), void *ctx);

/* Whether an earlier process left a list, as one does that dies while it replaces the library. */
bool blob_suspects_of_replacement(struct blob_store *b);

/* Forgets what earlier processes left: it was about another state of the database. */
void blob_suspects_discard(struct blob_store *b);

/* For the files of blob/ alone: a blob whose upload came to nothing goes into the queue, and into a file of its own. */
void blob_suspects_one(struct blob_store *b, const char *name);

/* What earlier processes left comes into the queue, at the opening. */
void blob_suspects_load(struct blob_store *b);
void blob_suspects_free(struct blob_store *b);

#endif
