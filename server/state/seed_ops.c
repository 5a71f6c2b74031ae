/* Reading, then a start in the making, then the reset, with which it becomes the start; only the last changes anything. */
#include "state/seed_ops.h"

#include "base/bell.h"
#include "seed/seed_read.h"
#include "state/reset_ops.h"
#include "state/seed_documents.h"
#include "state/start_state.h"
#include "store/checkpoint_shelf.h"

#include <malloc.h>
#include <string.h>

enum {
	LARGE = 1024 * 1024
}; /* bytes of a document whose tree is worth giving back to the machine */

/* Room for one more, in which what the document says of all accounts becomes the account's. */
static struct seed_account *add_account(struct scope *s, struct seed *seed)
{
	size_t n = seed->account_count;
	struct seed_account *grown = arena_alloc(s->arena, (n + 1) * sizeof(*grown));

	if (n > 0)
		memcpy(grown, seed->accounts, n * sizeof(*grown));
	grown[n] = (struct seed_account){ .at = seed->document.root };
	seed->accounts = grown;
	seed->account_count = n + 1;
	return &grown[n];
}

/* Members for one account, written beside `accounts` or as the one account there. */
static bool narrow(struct scope *s, struct seed *seed, const struct account *account)
{
	const struct seed_document *d = &seed->document;
	const char *id = account->imagekit_id;
	struct seed_account *own = NULL;

	if (seed->remote_count > 0)
		return seed_refuse_member(s, d, d->root, "remote",
			"belongs to all accounts: send it without account=");
	for (size_t i = 0; i < seed->account_count; i++) {
		struct seed_account *a = &seed->accounts[i];
		if (a->imagekit_id && strcmp(a->imagekit_id, id) != 0)
			return seed_refuse_member(s, d, a->at, "id",
				"is not %s, whose library the call is about", id);
		if (!a->imagekit_id)
			own = a;
	}
	if (!own)
		own = add_account(s, seed);
	own->control = seed->control;
	seed->control = (struct seed_control){ 0 };
	return true;
}

static bool restart(
	struct emulator *e, struct scope *s, const struct seed *seed, const char *imagekit_id)
{
	const char *path = checkpoint_shelf_scratch(e->shelf, s->arena);

	checkpoint_shelf_begin_start(e->shelf);
	blob_store_hold(e->blobs);
	bool ok = start_state_build(e, s, imagekit_id, seed, path) &&
		  reset_ops_restart(e, s, imagekit_id, path);
	blob_store_release(e->blobs);
	checkpoint_shelf_end_start(e->shelf);
	bell_ring(e->garbage);
	bell_ring(e->jobs);
	return ok;
}

static bool put(struct emulator *e, struct scope *s, const char *text, size_t len,
	const struct account *account)
{
	const struct config *config = e->config;
	const struct seed_document document = {
		.name = "seed",
		.folder = config->seed_count > 0 ? seed_documents_folder(s->arena, config->seeds[0])
						 : NULL,
		.confined = true,
		.text = text,
		.len = len,
	};
	struct seed seed;

	if (!seed_read(s, &document, &seed))
		return false;
	if (!account)
		return restart(e, s, &seed, NULL);
	return narrow(s, &seed, account) && restart(e, s, &seed, account->imagekit_id);
}

/* In a scope of its own: the tree of a document is many times its text. */
bool seed_ops_put(struct emulator *e, struct scope *s, const char *text, size_t len,
	const struct account *account)
{
	struct scope own = scope_open();
	bool ok = put(e, &own, text, len, account);

	if (!ok)
		err_set(s, own.err.code, "%s", own.err.msg);
	scope_close(&own);
	if (len > LARGE)
		malloc_trim(0);
	return ok;
}
