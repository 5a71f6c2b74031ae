/* All write transactions wait while the library is replaced. Everything, by its pages; one account, by its
 * rows, on a connection of its own. */
#include "state/reset_ops.h"

#include "base/bell.h"
#include "blob/blob_store.h"
#include "blob/blob_suspects.h"
#include "control/journal.h"
#include "db/db_copy.h"
#include "db/db_migrate.h"
#include "ops/account_ops.h"
#include "state/control_state.h"
#include "state/data_pairing.h"
#include "state/reset_keep.h"
#include "store/account_copy_store.h"
#include "store/account_store.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_shelf.h"

struct reset {
	struct emulator *e;
	const char *id; /* of the account; NULL: everything */
	int64_t row;    /* … and its row; 0 */
	int64_t there; /* … and its row in the copy, which may be another; 0: the copy does not have it */
	unsigned keep;
	const char *to; /* path of the live database */
	bool to_start;  /* which this process has made, and need not be brought up to anything */
};

/* A copy that an older program made, or one from elsewhere: it gets this one's schema and accounts first, and
 * nothing is replaced when what it says of the control plane makes no sense. */
static bool bring_up(struct emulator *e, struct db *db, struct scope *s)
{
	return db_migrate(db, s) && db_exec(db, s, "BEGIN IMMEDIATE") &&
	       account_ops_configure(e, db, s) && db_exec(db, s, "COMMIT") &&
	       control_state_check(e, db, s);
}

static bool apply_control(const struct reset *r, struct scope *s, const char *path)
{
	const struct db_options options = { .read_only = true };
	struct db *db = NULL;

	bool ok = db_open(s, path, &options, &db) &&
		  control_state_apply_account(r->e, db, s, r->row, r->there, r->keep);
	db_close(db);
	return ok;
}

static bool replace_all(void *ctx, struct scope *s, const char *path)
{
	const struct reset *r = ctx;
	const struct db_options options = { .plain = true, .durable = true };
	const struct db_copy copy = {
		.to = r->to,
		.live = true,
		.durable = r->e->config->data != NULL,
	};
	struct db *db = NULL;

	bool ok = db_open(s, path, &options, &db) && (r->to_start || bring_up(r->e, db, s)) &&
		  db_copy_from(s, db, &copy) && control_state_apply(r->e, db, s, r->keep);
	db_close(db);
	return ok;
}

/* Bare when the start does not have it. */
static bool put_back(struct reset *r, struct db *db, struct scope *s, struct account *a)
{
	if (!account_copy_store_find(db, s, r->id, &r->there))
		return s->err.code == ERR_NONE && account_ops_empty(r->e, db, s, a);
	return account_store_delete(db, s, a->row) &&
	       account_copy_store_run(db, s, r->there, a->row);
}

static bool in_transaction(struct reset *r, struct db *db, struct scope *s)
{
	struct account a;

	if (!account_store_by_imagekit_id(db, s, r->id, &a))
		return err_set(s, ERR_NOT_FOUND, "No account has the imagekit_id %s.", r->id);
	r->row = a.row;
	return put_back(r, db, s, &a);
}

static bool replace_account(void *ctx, struct scope *s, const char *path)
{
	struct reset *r = ctx;
	const struct db_options options = { .durable = r->e->config->data != NULL };
	struct db *db = NULL;

	bool ok = db_open(s, r->to, &options, &db) && account_copy_store_attach(db, s, path) &&
		  db_exec(db, s, "BEGIN IMMEDIATE") && in_transaction(r, db, s) &&
		  db_exec(db, s, "COMMIT");
	db_close(db); /* takes back what was not committed */
	return ok && apply_control(r, s, path);
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

static bool replace(struct reset *r, struct scope *s, const char *name)
{
	struct emulator *e = r->e;

	/* Names go from the copy to the library: whoever asks the library before and the copy after, when it
	 * may be deleted already, would find none. */
	blob_store_hold(e->blobs);
	db_pool_halt(e->db);
	bool ok = (r->id || suspect_all(e, s)) &&
		  checkpoint_shelf_use(e->shelf, s, name, r->id ? replace_account : replace_all, r);
	db_pool_resume(e->db);
	if (!r->id)
		data_pairing_renew(e);
	blob_store_release(e->blobs);
	wake_workers(e);
	return ok;
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
	struct db *db = NULL;

	bool ok = db_copy_new(s, &copy) && db_open(s, path, &options, &db) &&
		  control_state_apply(r->e, db, s, 0);
	db_close(db);
	return ok;
}

bool reset_ops_create(struct emulator *e, struct scope *s, const char *path)
{
	struct reset r = { .e = e, .to = path };

	return checkpoint_shelf_use(e->shelf, s, CHECKPOINT_SHELF_START, create, &r);
}

bool reset_ops_reset(struct emulator *e, struct scope *s, const char *id, unsigned keep)
{
	struct reset r = {
		.e = e,
		.id = id,
		.keep = keep,
		.to = db_pool_path(e->db),
		.to_start = true,
	};

	if (!replace(&r, s, CHECKPOINT_SHELF_START))
		return false;
	if (!(keep & RESET_KEEP_JOURNAL))
		journal_reset(e->journal, r.row);
	return true;
}

bool reset_ops_restore(struct emulator *e, struct scope *s, const char *name)
{
	struct reset r = { .e = e, .to = db_pool_path(e->db) };

	return replace(&r, s, name);
}
