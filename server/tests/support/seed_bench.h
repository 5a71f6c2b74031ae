/* Documents in and out of a bench. */
#ifndef TESTS_SEED_BENCH_H
#define TESTS_SEED_BENCH_H

#include "state/seed_ops.h"
#include "state/seed_save.h"
#include "store/account_store.h"
#include "tests/support/bench.h"
#include "tests/support/media_bench.h"

/* Single quotes stand for double ones. */
static inline const char *seed_bench_quoted(struct scope *s, const char *text)
{
	char *copy = arena_strdup(s->arena, text);

	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	return copy;
}

static inline bool seed_bench_put(struct bench *b, struct scope *s, const char *text)
{
	const char *json = seed_bench_quoted(s, text);

	return seed_ops_put(&b->emulator, s, json, strlen(json), NULL);
}

static inline void seed_bench_must_put(struct bench *b, const char *text)
{
	struct scope s = scope_open();

	ck_assert_msg(seed_bench_put(b, &s, text), "%s: %s", text, s.err.msg);
	scope_close(&s);
}

struct seed_bench_saved {
	const char *text, *state;
};

static inline struct seed_bench_saved seed_bench_save(
	struct bench *b, struct scope *s, enum seed_save_content content, const struct account *a)
{
	const struct seed_save_wish wish = { a, content };
	struct seed_save_result result;

	ck_assert_msg(seed_save(&b->emulator, s, &wish, &result), "%s", s->err.msg);
	char *text = arena_alloc(s->arena, (size_t)result.size + 1);
	ck_assert_int_eq(pread(result.fd, text, (size_t)result.size, 0), result.size);
	close(result.fd);
	return (struct seed_bench_saved){ text, result.state };
}

/* A connection and the account, until the scope ends. */
struct seed_bench_look {
	struct scope s;
	struct db *db;
	struct account a;
};

static inline struct seed_bench_look seed_bench_look(struct bench *b, const char *imagekit_id)
{
	struct seed_bench_look l = { .s = scope_open() };

	ck_assert(db_pool_take(b->emulator.db, &l.s, &l.db));
	ck_assert_msg(
		account_store_by_imagekit_id(l.db, &l.s, imagekit_id, &l.a), "%s", imagekit_id);
	return l;
}

static inline void seed_bench_look_away(struct bench *b, struct seed_bench_look *l)
{
	ck_assert_msg(l->s.err.code == ERR_NONE, "%s", l->s.err.msg);
	db_pool_give(b->emulator.db, l->db);
	scope_close(&l->s);
}

/* Gives the bench the real media helper. */
static inline void seed_bench_use_helper(struct bench *b)
{
	static const struct media_limits limits = { 1, 10000, 1000000, INT64_C(1) << 30 };
	char helper[MEDIA_BENCH_PATH];

	media_bench_helper(helper);
	media_pool_free(b->emulator.media);
	b->emulator.media = media_pool_new(helper, &limits);
}

#endif
