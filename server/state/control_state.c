/* Each kind reads and writes the JSON that its calls of the control plane take. */
#include "state/control_state.h"

#include "control/clock_json.h"
#include "control/fault_book.h"
#include "control/fault_names.h"
#include "control/fault_read.h"
#include "control/rate_json.h"
#include "control/rate_limiter.h"
#include "state/reset_keep.h"
#include "store/account_store.h"
#include "store/control_state_store.h"

#include <string.h>

enum { MAX_JSON = 64 * 1024 * 1024 };

static const char kind_clock[] = "clock", kind_faults[] = "faults", kind_rates[] = "rateLimits";

static const char *text_of(struct scope *s, const struct json_value *v)
{
	struct strbuf text = strbuf_init(s->arena, MAX_JSON);
	struct json_writer w = json_writer(&text);

	json_put_value(&w, NULL, v);
	return strbuf_text(&text);
}

static bool check_clock(const struct emulator *e, struct scope *s, const struct json_value *v)
{
	struct clock_wish wish;

	(void)e;
	return clock_json_read(s, v, &wish);
}

static bool check_faults(const struct emulator *e, struct scope *s, const struct json_value *v)
{
	struct fault *faults;
	size_t count;

	return fault_read(s, v, &faults, &count) &&
	       fault_names_check(s, faults, count, e->operations);
}

static bool check_rates(const struct emulator *e, struct scope *s, const struct json_value *v)
{
	struct rate_rules rules = { 0 };

	(void)e;
	return rate_json_read(s, v, &rules);
}

typedef bool check_fn(const struct emulator *e, struct scope *s, const struct json_value *v);

static check_fn *check_of(const char *kind)
{
	if (strcmp(kind, kind_clock) == 0)
		return check_clock;
	if (strcmp(kind, kind_faults) == 0)
		return check_faults;
	return strcmp(kind, kind_rates) == 0 ? check_rates : NULL;
}

bool control_state_put(const struct emulator *e, struct db *db, struct scope *s, int64_t account,
	const struct seed_control *wanted, const struct json_value **culprit)
{
	const struct {
		const char *kind;
		const struct json_value *value;
	} parts[] = {
		{ kind_clock, wanted->clock },
		{ kind_faults, wanted->faults },
		{ kind_rates, wanted->rate_limits },
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		*culprit = parts[i].value;
		if (!parts[i].value)
			continue;
		if (!check_of(parts[i].kind)(e, s, parts[i].value))
			return false;
		const struct control_state_row row = { account, parts[i].kind,
			text_of(s, parts[i].value) };
		if (!control_state_store_put(db, s, &row))
			return false;
	}
	return true;
}

/* Checked, so that applying it cannot fail. */
static bool read_row(const struct emulator *e, struct scope *s, const struct control_state_row *row,
	struct control_state_part *out)
{
	check_fn *check = check_of(row->kind);

	if (!check)
		return err_set(s, ERR_INVALID,
			"The checkpoint's control state has the kind '%s', which is not known.",
			row->kind);
	*out = (struct control_state_part){ .account = row->account, .kind = row->kind };
	return json_parse(s, row->json, strlen(row->json), &out->value) && check(e, s, out->value);
}

bool control_state_read(const struct emulator *e, struct db *db, struct scope *s, int64_t account,
	struct control_state *out)
{
	struct control_state_row *rows;

	if (!control_state_store_get(db, s, account, account == 0, &rows, &out->count))
		return false;
	out->parts = arena_alloc(s->arena, out->count * sizeof(*out->parts));
	for (size_t i = 0; i < out->count; i++)
		if (!read_row(e, s, &rows[i], &out->parts[i]))
			return false;
	return true;
}

static void write_faults(
	struct emulator *e, struct json_writer *w, const char *key, int64_t account)
{
	struct fault_report *reports;
	size_t count;

	fault_book_report(e->faults, w->out->arena, account, &reports, &count);
	json_open_array(w, key);
	for (size_t i = 0; i < count; i++)
		json_put_raw(w, NULL, reports[i].source);
	json_close_array(w);
}

static void write_rates(struct emulator *e, struct json_writer *w, const char *key, int64_t account)
{
	struct rate_rules rules = rate_limiter_rules(e->rates, account);

	rate_json_write(w, key, &rules);
}

static bool has_faults(struct emulator *e, struct arena *a, int64_t account)
{
	struct fault_report *reports;
	size_t count = 0;

	if (!fault_book_idle(e->faults))
		fault_book_report(e->faults, a, account, &reports, &count);
	return count > 0;
}

void control_state_write(struct emulator *e, struct json_writer *w, int64_t account)
{
	if (clock_is_set(e->clock, account))
		clock_json_write(w, kind_clock, e->clock, account);
	if (has_faults(e, w->out->arena, account))
		write_faults(e, w, kind_faults, account);
	if (rate_limiter_is_set(e->rates, account))
		write_rates(e, w, kind_rates, account);
}

struct save {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	int64_t account;
};

/* One kind as one row, in the words of `write`. */
static bool save_kind(struct save *save, const char *kind,
	void (*write)(struct emulator *, struct json_writer *, const char *, int64_t))
{
	struct strbuf text = strbuf_init(save->s->arena, MAX_JSON);
	struct json_writer w = json_writer(&text);

	write(save->e, &w, NULL, save->account);
	const struct control_state_row row = { save->account, kind, strbuf_text(&text) };
	return control_state_store_put(save->db, save->s, &row);
}

static void write_clock(struct emulator *e, struct json_writer *w, const char *key, int64_t account)
{
	clock_json_write(w, key, e->clock, account);
}

/* The global clock always: the options may want another one at the start than it is now. */
static bool save_account(struct save *save)
{
	struct emulator *e = save->e;
	int64_t account = save->account;

	if ((account == CLOCK_GLOBAL || clock_is_set(e->clock, account)) &&
		!save_kind(save, kind_clock, write_clock))
		return false;
	if (has_faults(e, save->s->arena, account) && !save_kind(save, kind_faults, write_faults))
		return false;
	return !rate_limiter_is_set(e->rates, account) || save_kind(save, kind_rates, write_rates);
}

bool control_state_save(struct emulator *e, struct db *db, struct scope *s)
{
	struct save save = { .e = e, .db = db, .s = s };
	struct account *all;
	size_t count;

	if (!control_state_store_clear(db, s, 0, true) || !account_store_all(db, s, &all, &count) ||
		!save_account(&save))
		return false;
	for (size_t i = 0; i < count; i++) {
		save.account = all[i].row;
		if (!save_account(&save))
			return false;
	}
	return true;
}

static bool apply_part(
	struct emulator *e, struct scope *s, const struct control_state_part *part, int64_t account)
{
	struct rate_rules rules = rate_limiter_rules(e->rates, account);
	struct clock_wish wish;
	struct fault *faults;
	size_t count;

	if (strcmp(part->kind, kind_clock) == 0) {
		if (!clock_json_read(s, part->value, &wish))
			return false;
		clock_json_apply(e->clock, account, &wish);
	} else if (strcmp(part->kind, kind_faults) == 0) {
		if (!fault_read(s, part->value, &faults, &count))
			return false;
		return fault_book_add(e->faults, account, faults, count, true);
	} else if (strcmp(part->kind, kind_rates) == 0) {
		if (!rate_json_read(s, part->value, &rules))
			return false;
		rate_limiter_set(e->rates, account, &rules);
	}
	return true;
}

static bool is_kept(const char *kind, unsigned keep)
{
	return (strcmp(kind, kind_clock) == 0 && (keep & RESET_KEEP_CLOCK)) ||
	       (strcmp(kind, kind_faults) == 0 && (keep & RESET_KEEP_FAULTS)) ||
	       (strcmp(kind, kind_rates) == 0 && (keep & RESET_KEEP_RATE_LIMITS));
}

static void forget(struct emulator *e, int64_t account, unsigned keep)
{
	if (!(keep & RESET_KEEP_CLOCK) && account == CLOCK_GLOBAL)
		emulator_start_clock(e);
	else if (!(keep & RESET_KEEP_CLOCK))
		clock_reset(e->clock, account);
	if (!(keep & RESET_KEEP_FAULTS))
		fault_book_reset(e->faults, account);
	if (!(keep & RESET_KEEP_RATE_LIMITS))
		rate_limiter_reset(e->rates, account);
}

void control_state_apply(
	struct emulator *e, const struct control_state *state, int64_t account, unsigned keep)
{
	struct scope s = scope_open();

	forget(e, account, keep);
	for (size_t i = 0; i < state->count; i++) {
		const struct control_state_part *part = &state->parts[i];
		/* Reading it has shown that it can be done. */
		if (!is_kept(part->kind, keep))
			(void)!apply_part(e, &s, part, account ? account : part->account);
	}
	scope_close(&s);
}
