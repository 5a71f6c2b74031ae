/* What a trial writes: its own thread reads it, nobody else does, and nothing of it stays. */
#include "db/db_pool.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <pthread.h>

enum { THREADS = 6, ROUNDS = 60 };

static struct db_pool *pool;

static void set_up(void)
{
	open_folder();
	const char *path = in_folder("pool.db");
	ck_assert_msg(db_pool_open(&scope, path, false, &pool), "%s", scope.err.msg);
}

static void tear_down(void)
{
	db_pool_close(pool);
	close_folder();
}

static bool insert(struct scope *s, struct db *db, const char *id)
{
	return db_exec(db, s,
		arena_printf(s->arena,
			"INSERT INTO account (imagekit_id, private_key) VALUES ('%s', '%s')", id,
			id));
}

static int64_t count(struct db *db)
{
	struct scope s = scope_open();
	struct db_query q = db_begin_once(db, "SELECT count(*) FROM account");
	int64_t n = -1;

	if (db_row(&q))
		n = db_int(&q, 0);
	if (!db_end(&q, &s))
		n = -1;
	scope_close(&s);
	return n;
}

/* As whoever asks sees them. */
static int64_t accounts(void)
{
	struct scope s = scope_open();
	struct db *db;
	int64_t n = -1;

	if (db_pool_take(pool, &s, &db)) {
		n = count(db);
		db_pool_give(pool, db);
	}
	scope_close(&s);
	return n;
}

static void *ask(void *arg)
{
	int64_t *n = arg;

	*n = accounts();
	return NULL;
}

/* As another thread sees them. */
static int64_t accounts_elsewhere(void)
{
	pthread_t thread;
	int64_t n = -2;

	ck_assert_int_eq(pthread_create(&thread, NULL, ask, &n), 0);
	pthread_join(thread, NULL);
	return n;
}

static bool put(struct scope *s, const char *id, bool ok)
{
	struct db *db;

	return db_pool_write(pool, s, &db) && db_pool_finish(pool, s, insert(s, db, id) && ok);
}

static void must_put(const char *id)
{
	ck_assert_msg(put(&scope, id, true), "%s", scope.err.msg);
}

START_TEST(what_it_wrote_is_its_own_and_goes)
{
	must_put("seeded");
	db_pool_try(pool);
	ck_assert_int_eq(accounts(), 1);
	must_put("one");
	ck_assert_int_eq(accounts(), 2);
	must_put("two");
	ck_assert_int_eq(accounts(), 3);
	ck_assert_int_eq(accounts_elsewhere(), 1);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 1);
	ck_assert_int_eq(accounts_elsewhere(), 1);
}
END_TEST

START_TEST(the_same_can_be_written_again_and_then_for_good)
{
	for (int i = 0; i < 3; i++) {
		db_pool_try(pool);
		must_put("one");
		db_pool_undo(pool);
	}
	must_put("one");
	ck_assert_int_eq(accounts(), 1);
	ck_assert_int_eq(accounts_elsewhere(), 1);
}
END_TEST

START_TEST(a_part_is_taken_back_alone)
{
	db_pool_try(pool);
	must_put("one");
	ck_assert(!put(&scope, "two", false));
	ck_assert_msg(scope.err.code == ERR_NONE, "a wanted rollback is no failure");
	ck_assert_int_eq(accounts(), 1);
	ck_assert(!put(&scope, "one", true));
	ck_assert_int_eq(scope.err.code, ERR_CONFLICT);
	err_clear(&scope);
	ck_assert_int_eq(accounts(), 1);
	must_put("two");
	ck_assert_int_eq(accounts(), 2);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 0);
}
END_TEST

START_TEST(large_writes_are_parts_as_well)
{
	struct db *db;

	db_pool_try(pool);
	ck_assert(db_pool_write_large(pool, &scope, true, &db));
	ck_assert(insert(&scope, db, "one"));
	ck_assert(db_pool_finish(pool, &scope, true));
	db_pool_end_large(pool);
	ck_assert(db_pool_write_large(pool, &scope, true, &db));
	ck_assert(insert(&scope, db, "two"));
	ck_assert(!db_pool_finish(pool, &scope, false));
	ck_assert_int_eq(accounts(), 1);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 0);
	ck_assert(db_pool_write_large(pool, &scope, true, &db));
	ck_assert(insert(&scope, db, "one"));
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts_elsewhere(), 1);
}
END_TEST

START_TEST(a_rewound_trial_goes_on)
{
	db_pool_try(pool);
	must_put("one");
	db_pool_rewind(pool);
	ck_assert_int_eq(accounts(), 0);
	must_put("one");
	must_put("two");
	ck_assert_int_eq(accounts(), 2);
	db_pool_rewind(pool);
	db_pool_rewind(pool);
	must_put("three");
	ck_assert_int_eq(accounts(), 1);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts_elsewhere(), 0);
}
END_TEST

START_TEST(without_a_trial_nothing_is_taken_back)
{
	must_put("one");
	db_pool_rewind(pool);
	db_pool_undo(pool);
	db_pool_try(pool);
	db_pool_undo(pool);
	db_pool_undo(pool);
	must_put("two");
	ck_assert_int_eq(accounts_elsewhere(), 2);
}
END_TEST

START_TEST(what_is_to_be_kept_is_kept)
{
	struct db *db;

	db_pool_try(pool);
	ck_assert(db_pool_write_kept(pool, &scope, &db));
	ck_assert(insert(&scope, db, "kept"));
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts_elsewhere(), 1);
	ck_assert(db_pool_write_kept(pool, &scope, &db));
	ck_assert(insert(&scope, db, "other"));
	ck_assert(!db_pool_finish(pool, &scope, false));
	must_put("gone");
	ck_assert_int_eq(accounts(), 2);
	ck_assert(!db_pool_write_kept(pool, &scope, &db));
	ck_assert_int_eq(scope.err.code, ERR_INTERNAL);
	err_clear(&scope);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 1);
	ck_assert(db_pool_write_kept(pool, &scope, &db));
	ck_assert(insert(&scope, db, "outside"));
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts_elsewhere(), 2);
}
END_TEST

/* When SQLite ends the transaction by itself, what follows must not be a transaction of its own. */
START_TEST(a_transaction_that_ended_by_itself_lets_nothing_through)
{
	struct db *db;

	db_pool_try(pool);
	must_put("one");
	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(!db_exec(db, &scope,
		"INSERT OR ROLLBACK INTO account (imagekit_id, private_key) VALUES ('one', "
		"'one')"));
	err_clear(&scope);
	ck_assert(!db_is_writing(db));
	ck_assert(!db_pool_finish(pool, &scope, false));
	ck_assert(!put(&scope, "two", true));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts_elsewhere(), 0);
	db_pool_try(pool);
	must_put("two");
	ck_assert_int_eq(accounts(), 1);
	db_pool_undo(pool);
	must_put("three");
	ck_assert_int_eq(accounts_elsewhere(), 1);
}
END_TEST

START_TEST(a_loan_may_outlive_its_trial)
{
	struct db *before, *during, *after;

	db_pool_try(pool);
	ck_assert(db_pool_take(pool, &scope, &before));
	must_put("one");
	ck_assert(db_pool_take(pool, &scope, &during));
	ck_assert_ptr_ne(before, during);
	ck_assert_int_eq(count(before), 0);
	ck_assert_int_eq(count(during), 1);
	db_pool_undo(pool);
	db_pool_give(pool, during);
	db_pool_give(pool, before);
	ck_assert(db_pool_take(pool, &scope, &after));
	ck_assert_msg(after == before, "the writer is no reader to be lent again");
	db_pool_give(pool, after);
}
END_TEST

START_TEST(two_pools_do_not_share_a_trial)
{
	struct db_pool *first = pool, *second = NULL;

	ck_assert(db_pool_open(&scope, in_folder("other.db"), false, &second));
	db_pool_try(first);
	must_put("one");
	pool = second;
	must_put("two");
	db_pool_undo(first);
	ck_assert_int_eq(accounts(), 1);
	pool = first;
	ck_assert_int_eq(accounts(), 0);
	db_pool_close(second);
}
END_TEST

/* A reset in the middle of trials: it waits for the one that writes, and for none that does not. */
static void *commit_one(void *arg)
{
	struct scope s = scope_open();
	bool *done = arg;

	*done = put(&s, "other", true);
	scope_close(&s);
	return NULL;
}

START_TEST(a_trial_that_has_not_written_holds_nobody_up)
{
	pthread_t thread;
	bool done = false;

	db_pool_try(pool);
	ck_assert_int_eq(accounts(), 0);
	ck_assert_int_eq(pthread_create(&thread, NULL, commit_one, &done), 0);
	pthread_join(thread, NULL);
	ck_assert(done);
	ck_assert_int_eq(accounts(), 1);
	must_put("mine");
	ck_assert_int_eq(accounts(), 2);
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

struct worker {
	int number;
	const char *failure;
};

static const char *try_one(struct scope *s, int number, int round)
{
	const char *a = arena_printf(s->arena, "a%d", number);

	if (accounts() != 1)
		return "the seeded state has changed";
	if (!put(s, "same for all", true) || !put(s, a, true))
		return "a write failed";
	if (round % 3 == 0 && (put(s, "b", false) || s->err.code != ERR_NONE))
		return "a part was not taken back";
	return accounts() == 3 ? NULL : "a trial does not see its own writes";
}

static void *try_often(void *arg)
{
	struct worker *w = arg;

	for (int i = 0; i < ROUNDS && !w->failure; i++) {
		struct scope s = scope_open();
		db_pool_try(pool);
		w->failure = try_one(&s, w->number, i);
		db_pool_undo(pool);
		scope_close(&s);
	}
	return NULL;
}

START_TEST(trials_of_many_threads_never_meet)
{
	struct worker workers[THREADS] = { { 0 } };
	pthread_t threads[THREADS];

	must_put("seeded");
	for (int i = 0; i < THREADS; i++) {
		workers[i].number = i;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, try_often, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < THREADS; i++)
		ck_assert_msg(!workers[i].failure, "thread %d: %s", i, workers[i].failure);
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *cases = tcase_create("db_pool_trial");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, what_it_wrote_is_its_own_and_goes);
	tcase_add_test(cases, the_same_can_be_written_again_and_then_for_good);
	tcase_add_test(cases, a_part_is_taken_back_alone);
	tcase_add_test(cases, large_writes_are_parts_as_well);
	tcase_add_test(cases, a_rewound_trial_goes_on);
	tcase_add_test(cases, without_a_trial_nothing_is_taken_back);
	tcase_add_test(cases, what_is_to_be_kept_is_kept);
	tcase_add_test(cases, a_transaction_that_ended_by_itself_lets_nothing_through);
	tcase_add_test(cases, a_loan_may_outlive_its_trial);
	tcase_add_test(cases, two_pools_do_not_share_a_trial);
	tcase_add_test(cases, a_trial_that_has_not_written_holds_nobody_up);
	tcase_add_test(cases, trials_of_many_threads_never_meet);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
