/* Question and deletion are one step under the store's lock, so that no upload can come between them. */
#include "blob/blob_collect.h"

#include "base/text.h"
#include "blob/blob_dir.h"

#include <string.h>
#include <unistd.h>

/* Tells every holder of a pin, as the last of them to let go has to collect in the caller's stead. */
static bool is_pinned(struct blob_store *b, const char *name)
{
	bool pinned = false;

	for (struct blob_pin *pin = b->pins; pin; pin = pin->next)
		if (strcmp(pin->name, name) == 0)
			pinned = pin->passed_over = true;
	return pinned;
}

/* Under the lock. */
static enum blob_fate judge(struct blob_store *b, const char *name, blob_use_fn *use, void *ctx)
{
	static const enum blob_fate fates[] = {
		[BLOB_FREE] = BLOB_GONE,
		[BLOB_USED] = BLOB_KEPT,
		[BLOB_UNKNOWN] = BLOB_UNDECIDED,
	};

	if (b->holds > 0)
		return BLOB_UNDECIDED;
	return is_pinned(b, name) ? BLOB_PINNED : fates[use(ctx, name)];
}

enum blob_fate blob_collect(struct blob_store *b, const char *name, blob_use_fn *use, void *ctx)
{
	/* Candidates are rows, which may come from elsewhere; another name would lead out of the folder. */
	if (!text_is_hex(view_of(name), BLOB_NAME_LENGTH))
		return BLOB_GONE;
	struct scope s = scope_open();
	pthread_mutex_lock(&b->lock);
	enum blob_fate fate = judge(b, name, use, ctx);
	if (fate == BLOB_GONE)
		unlink(blob_dir_path(b, s.arena, name));
	pthread_mutex_unlock(&b->lock);
	scope_close(&s);
	return fate;
}

enum blob_fate blob_collect_judge(
	struct blob_store *b, const char *name, blob_use_fn *use, void *ctx)
{
	pthread_mutex_lock(&b->lock);
	enum blob_fate fate = judge(b, name, use, ctx);
	pthread_mutex_unlock(&b->lock);
	return fate;
}
