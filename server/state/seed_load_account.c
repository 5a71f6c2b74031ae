/* Whose library is loaded, and what time it is there. */
#include "state/seed_load_account.h"

#include "base/date_text.h"
#include "control/clock_json.h"
#include "ops/account_ops.h"
#include "seed/seed_read.h"
#include "state/control_state.h"
#include "store/account_store.h"
#include "store/control_state_store.h"
#include "store/folder_store.h"

#include <string.h>

typedef bool find_fn(struct db *db, struct scope *s, const char *key, struct account *out);

/* That a key, which may be NULL, leads to no account but this one. */
static bool check_key(struct seed_load_work *w, const struct seed_account *wanted,
	const char *member, const char *key, find_fn *find)
{
	struct account there;

	if (!key || !find(w->db, w->s, key, &there))
		return w->s->err.code == ERR_NONE;
	return strcmp(there.imagekit_id, w->account.imagekit_id) == 0 ||
	       seed_refuse_member(w->s, w->document, wanted->at, member,
		       "this key is that of the account %s", there.imagekit_id);
}

static bool check_keys(struct seed_load_work *w, const struct seed_account *wanted)
{
	return check_key(w, wanted, "privateKey", w->account.private_key,
		       account_store_by_private_key) &&
	       check_key(
		       w, wanted, "publicKey", w->account.public_key, account_store_by_public_key);
}

/* What the rows of the account, or those of all, say about its clock. False: nothing. */
static bool read_clock(struct seed_load_work *w, int64_t account, struct clock_wish *out)
{
	struct control_state_row *rows;
	const struct json_value *value;
	size_t count;

	if (!control_state_store_get(w->db, w->s, account, false, &rows, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].kind, "clock") == 0)
			return json_parse(w->s, rows[i].json, strlen(rows[i].json), &value) &&
			       clock_json_read(w->s, value, out);
	return false;
}

/* Without a word about clocks: the time at the start, or when a test has set the clock back, the time since
 * then; nothing is ever made in an account's future. */
static int64_t time_at_start(struct emulator *e)
{
	int64_t now = clock_now(e->clock, CLOCK_GLOBAL), start = clock_machine_ms();

	if (e->config->clock)
		(void)date_text_parse(view_of(e->config->clock), &start);
	return now < start ? now : start;
}

/* Whether something was said is `said`. */
static bool find_time(struct seed_load_work *w, bool *said)
{
	struct clock_wish wish;

	*said = read_clock(w, w->account.row, &wish) ||
		(w->s->err.code == ERR_NONE && read_clock(w, CLOCK_GLOBAL, &wish));
	w->now = time_at_start(w->e);
	if (*said && wish.time)
		w->now = wish.at_ms;
	else if (*said && wish.has_offset)
		w->now = clock_machine_ms() + wish.offset_ms;
	else if (*said && wish.mode == CLOCK_REAL)
		w->now = clock_machine_ms();
	return w->s->err.code == ERR_NONE;
}

/* A library begins at the time that its seed says it is. */
static bool date_root(struct seed_load_work *w)
{
	struct folder root;

	if (!folder_store_by_path(w->db, w->s, w->account.row, "/", &root))
		return false;
	root.created_at = root.updated_at = w->now;
	return folder_store_update(w->db, w->s, &root);
}

static bool set_control(struct seed_load_work *w, const struct seed_account *wanted, bool is_new)
{
	const struct json_value *culprit = NULL;
	bool said = false;

	if (!control_state_put(w->e, w->db, w->s, w->account.row, &wanted->control, &culprit))
		return seed_refuse_because(w->s, w->document, culprit);
	return find_time(w, &said) && ((!said && !is_new) || date_root(w));
}

static bool make(struct seed_load_work *w, const struct seed_account *wanted)
{
	struct account *a = &w->account;

	if (!a->private_key)
		a->private_key = arena_printf(w->s->arena, "private_%s", a->imagekit_id);
	return check_keys(w, wanted) && account_ops_make(w->e, w->db, w->s, a) &&
	       set_control(w, wanted, true);
}

static bool is_same(const char *wanted, const char *configured)
{
	return !wanted || strcmp(wanted, configured) == 0;
}

/* Options name the keys of their accounts, whenever the server starts: no seed could change them for long. */
static bool check_options(
	struct seed_load_work *w, const struct seed_account *wanted, const char *id)
{
	const struct config *config = w->e->config;

	for (size_t i = 0; i < config->account_count; i++) {
		const struct config_account *a = &config->accounts[i];
		bool same = is_same(wanted->private_key, a->private_key);
		if (strcmp(a->id, id) != 0 || (same && is_same(wanted->public_key, a->public_key)))
			continue;
		return seed_refuse_member(w->s, w->document, wanted->at,
			same ? "publicKey" : "privateKey",
			"is not the one that the server was started with: give it that of "
			"--account %s, "
			"or none",
			id);
	}
	return true;
}

bool seed_load_account(
	struct seed_load_work *w, const struct seed_account *wanted, const char *owner)
{
	const char *id = wanted->imagekit_id ? wanted->imagekit_id : owner;
	bool there = account_store_by_imagekit_id(w->db, w->s, id, &w->account);

	if (w->s->err.code != ERR_NONE || !check_options(w, wanted, id))
		return false;
	if (!there)
		w->account = (struct account){ .imagekit_id = id };
	if (wanted->private_key)
		w->account.private_key = wanted->private_key;
	if (wanted->public_key)
		w->account.public_key = wanted->public_key;
	if (!there)
		return make(w, wanted);
	return check_keys(w, wanted) && account_store_update(w->db, w->s, &w->account) &&
	       set_control(w, wanted, false);
}
