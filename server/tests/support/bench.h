/* The long-lived parts of the server over a scratch folder, without listener and sweep: what operations
 * need. The clock stands still and ids come from a seed. */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include "base/bell.h"
#include "blob/blob_store.h"
#include "control/fault_book.h"
#include "control/journal.h"
#include "control/rate_limiter.h"
#include "ops/account_ops.h"
#include "ops/emulator.h"
#include "store/checkpoint_shelf.h"
#include "tests/support/scratch.h"
#include "upload/upload_ops.h"

enum { BENCH_NOW_S = 1700000000 };

struct bench {
	struct scope scope;
	const char *folder;
	struct config_account accounts[2];
	struct config config;
	struct emulator emulator;
};

static inline void bench_configure(struct bench *b)
{
	struct emulator *e = &b->emulator;
	struct db *db;

	ck_assert_msg(
		db_pool_write(e->db, &b->scope, &db) &&
			db_pool_finish(e->db, &b->scope, account_ops_configure(e, db, &b->scope)),
		"%s", b->scope.err.msg);
}

/* One account, `demo` with the keys private_demo and public_demo, and lenient authentication. */
static inline void bench_open(struct bench *b)
{
	static const struct media_limits media = { 1, 5000, 1000000, INT64_C(1) << 30 };
	static const struct fetch_limits fetch = { FETCH_LOOPBACK, 2000, 2000, 1 << 20, 2 };
	static const char *const operations[] = { "files.get", NULL };
	struct emulator *e = &b->emulator;

	*b = (struct bench){ .scope = scope_open() };
	b->folder = scratch_make(&b->scope);
	b->accounts[0] =
		(struct config_account){ "demo", "private_demo", "public_demo", "whsec_demo" };
	b->config = (struct config){
		.accounts = b->accounts, .account_count = 1, .plan = CONFIG_PLAN_FREE
	};
	e->config = &b->config;
	e->clock = clock_new();
	clock_set(e->clock, CLOCK_GLOBAL,
		(struct clock_state){ CLOCK_FROZEN, INT64_C(1000) * BENCH_NOW_S });
	e->rates = rate_limiter_new(e->clock, &(struct rate_rules){ .enabled = false });
	e->faults = fault_book_new();
	e->journal = journal_new(&(struct journal_limits){ 0 });
	e->ident = ident_new(1);
	e->media = media_pool_new("/nonexistent/helper", &media);
	e->fetch = fetch_new(&fetch);
	e->garbage = bell_new();
	e->jobs = bell_new();
	e->storage = b->folder;
	e->operations = operations;
	ck_assert_msg(db_pool_open(&b->scope, scratch_path(&b->scope, b->folder, "bench.db"), true,
			      &e->db),
		"%s", b->scope.err.msg);
	ck_assert_msg(emulator_add_functions(e, &b->scope), "%s", b->scope.err.msg);
	ck_assert_msg(
		blob_store_open(&b->scope, b->folder, true, &e->blobs), "%s", b->scope.err.msg);
	ck_assert_msg(checkpoint_shelf_open(&b->scope, b->folder, true, &e->shelf), "%s",
		b->scope.err.msg);
	bench_configure(b);
}

static inline void bench_close(struct bench *b)
{
	struct emulator *e = &b->emulator;

	media_pool_free(e->media);
	fetch_free(e->fetch);
	blob_store_close(e->blobs);
	checkpoint_shelf_close(e->shelf);
	db_pool_close(e->db);
	bell_free(e->garbage);
	bell_free(e->jobs);
	ident_free(e->ident);
	journal_free(e->journal);
	fault_book_free(e->faults);
	rate_limiter_free(e->rates);
	clock_free(e->clock);
	scratch_remove(b->folder);
	scope_close(&b->scope);
}

/* "name=value" pairs between bars. */
static inline struct upload_form *bench_form(struct scope *s, const char *text)
{
	struct upload_form *form = arena_alloc(s->arena, sizeof(*form));

	for (struct view rest = view_of(text), part; rest.p;) {
		part = view_split(&rest, '|');
		struct view name = view_split(&part, '=');
		ck_assert_msg(
			!name.n || upload_form_add(form, s, arena_strndup(s->arena, name.p, name.n),
					   part.p ? part : view_of("")),
			"%s", s->err.msg);
	}
	return form;
}

/* Uploads bytes as that account's server would. */
static inline bool bench_upload(struct bench *b, struct scope *s, const char *private_key,
	const char *form, const char *bytes, struct upload_result *out)
{
	struct upload upload = {
		.auth = { .private_key = private_key },
		.form = bench_form(s, form),
	};

	return upload_source_open(&b->emulator, s, false, &upload.source) &&
	       upload_source_feed(upload.source, bytes, strlen(bytes)) &&
	       upload_source_end(upload.source) && upload_ops_store(&b->emulator, s, &upload, out);
}

/* One number out of the database. */
static inline int64_t bench_count(struct bench *b, const char *sql)
{
	struct scope s = scope_open();
	int64_t n = -1;
	struct db *db;

	ck_assert_msg(db_pool_take(b->emulator.db, &s, &db), "%s", s.err.msg);
	struct db_query q = db_begin_once(db, sql);
	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_end(&q, &s), "%s: %s", sql, s.err.msg);
	db_pool_give(b->emulator.db, db);
	scope_close(&s);
	return n;
}

static inline size_t bench_blobs(struct bench *b)
{
	return scratch_files_below(scratch_path(&b->scope, b->folder, "blobs"));
}

static inline size_t bench_staged(struct bench *b)
{
	return scratch_entries(scratch_path(&b->scope, b->folder, "staging"));
}

#endif
