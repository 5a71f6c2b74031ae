/* One read transaction, and the bytes held until its end: the document is of one moment. */
#include "state/seed_save.h"

#include "base/bell.h"
#include "blob/blob_store.h"
#include "ops/job_run.h"
#include "seed/seed.h"
#include "state/control_state.h"
#include "state/seed_save_account.h"
#include "store/account_store.h"
#include "store/job_store.h"
#include "store/remote_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *left, const void *right)
{
	const struct account *a = left, *b = right;

	return strcmp(a->imagekit_id, b->imagekit_id);
}

struct save {
	struct emulator *e;
	struct db *db;
	struct seed_out out;
};

static bool put_account(struct save *save, const struct account *a)
{
	struct seed_out *o = &save->out;

	seed_out_line(o);
	json_open_object(&o->w, NULL);
	json_put_text(&o->w, "id", a->imagekit_id);
	json_put_text(&o->w, "privateKey", a->private_key);
	if (a->public_key)
		json_put_text(&o->w, "publicKey", a->public_key);
	control_state_write(save->e, &o->w, a->row);
	bool ok = seed_save_account(o, save->db, a->row);
	json_close_object(&o->w);
	return ok;
}

static bool put_accounts(struct save *save)
{
	struct seed_out *o = &save->out;
	struct account *all;
	size_t count;

	if (!account_store_all(save->db, o->s, &all, &count))
		return false;
	if (count == 0)
		return true;
	qsort(all, count, sizeof(*all), by_id);
	seed_out_open_list(o, "accounts");
	for (size_t i = 0; i < count; i++)
		if (!put_account(save, &all[i]))
			return false;
	seed_out_close_list(o);
	return true;
}

static bool put_remotes(struct save *save)
{
	struct seed_out *o = &save->out;
	struct remote_file *all;
	size_t count;

	if (!remote_store_all(save->db, o->s, &all, &count))
		return false;
	if (count == 0)
		return true;
	seed_out_line(o);
	json_open_object(&o->w, "remote");
	for (size_t i = 0; i < count; i++) {
		seed_out_line(o);
		if (!seed_out_content(o, all[i].url, all[i].blob))
			return false;
	}
	json_close_object(&o->w);
	return true;
}

static bool put_document(struct save *save, const struct account *only)
{
	struct seed_out *o = &save->out;

	json_open_object(&o->w, NULL);
	json_put_int(&o->w, "format", SEED_FORMAT);
	control_state_write(save->e, &o->w, only ? only->row : CLOCK_GLOBAL);
	bool ok = only ? seed_save_account(o, save->db, only->row)
		       : put_accounts(save) && put_remotes(save);
	json_close_object(&o->w);
	strbuf_char(&o->text, '\n');
	return ok && seed_out_flush(o);
}

static bool hand_over(struct seed_out *o, struct seed_save_result *out)
{
	out->size = blob_stage_size(o->stage);
	out->fd = fcntl(blob_stage_fd(o->stage), F_DUPFD_CLOEXEC, 0);
	return out->fd >= 0 || err_errno(o->s, ERR_UNAVAILABLE, "keeping", "the document open");
}

/* The state is that of the document by reference, which needs no file unless it is what is wanted. */
static bool write_all(struct save *save, struct scope *s, const struct seed_save_wish *wish,
	struct seed_save_result *out)
{
	struct blob_store *blobs = save->e->blobs;

	if (wish->content == SEED_SAVE_REFERENCE) {
		if (!seed_out_open(&save->out, s, blobs))
			return false;
		save->out.by_reference = true;
	} else {
		seed_out_open_state(&save->out, s, blobs);
	}
	if (!put_document(save, wish->account))
		return false;
	out->state = seed_out_state(&save->out);
	if (wish->content == SEED_SAVE_STATE)
		return true;
	if (wish->content == SEED_SAVE_REFERENCE)
		return hand_over(&save->out, out);
	return seed_out_open(&save->out, s, blobs) && put_document(save, wish->account) &&
	       hand_over(&save->out, out);
}

/* A document has no place for how far a job has come. */
static bool find_begun(
	struct save *save, struct scope *s, const struct seed_save_wish *wish, bool *begun)
{
	struct job *open = NULL;
	size_t count = 0;
	bool ok =
		job_store_open(save->db, s, wish->account ? wish->account->row : 0, &open, &count);

	*begun = false;
	for (size_t i = 0; ok && i < count; i++)
		*begun = *begun || open[i].is_begun;
	return ok;
}

/* *begun: nothing was written, because jobs were in the middle of their work. */
static bool write_moment(struct save *save, struct scope *s, const struct seed_save_wish *wish,
	struct seed_save_result *out, bool *begun)
{
	if (!db_exec(save->db, s, "BEGIN"))
		return false;
	bool ok = find_begun(save, s, wish, begun) && (*begun || write_all(save, s, wish, out));
	/* It has only read: how it ends makes no difference. */
	struct scope end = scope_open();
	(void)!db_exec(save->db, &end, "ROLLBACK");
	scope_close(&end);
	return ok;
}

static bool try_moment(struct emulator *e, struct scope *s, const struct seed_save_wish *wish,
	struct seed_save_result *out, bool *begun)
{
	struct save save = { .e = e };

	if (!job_run_begun(e, s, wish->account ? wish->account->row : 0) ||
		!db_pool_take(e->db, s, &save.db))
		return false;
	bool ok = write_moment(&save, s, wish, out, begun);
	db_pool_give(e->db, save.db);
	return ok;
}

bool seed_save(struct emulator *e, struct scope *s, const struct seed_save_wish *wish,
	struct seed_save_result *out)
{
	bool ok = true, begun = true;

	*out = (struct seed_save_result){ .fd = -1 };
	blob_store_hold(e->blobs);
	while (ok && begun)
		ok = try_moment(e, s, wish, out, &begun);
	blob_store_release(e->blobs);
	bell_ring(e->garbage);
	return ok;
}
