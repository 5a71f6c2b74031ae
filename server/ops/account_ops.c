/* Accounts: configured at start, or made on first sight. */
#include "ops/account_ops.h"

#include "base/digest.h"
#include "base/encode.h"
#include "model/account_id.h"
#include "model/account_key.h"
#include "ops/folder_ops.h"
#include "ops/near_miss.h"
#include "ops/original_date.h"
#include "store/account_store.h"

#include <string.h>

static bool refuse(struct scope *s)
{
	return err_set(s, ERR_FORBIDDEN, "Your account cannot be authenticated.");
}

/* The same id gives the same row wherever it is made: requests that looked the account up in one copy of the
 * library never go on with the row of another one. Small enough for SQLite to store it in four bytes. */
static int64_t first_row(const char *imagekit_id)
{
	uint8_t hash[DIGEST_SHA256];
	int64_t row = 0;

	digest_sha256(imagekit_id, strlen(imagekit_id), hash);
	for (size_t i = 0; i < 4; i++)
		row = row << 8 | hash[i];
	return row & INT32_MAX;
}

/* What the live library calls the account; it may be older than this rule. */
static bool live_row(struct emulator *e, struct scope *s, struct account *a)
{
	struct account there;
	struct db *live;

	if (!e->db) /* it is being made */
		return true;
	if (!db_pool_take(e->db, s, &live))
		return false;
	if (account_store_by_imagekit_id(live, s, a->imagekit_id, &there))
		a->row = there.row;
	db_pool_give(e->db, live);
	return s->err.code == ERR_NONE;
}

static bool choose_row(struct emulator *e, struct db *db, struct scope *s, struct account *a)
{
	if (a->row == 0 && !live_row(e, s, a))
		return false;
	if (a->row == 0)
		a->row = first_row(a->imagekit_id);
	while (a->row == 0 || account_store_has_row(db, s, a->row))
		a->row = (a->row + 1) & INT32_MAX;
	return s->err.code == ERR_NONE;
}

bool account_ops_make(struct emulator *e, struct db *db, struct scope *s, struct account *a)
{
	return choose_row(e, db, s, a) && account_store_insert(db, s, a) &&
	       folder_ops_make_root(e, db, s, a) &&
	       (!e->config->original_date || original_date_put(e, db, s, a, true));
}

/* An account that was made on first sight of the key becomes the configured one, library and all. */
static bool configure_one(
	struct emulator *e, struct db *db, struct scope *s, const struct config_account *wanted)
{
	struct account named = { 0 }, keyed = { 0 };
	bool has_name = account_store_by_imagekit_id(db, s, wanted->id, &named);
	bool has_key = account_store_by_private_key(db, s, wanted->private_key, &keyed);
	struct account a = has_name ? named : keyed;

	if (s->err.code != ERR_NONE)
		return false;
	if (has_name && has_key && named.row != keyed.row)
		return err_set(s, ERR_UNAVAILABLE,
			"--account %s: the data folder holds its private key for the account %s, "
			"and "
			"another account of that name.",
			wanted->id, keyed.imagekit_id);
	if (has_name && has_key && a.public_key && strcmp(a.public_key, wanted->public_key) == 0)
		return true;
	a.imagekit_id = wanted->id;
	a.private_key = wanted->private_key;
	a.public_key = wanted->public_key;
	return has_name || has_key ? account_store_update(db, s, &a)
				   : account_ops_make(e, db, s, &a);
}

/* Of all that a data folder has, whoever made them. */
static bool configure_dates(struct emulator *e, struct db *db, struct scope *s)
{
	struct account *all;
	size_t count;

	if (!e->config->original_date)
		return true;
	if (!account_store_all(db, s, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!original_date_put(e, db, s, &all[i], true))
			return false;
	return true;
}

bool account_ops_configure(struct emulator *e, struct db *db, struct scope *s)
{
	for (size_t i = 0; i < e->config->account_count; i++)
		if (!configure_one(e, db, s, &e->config->accounts[i]))
			return false;
	return configure_dates(e, db, s);
}

typedef bool find_fn(struct db *db, struct scope *s, const char *key, struct account *out);

/* Reads only; false without an error when there is none. */
static bool find(
	struct emulator *e, struct scope *s, find_fn *by, const char *key, struct account *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = by(db, s, key, out);
	db_pool_give(e->db, db);
	return found;
}

/* Makes the account unless another thread was quicker. */
static bool make_once(struct emulator *e, struct scope *s, struct account *a)
{
	struct db *db;
	struct account there;

	if (!db_pool_write_kept(e->db, s, &db))
		return false;
	bool ok = account_store_by_private_key(db, s, a->private_key, &there);
	if (ok)
		*a = there;
	else if (s->err.code == ERR_NONE)
		ok = account_ops_make(e, db, s, a);
	if (!db_pool_finish(e->db, s, ok) && s->err.code == ERR_CONFLICT) {
		err_clear(s);
		return refuse(s); /* the id belongs to another key */
	}
	return ok;
}

bool account_ops_by_private_key(
	struct emulator *e, struct scope *s, const char *key, struct account *out)
{
	uint8_t hash[DIGEST_SHA256];

	if (find(e, s, account_store_by_private_key, key, out))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	if (e->config->auth == CONFIG_AUTH_STRICT || account_key_fault(view_of(key)))
		return refuse(s) || near_miss_note(s, NEAR_MISS_PRIVATE_KEY, 0, key);
	digest_sha256(key, strlen(key), hash);
	*out = (struct account){
		.imagekit_id = arena_printf(s->arena, "acct%s", encode_hex_dup(s->arena, hash, 4)),
		.private_key = key,
	};
	return make_once(e, s, out);
}

bool account_ops_by_selector(
	struct emulator *e, struct scope *s, const char *id, struct account *out)
{
	/* Dispatch hands none over to a strict server; a second lock costs nothing. */
	if (e->config->auth == CONFIG_AUTH_STRICT)
		return refuse(s);
	if (find(e, s, account_store_by_imagekit_id, id, out))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	const char *fault = account_id_fault(view_of(id));
	if (fault)
		return err_set(s, ERR_FORBIDDEN,
			"There can be no account of the path /_case/%s/: its imagekit_id %s.", id,
			fault);
	*out = (struct account){
		.imagekit_id = id,
		.private_key = arena_printf(s->arena, "private_%s", id),
	};
	return make_once(e, s, out);
}

bool account_ops_by_imagekit_id(
	struct emulator *e, struct scope *s, const char *id, struct account *out)
{
	return find(e, s, account_store_by_imagekit_id, id, out);
}

static bool load_all(struct emulator *e, struct scope *s, struct account **out, size_t *count)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = account_store_all(db, s, out, count);
	db_pool_give(e->db, db);
	return ok;
}

/* The account that signed and has no other public key yet. This one it may have got since it was asked for. */
static bool find_signer(struct emulator *e, struct scope *s, const char *key,
	account_signed_fn *is_signed, const void *signature, struct account *out)
{
	struct account *all;
	size_t count = 0;

	if (!load_all(e, s, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		*out = all[i];
		if (out->public_key && strcmp(out->public_key, key) != 0)
			continue;
		if (is_signed(signature, out))
			return true;
	}
	return refuse(s);
}

/* Inside a write transaction: the account takes the key, unless another upload was quicker. */
static bool adopt(struct db *db, struct scope *s, const char *key, struct account *a)
{
	struct account there;

	if (account_store_by_public_key(db, s, key, &there)) {
		*a = there;
		return true;
	}
	if (!account_store_by_imagekit_id(db, s, a->imagekit_id, a) || a->public_key)
		return refuse(s);
	a->public_key = key;
	return account_store_update(db, s, a);
}

bool account_ops_by_public_key(struct emulator *e, struct scope *s, const char *key,
	account_signed_fn *is_signed, const void *signature, struct account *out)
{
	struct db *db;

	if (find(e, s, account_store_by_public_key, key, out))
		return true;
	if (s->err.code != ERR_NONE)
		return false;
	if (e->config->auth == CONFIG_AUTH_STRICT || account_key_fault(view_of(key)))
		return refuse(s);
	if (!find_signer(e, s, key, is_signed, signature, out) || !db_pool_write(e->db, s, &db))
		return false;
	return db_pool_finish(e->db, s, adopt(db, s, key, out));
}

static bool is_configured(const struct emulator *e, const char *id)
{
	for (size_t i = 0; i < e->config->account_count; i++)
		if (strcmp(e->config->accounts[i].id, id) == 0)
			return true;
	return false;
}

bool account_ops_empty(struct emulator *e, struct db *db, struct scope *s, struct account *a)
{
	if (!is_configured(e, a->imagekit_id))
		a->public_key = NULL; /* it was learnt from an upload */
	return account_store_delete(db, s, a->row) && account_ops_make(e, db, s, a);
}
