/* On a connection of its own, to which the start is attached; the writer of the pool is halted during a turn. */
#include "state/account_turns.h"

#include "ops/account_ops.h"
#include "ops/removal_ops.h"
#include "state/control_state.h"
#include "store/account_copy_store.h"
#include "store/account_store.h"
#include "store/removal_store.h"

struct work {
	struct account_turns *t;
	struct scope *s;
	struct db *db;
	struct control_state control; /* what the start says of the account */
	struct account_copy copy;     /* from: 0 when the start does not have the account */
	bool is_empty, is_done;
	int turns;
};

/* Of the old account nothing is left: the new one has what does not come in parts. Bare when the start does not have
 * it. */
static bool begin_again(struct work *w, int64_t *rows)
{
	struct account a;

	if (w->copy.from != 0)
		return account_store_delete(w->db, w->s, w->t->row) &&
		       account_copy_store_begin(w->db, w->s, &w->copy, rows);
	w->is_done = account_store_by_imagekit_id(w->db, w->s, w->t->id, &a) &&
		     account_ops_empty(w->t->e, w->db, w->s, &a);
	return w->is_done;
}

static bool turn(struct work *w)
{
	int64_t rows = REMOVAL_OPS_ROWS;
	bool all = false;

	if (!w->is_empty) {
		if (!removal_store_account(w->db, w->s, w->t->row, &rows, &w->is_empty))
			return false;
		if (w->is_empty && !begin_again(w, &rows))
			return false;
	}
	if (!w->is_empty || w->is_done || rows <= 0)
		return true;
	if (!account_copy_store_files(w->db, w->s, &w->copy, &rows, &all))
		return false;
	w->is_done = all && account_copy_store_end(w->db, w->s, &w->copy);
	return w->is_done || !all;
}

static bool take_turn(struct work *w)
{
	struct emulator *e = w->t->e;

	db_pool_halt(e->db);
	bool ok = db_exec(w->db, w->s, "BEGIN IMMEDIATE") && turn(w) &&
		  db_exec(w->db, w->s, "COMMIT");
	if (!ok) {
		db_close(w->db); /* takes back what was not committed */
		w->db = NULL;
	} else if (w->is_done) {
		control_state_apply(e, &w->control, w->t->row, w->t->keep);
	}
	db_pool_resume(e->db);
	w->turns += ok;
	return ok;
}

static bool fail_midway(struct work *w)
{
	return w->turns > 0 && err_restate(w->s, w->s->err.code,
				       "The account %s is half way from what it was to its start; "
				       "a reset brings it there. "
				       "%s",
				       w->t->id, w->s->err.msg);
}

static bool take_turns(struct work *w)
{
	while (take_turn(w)) {
		if (w->is_done)
			return true;
		db_pool_let_others(w->t->e->db);
	}
	return fail_midway(w);
}

static bool read_control(struct work *w)
{
	const struct db_options options = { .read_only = true };
	struct db *db = NULL;

	bool ok = db_open(w->s, w->t->start, &options, &db) &&
		  control_state_read(w->t->e, db, w->s, w->copy.from, &w->control);
	db_close(db);
	return ok;
}

/* By way of the pool, which knows whether the database is still in its place. */
static bool find_account(struct work *w)
{
	struct account a;

	if (!account_ops_by_imagekit_id(w->t->e, w->s, w->t->id, &a))
		return err_set(w->s, ERR_NOT_FOUND, "No account has the imagekit_id %s.", w->t->id);
	w->t->row = w->copy.to = a.row;
	return true;
}

static bool find_start(struct work *w)
{
	if (account_copy_store_find(w->db, w->s, w->t->id, &w->copy.from))
		return read_control(w);
	return w->s->err.code == ERR_NONE;
}

bool account_turns_run(struct account_turns *t, struct scope *s)
{
	const struct db_options options = { .durable = t->e->config->data != NULL };
	struct work w = { .t = t, .s = s };

	bool ok = find_account(&w) && db_open(s, db_pool_path(t->e->db), &options, &w.db) &&
		  account_copy_store_attach(w.db, s, t->start) && find_start(&w) && take_turns(&w);
	db_close(w.db);
	return ok;
}
