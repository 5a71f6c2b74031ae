/* A database in the making lies on the shelf as a scratch; only a whole one gets its name. Until then nobody
 * but this file names its blobs, so none is deleted meanwhile. */
#include "state/start_state.h"

#include "base/bell.h"
#include "blob/blob_store.h"
#include "db/db_copy.h"
#include "db/db_schema.h"
#include "ops/account_ops.h"
#include "state/seed_load.h"
#include "store/account_store.h"
#include "store/checkpoint_shelf.h"
#include "store/control_state_store.h"

#include <unistd.h>

struct making {
	struct emulator *e;
	struct scope *s;
	const char *path;
	const char *owner; /* imagekit_id of what the seeds say beside `accounts` */
	const struct seed *seeds;
	size_t count;
	bool one; /* just the owner's part of the start that there is */
};

static bool load(struct making *m, struct db *db)
{
	for (size_t i = 0; i < m->count; i++)
		if (!seed_load(m->e, db, m->s, &m->seeds[i], m->owner))
			return false;
	return true;
}

/* What the start has of the account goes; its keys are those of now. */
static bool empty_owner(struct making *m, struct db *db)
{
	struct account a;

	if (account_store_by_imagekit_id(db, m->s, m->owner, &a))
		return control_state_store_clear(db, m->s, a.row, false) &&
		       account_ops_empty(m->e, db, m->s, &a);
	if (m->s->err.code != ERR_NONE)
		return false;
	if (account_ops_by_imagekit_id(m->e, m->s, m->owner, &a))
		return account_ops_make(m->e, db, m->s, &a);
	return m->s->err.code == ERR_NONE;
}

static bool fill(struct making *m, struct db *db)
{
	if (!db_exec(db, m->s, "BEGIN IMMEDIATE"))
		return false;
	return (m->one ? empty_owner(m, db) : account_ops_configure(m->e, db, m->s)) &&
	       load(m, db) && db_exec(db, m->s, "COMMIT");
}

static bool make(struct making *m)
{
	const struct db_options options = { .plain = true };
	struct db *db = NULL;

	/* Nobody goes on with one that is not whole, so nothing need be taken back. */
	bool ok = (m->one || db_schema_create(m->s, m->path)) &&
		  db_open(m->s, m->path, &options, &db) &&
		  db_exec(db, m->s, "PRAGMA journal_mode = OFF") && fill(m, db);
	db_close(db);
	return ok;
}

/* Whole, or not there. */
static bool build(struct making *m)
{
	bool ok = make(m) && (m->count == 0 || blob_store_sync(m->e->blobs, m->s));

	if (!ok)
		unlink(m->path);
	return ok;
}

bool start_state_make(struct emulator *e, struct scope *s, const struct seed *seeds, size_t count)
{
	struct making m = {
		.e = e,
		.s = s,
		.path = checkpoint_shelf_scratch(e->shelf, s->arena),
		.owner = e->config->accounts[0].id,
		.seeds = seeds,
		.count = count,
	};

	checkpoint_shelf_begin_start(e->shelf);
	blob_store_hold(e->blobs);
	bool ok = build(&m) && checkpoint_shelf_put(e->shelf, s, m.path, CHECKPOINT_SHELF_START);
	blob_store_release(e->blobs);
	checkpoint_shelf_end_start(e->shelf);
	bell_ring(e->garbage);
	return ok;
}

/* The start is small, or it could not have been made from seeds: copied as it is, then changed. */
static bool copy_start(void *ctx, struct scope *s, const char *path)
{
	const struct making *m = ctx;
	const struct db_copy copy = { .from = path, .to = m->path };

	return db_copy(s, &copy);
}

bool start_state_build(struct emulator *e, struct scope *s, const char *imagekit_id,
	const struct seed *seed, const char *path)
{
	struct making m = {
		.e = e,
		.s = s,
		.path = path,
		.owner = imagekit_id ? imagekit_id : e->config->accounts[0].id,
		.seeds = seed,
		.count = 1,
		.one = imagekit_id != NULL,
	};

	if (m.one && !checkpoint_shelf_use(e->shelf, s, CHECKPOINT_SHELF_START, copy_start, &m)) {
		unlink(path); /* as far as it came */
		return false;
	}
	return build(&m);
}
