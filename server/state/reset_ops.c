/* Resets, restores and new starts follow one another. All write transactions wait while the library is replaced by its
 * pages; a single account is replaced by its rows, in turns. */
#include "state/reset_ops.h"

#include "base/bell.h"
#include "blob/blob_store.h"
#include "blob/blob_suspects.h"
#include "control/journal.h"
#include "db/db_copy.h"
#include "db/db_migrate.h"
#include "ops/account_ops.h"
#include "state/account_turns.h"
#include "state/control_state.h"
#include "state/data_pairing.h"
#include "state/reset_keep.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_shelf.h"

#include <unistd.h>

struct reset {
	struct emulator *e;
	unsigned keep;
	const char *to; /* path of the live database */
};

enum { MISSING_SHOWN = 3 };

struct missing {
	struct blob_store *blobs;
	size_t count;
	const char *names; /* of the first few */
	struct arena *arena;
};

static bool look_for(void *ctx, struct scope *s, const struct blob_ref *ref)
{
	struct missing *m = ctx;

	(void)s;
	if (blob_store_has(m->blobs, ref->blob))
		return true;
	if (m->count++ < MISSING_SHOWN)
		m->names = arena_printf(
			m->arena, "%s%s%s", m->names, m->count > 1 ? ", " : "", ref->blob);
	return true;
}

/* A copy that was away from the shelf kept nothing meanwhile. */
static bool has_all_bytes(struct emulator *e, struct db *db, struct scope *s)
{
	struct missing m = { .blobs = e->blobs, .names = "", .arena = s->arena };

	if (!blob_ref_store_each(db, s, look_for, &m))
		return false;
	return m.count == 0 || err_set(s, ERR_UNAVAILABLE,
				       "Bytes that the checkpoint names are gone, so it cannot be "
				       "restored: %zu of them, "
				       "with the SHA-256 %s%s.",
				       m.count, m.names, m.count > MISSING_SHOWN ? ", …" : "");
}

/* A copy that an older program made, or one from elsewhere: it gets this one's schema and accounts first, and
 * nothing is replaced when what it says of the control plane makes no sense, or bytes lack. */
static bool bring_up(void *ctx, struct scope *s, const char *path)
{
	const struct db_options options = { .plain = true, .durable = true };
	struct emulator *e = ctx;
	struct control_state state;
	struct db *db = NULL;

	bool ok = db_open(s, path, &options, &db) && db_migrate(db, s) &&
		  db_exec(db, s, "BEGIN IMMEDIATE") && account_ops_configure(e, db, s) &&
		  db_exec(db, s, "COMMIT") && control_state_read(e, db, s, 0, &state) &&
		  has_all_bytes(e, db, s);
	db_close(db);
	return ok;
}

static bool replace_all(void *ctx, struct scope *s, const char *path)
{
	const struct reset *r = ctx;
	const struct db_options options = { .read_only = true };
	const struct db_copy copy = {
		.to = r->to,
		.live = true,
		.durable = r->e->config->data != NULL,
	};
	struct control_state state;
	struct db *db = NULL;

	bool ok = db_open(s, path, &options, &db) && control_state_read(r->e, db, s, 0, &state) &&
		  db_copy_from(s, db, &copy);
	db_close(db);
	if (ok)
		control_state_apply(r->e, &state, 0, r->keep);
	return ok;
}

/* Jobs may be open again, and blobs may have lost their names. */
static void wake_workers(struct emulator *e)
{
	bell_ring(e->garbage);
	bell_ring(e->jobs);
}

static bool suspect(void *list, const char *blob)
{
	blob_suspects_add(list, blob);
	return true;
}

/* The whole library gives way, and with its rows the word of what they name. */
static bool suspect_all(struct emulator *e, struct scope *s)
{
	struct blob_suspects *list = blob_suspects_new(e->blobs);
	struct db *db;

	bool ok = db_pool_take(e->db, s, &db);
	if (ok) {
		ok = blob_ref_store_each_known(db, s, suspect, list);
		db_pool_give(e->db, db);
	}
	blob_suspects_submit(list);
	return ok;
}

/* Of what comes after the library was replaced, the one step that can fail, when somebody takes the folder away. */
static bool become_start(struct emulator *e, struct scope *s, const char *path)
{
	return checkpoint_shelf_put(e->shelf, s, path, CHECKPOINT_SHELF_START) ||
	       err_restate(s, s->err.code,
		       "The library is as the seed says, but resets go back to the start before "
		       "it: %s",
		       s->err.msg);
}

/* By the copy of this name, or with NULL by the database at `path`, which becomes the start. */
static bool replace(struct reset *r, struct scope *s, const char *name, const char *path)
{
	struct emulator *e = r->e;

	db_pool_halt(e->db);
	bool ok = suspect_all(e, s);
	if (ok && name)
		ok = checkpoint_shelf_use(e->shelf, s, name, replace_all, r);
	else if (ok)
		ok = replace_all(r, s, path) && become_start(e, s, path);
	db_pool_resume(e->db);
	data_pairing_renew(e);
	return ok;
}

static bool replace_account(
	struct emulator *e, struct scope *s, struct account_turns *turns, unsigned keep)
{
	if (!account_turns_run(turns, s))
		return false;
	if (!(keep & RESET_KEEP_JOURNAL))
		journal_reset(e->journal, turns->row);
	return true;
}

/* Names go from the copy to the library: whoever asks the library before and the copy after, when it may be deleted
 * already, would find none. So the blobs are held. */
static void begin(struct emulator *e)
{
	checkpoint_shelf_begin_start(e->shelf);
	blob_store_hold(e->blobs);
}

static void end(struct emulator *e)
{
	blob_store_release(e->blobs);
	checkpoint_shelf_end_start(e->shelf);
	wake_workers(e);
}

static bool create(void *ctx, struct scope *s, const char *path)
{
	const struct reset *r = ctx;
	const struct db_options options = { .read_only = true };
	const struct db_copy copy = {
		.from = path,
		.to = r->to,
		.durable = r->e->config->data != NULL,
	};
	struct control_state state;
	struct db *db = NULL;

	bool ok = db_open(s, path, &options, &db) && control_state_read(r->e, db, s, 0, &state) &&
		  db_copy_new(s, &copy);
	db_close(db);
	if (ok)
		control_state_apply(r->e, &state, 0, 0);
	return ok;
}

bool reset_ops_create(struct emulator *e, struct scope *s, const char *path)
{
	struct reset r = { .e = e, .to = path };

	return checkpoint_shelf_use(e->shelf, s, CHECKPOINT_SHELF_START, create, &r);
}

/* A second name for the start, so that nobody waits for the shelf meanwhile; where there are none, a copy. */
static bool link_start(void *to, struct scope *s, const char *path)
{
	const struct db_copy copy = { .from = path, .to = to };

	return link(path, to) == 0 || db_copy(s, &copy);
}

static bool reset_account(struct emulator *e, struct scope *s, const char *id, unsigned keep)
{
	char *start = arena_printf(s->arena, "%s", checkpoint_shelf_scratch(e->shelf, s->arena));
	struct account_turns turns = { .e = e, .id = id, .start = start, .keep = keep };

	bool ok = checkpoint_shelf_use(e->shelf, s, CHECKPOINT_SHELF_START, link_start, start) &&
		  replace_account(e, s, &turns, keep);
	unlink(start);
	return ok;
}

bool reset_ops_reset(struct emulator *e, struct scope *s, const char *id, unsigned keep)
{
	struct reset r = { .e = e, .keep = keep, .to = db_pool_path(e->db) };

	begin(e);
	bool ok = id ? reset_account(e, s, id, keep) : replace(&r, s, CHECKPOINT_SHELF_START, NULL);
	end(e);
	if (ok && !id && !(keep & RESET_KEEP_JOURNAL))
		journal_reset(e->journal, 0);
	return ok;
}

bool reset_ops_restart(struct emulator *e, struct scope *s, const char *id, const char *start)
{
	struct account_turns turns = { .e = e, .id = id, .start = start };
	struct reset r = { .e = e, .to = db_pool_path(e->db) };

	if (id ? replace_account(e, s, &turns, 0) && become_start(e, s, start)
	       : replace(&r, s, NULL, start)) {
		if (!id)
			journal_reset(e->journal, 0);
		return true;
	}
	unlink(start);
	return false;
}

bool reset_ops_restore(struct emulator *e, struct scope *s, const char *name)
{
	struct reset r = { .e = e, .to = db_pool_path(e->db) };

	begin(e);
	bool ok =
		checkpoint_shelf_use(e->shelf, s, name, bring_up, e) && replace(&r, s, name, NULL);
	end(e);
	return ok;
}
