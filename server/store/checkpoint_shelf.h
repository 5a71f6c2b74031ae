/* Copies of the library, each a database of its own beside the live one, and all of them over the same
 * blobs: what a copy names is kept. One of them, the start, is what a reset goes back to. Thread-safe. */
#ifndef STORE_CHECKPOINT_SHELF_H
#define STORE_CHECKPOINT_SHELF_H

#include "base/scope.h"

struct checkpoint_shelf;

enum { CHECKPOINT_SHELF_MAX = 100, CHECKPOINT_SHELF_MAX_NAME = 64 };

/* The name of the start; no name that clients may use. */
#define CHECKPOINT_SHELF_START ".start"

/* Uses (and creates) dir/checkpoints. What an earlier process left there is on the shelf again, but the
 * start, which every process makes anew. A thing that is no checkpoint has a name all the same, and whoever uses it
 * is told. False: ERR_UNAVAILABLE. */
NODISCARD bool checkpoint_shelf_open(
	struct scope *s, const char *dir, bool durable, struct checkpoint_shelf **out);
void checkpoint_shelf_close(struct checkpoint_shelf *shelf); /* NULL is fine */

/* 1 to CHECKPOINT_SHELF_MAX_NAME of A-Z a-z 0-9 _ - and, but for the first, a dot. */
bool checkpoint_shelf_is_name(const char *name);

/* A path for a copy in the making; nothing is there. */
const char *checkpoint_shelf_scratch(struct checkpoint_shelf *shelf, struct arena *a);

/* Between the two nobody else makes a start: one that was made of the one before must not lose what somebody put
 * there meanwhile. */
void checkpoint_shelf_begin_start(struct checkpoint_shelf *shelf);
void checkpoint_shelf_end_start(struct checkpoint_shelf *shelf);

/* Takes the finished database at `scratch` under this name, in the place of the one that had it; when the
 * shelf is durable, it is on disk by then whoever wrote it how. False:
 * ERR_UNAVAILABLE, or ERR_CONFLICT when the shelf is full; then the file is gone. */
NODISCARD bool checkpoint_shelf_put(
	struct checkpoint_shelf *shelf, struct scope *s, const char *scratch, const char *name);

/* False: ERR_NOT_FOUND, which names those that there are. */
NODISCARD bool checkpoint_shelf_delete(
	struct checkpoint_shelf *shelf, struct scope *s, const char *name);

/* Calls `use` with the path of the copy's database, which stays as it is until `use` returns, but for what `use`
 * does with it; created_at stays. False: it did, or ERR_NOT_FOUND as above. */
typedef bool checkpoint_shelf_use_fn(void *ctx, struct scope *s, const char *path);
NODISCARD bool checkpoint_shelf_use(struct checkpoint_shelf *shelf, struct scope *s,
	const char *name, checkpoint_shelf_use_fn *use, void *ctx);

struct checkpoint_facts {
	const char *name;
	int64_t created_at; /* milliseconds of the machine's clock: of the copy, not of what is in it */
	int64_t bytes;      /* of the database; blobs are shared */
};

/* The copies by name, without the start. */
void checkpoint_shelf_list(struct checkpoint_shelf *shelf, struct arena *a,
	struct checkpoint_facts **out, size_t *count);

/* True when a copy names the blob; false with an error in the scope when that is unknown. */
bool checkpoint_shelf_names(struct checkpoint_shelf *shelf, struct scope *s, const char *blob);

/* The path of a copy that has gone from the shelf, by this process or an earlier one, and whose blobs may have
 * lost their last name; NULL when there is none. It stays until it is unlinked. */
const char *checkpoint_shelf_gone(struct checkpoint_shelf *shelf, struct arena *a);

/* Unlinks all of those: what they say is about another state of the library. */
void checkpoint_shelf_discard(struct checkpoint_shelf *shelf);

#endif
