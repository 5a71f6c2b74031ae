/* One writer, many readers, and what a failed commit leaves behind: nothing. */
#include "db/db_migrate.h"
#include "db/db_pool.h"
#include "tests/support/check_main.h"
#include "tests/support/own_folder.h"

#include <pthread.h>

enum { THREADS = 6, ROUNDS = 40 };

static const char *path;
static struct db_pool *pool;

static void set_up(void)
{
	open_folder();
	path = in_folder("pool.db");
	ck_assert_msg(db_pool_open(&scope, path, true, &pool), "%s", scope.err.msg);
}

static void tear_down(void)
{
	db_pool_close(pool);
	close_folder();
}

static int64_t number_of(struct db *db, const char *sql)
{
	struct scope s = scope_open();
	struct db_query q = db_begin_once(db, sql);
	int64_t n = -1;

	if (db_row(&q))
		n = db_int(&q, 0);
	ck_assert_msg(db_end(&q, &s), "%s: %s", sql, s.err.msg);
	scope_close(&s);
	return n;
}

static int64_t accounts(void)
{
	struct db *db;

	ck_assert(db_pool_take(pool, &scope, &db));
	int64_t n = number_of(db, "SELECT count(*) FROM account");
	db_pool_give(pool, db);
	return n;
}

static bool insert(struct db *db, const char *id)
{
	return db_exec(db, &scope,
		arena_printf(scope.arena,
			"INSERT INTO account (imagekit_id, private_key) VALUES ('%s', '%s')", id,
			id));
}

START_TEST(opening_brings_the_schema)
{
	struct db *db;

	ck_assert_int_eq(accounts(), 0);
	ck_assert(db_pool_take(pool, &scope, &db));
	ck_assert_int_eq(number_of(db, "PRAGMA user_version"), (int64_t)db_migrations_count);
	db_pool_give(pool, db);
}
END_TEST

/* To read back the pages of one turn after another would cost as much as the work. */
START_TEST(the_large_cache_stays_for_all_turns_of_the_work)
{
	struct db *db;

	for (int turn = 0; turn < 3; turn++) {
		ck_assert(db_pool_write_large(pool, &scope, true, &db));
		ck_assert(db_pool_finish(pool, &scope, turn != 1) == (turn != 1));
		ck_assert_int_eq(number_of(db, "PRAGMA cache_size"), -65536);
	}
	db_pool_end_large(pool);
	ck_assert_int_eq(number_of(db, "PRAGMA cache_size"), -512);
	db_pool_end_large(pool);
}
END_TEST

START_TEST(a_pool_that_cannot_open_says_so)
{
	struct db_pool *none = NULL;
	struct db *db;

	ck_assert(!db_pool_open(&scope, "/proc/no/such/file", true, &none));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);

	const char *newer = in_folder("newer.db");
	ck_assert(db_open(&scope, newer, &(struct db_options){ 0 }, &db));
	ck_assert(db_exec(db, &scope, "PRAGMA user_version = 4000"));
	db_close(db);
	size_t before = scratch_descriptors();
	ck_assert(!db_pool_open(&scope, newer, true, &none));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);

	const char *cut = in_folder("cut.db");
	ck_assert(db_open(&scope, cut, &(struct db_options){ 0 }, &db) && db_migrate(db, &scope));
	db_close(db);
	ck_assert_int_eq(truncate(cut, 6000), 0);
	ck_assert(!db_pool_open(&scope, cut, true, &none));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	ck_assert_uint_eq(scratch_descriptors(), before);
	ck_assert_ptr_null(none);
	db_pool_close(NULL);
}
END_TEST

START_TEST(what_is_committed_is_seen_and_stays)
{
	struct db *db;

	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(insert(db, "one"));
	ck_assert_int_eq(accounts(), 0);
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts(), 1);
	db_pool_close(pool);
	ck_assert(db_pool_open(&scope, path, true, &pool));
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

START_TEST(what_is_not_ok_is_rolled_back)
{
	struct db *db;

	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(insert(db, "one"));
	ck_assert(!db_pool_finish(pool, &scope, false));
	ck_assert_msg(scope.err.code == ERR_NONE, "a wanted rollback is no failure");
	ck_assert_int_eq(accounts(), 0);
	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(insert(db, "one"));
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

START_TEST(a_broken_statement_takes_its_transaction_along)
{
	struct db *db;

	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(insert(db, "one"));
	bool ok = insert(db, "one");
	ck_assert(!ok);
	ck_assert_int_eq(scope.err.code, ERR_CONFLICT);
	ck_assert(!db_pool_finish(pool, &scope, ok));
	err_clear(&scope);
	ck_assert_int_eq(accounts(), 0);
}
END_TEST

/* A foreign key that is looked at no earlier than the commit. */
START_TEST(a_commit_that_fails_is_rolled_back)
{
	struct db *db;

	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(db_exec(db, &scope, "PRAGMA defer_foreign_keys = ON"));
	ck_assert(insert(db, "one"));
	ck_assert(db_exec(db, &scope,
		"INSERT INTO upload_token (account_id, token, used_at) VALUES (99, 't', 0)"));
	ck_assert(!db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	err_clear(&scope);
	ck_assert_int_eq(accounts(), 0);
	ck_assert_msg(db_pool_write(pool, &scope, &db), "%s", scope.err.msg);
	ck_assert(insert(db, "one"));
	ck_assert(db_pool_finish(pool, &scope, true));
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

START_TEST(the_writer_obeys_the_wish_for_durability)
{
	for (int durable = 0; durable < 2; durable++) {
		struct db *db;
		db_pool_close(pool);
		ck_assert(db_pool_open(&scope, path, durable, &pool));
		ck_assert(db_pool_write(pool, &scope, &db));
		ck_assert_int_eq(number_of(db, "PRAGMA synchronous"), durable ? 2 : 0);
		ck_assert_int_eq(number_of(db, "PRAGMA foreign_keys"), 1);
		ck_assert(!db_pool_finish(pool, &scope, false));
	}
}
END_TEST

START_TEST(one_transaction_may_go_unsynced)
{
	static const char syncs[] = "PRAGMA synchronous", pages[] = "PRAGMA wal_autocheckpoint";
	struct db *db;

	for (int round = 0; round < 2; round++) {
		ck_assert_msg(db_pool_write_unsynced(pool, &scope, &db), "%s", scope.err.msg);
		ck_assert_int_eq(number_of(db, syncs), 0);
		ck_assert_int_eq(number_of(db, pages), 0);
		ck_assert(insert(db, "unsynced"));
		ck_assert(db_pool_finish(pool, &scope, round == 1) == (round == 1));
		ck_assert_int_eq(number_of(db, syncs), 2);
		ck_assert_int_eq(number_of(db, pages), 4000);
		ck_assert_int_eq(accounts(), round);
	}
	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert_int_eq(number_of(db, syncs), 2);
	ck_assert(db_pool_finish(pool, &scope, true));
}
END_TEST

static void count_call(void *calls)
{
	struct db *db;

	++*(int *)calls;
	ck_assert_msg(db_pool_write_unsynced(pool, &scope, &db), "%s", scope.err.msg);
	ck_assert(insert(db, "before"));
	ck_assert(db_pool_finish(pool, &scope, true));
}

START_TEST(what_comes_before_the_writes_comes_once)
{
	struct db *db;
	int calls = 0;

	db_pool_before_writes(pool, count_call, &calls);
	ck_assert_int_eq(accounts(), 0);
	ck_assert_int_eq(calls, 0);
	for (int round = 1; round <= 2; round++) {
		ck_assert(db_pool_write(pool, &scope, &db));
		ck_assert_int_eq(number_of(db, "SELECT count(*) FROM account"), 1);
		ck_assert(!db_pool_finish(pool, &scope, false));
		ck_assert_int_eq(calls, 1);
	}
}
END_TEST

START_TEST(a_halt_and_a_trial_count_as_writes)
{
	struct db *db;
	int calls = 0, more = 0;

	db_pool_before_writes(pool, count_call, &calls);
	db_pool_halt(pool);
	ck_assert_int_eq(calls, 1);
	db_pool_resume(pool);
	ck_assert(db_pool_write(pool, &scope, &db) && db_exec(db, &scope, "DELETE FROM account") &&
		  db_pool_finish(pool, &scope, true));
	db_pool_before_writes(pool, count_call, &more);
	db_pool_try(pool);
	ck_assert_int_eq(more, 0);
	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert_int_eq(more, 1);
	ck_assert(insert(db, "tried"));
	ck_assert(db_pool_finish(pool, &scope, true));
	db_pool_undo(pool);
	ck_assert_int_eq(accounts(), 1);
}
END_TEST

START_TEST(readers_are_lent_warm_and_one_to_a_borrower)
{
	struct db *a, *b, *c;

	ck_assert(db_pool_take(pool, &scope, &a) && db_pool_take(pool, &scope, &b));
	ck_assert_ptr_ne(a, b);
	db_pool_give(pool, a);
	db_pool_give(pool, b);
	ck_assert(db_pool_take(pool, &scope, &c));
	ck_assert_msg(c == b, "the most recently used one comes first");
	db_pool_give(pool, c);
}
END_TEST

START_TEST(a_reader_cannot_write)
{
	struct db *db;

	ck_assert(db_pool_take(pool, &scope, &db));
	ck_assert(!insert(db, "one"));
	ck_assert_int_eq(scope.err.code, ERR_UNAVAILABLE);
	db_pool_give(pool, db);
}
END_TEST

/* Moves one from the first token's time to the second's, so that their sum never changes. */
static bool move_one(struct scope *s)
{
	static const char out[] = "UPDATE upload_token SET used_at = used_at - 1 WHERE token = 'a'";
	static const char in[] = "UPDATE upload_token SET used_at = used_at + 1 WHERE token = 'b'";
	struct db *db;

	if (!db_pool_write(pool, s, &db))
		return false;
	struct db_query first = db_begin(db, out);
	bool ok = db_run(&first, s);
	struct db_query second = db_begin(db, in);
	ok = db_run(&second, s) && ok;
	return db_pool_finish(pool, s, ok);
}

static bool sum_is_right(struct scope *s)
{
	static const char sql[] = "SELECT sum(used_at) FROM upload_token";
	int64_t sum = -1;
	struct db *db;

	if (!db_pool_take(pool, s, &db))
		return false;
	struct db_query q = db_begin(db, sql);
	if (db_row(&q))
		sum = db_int(&q, 0);
	bool ok = db_end(&q, s);
	db_pool_give(pool, db);
	return ok && sum == 1000;
}

static void *work(void *arg)
{
	const char **failure = arg;

	for (int i = 0; i < ROUNDS && !*failure; i++) {
		struct scope s = scope_open();
		if (!move_one(&s))
			*failure = "a write failed";
		else if (!sum_is_right(&s))
			*failure = "a reader saw half a transaction";
		scope_close(&s);
	}
	return NULL;
}

START_TEST(threads_write_in_turn_and_read_whole_states)
{
	const char *failures[THREADS] = { NULL };
	pthread_t threads[THREADS];
	struct db *db;

	ck_assert(db_pool_write(pool, &scope, &db));
	ck_assert(insert(db, "one"));
	ck_assert(
		db_exec(db, &scope, "INSERT INTO upload_token VALUES (1, 'a', 1000), (1, 'b', 0)"));
	ck_assert(db_pool_finish(pool, &scope, true));
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &failures[i]), 0);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_msg(!failures[i], "thread %zu: %s", i, failures[i]);
	ck_assert(db_pool_take(pool, &scope, &db));
	ck_assert_int_eq(number_of(db, "SELECT used_at FROM upload_token WHERE token = 'b'"),
		(int64_t)THREADS * ROUNDS);
	db_pool_give(pool, db);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("db");
	TCase *cases = tcase_create("db_pool");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, opening_brings_the_schema);
	tcase_add_test(cases, the_large_cache_stays_for_all_turns_of_the_work);
	tcase_add_test(cases, a_pool_that_cannot_open_says_so);
	tcase_add_test(cases, what_is_committed_is_seen_and_stays);
	tcase_add_test(cases, what_is_not_ok_is_rolled_back);
	tcase_add_test(cases, a_broken_statement_takes_its_transaction_along);
	tcase_add_test(cases, a_commit_that_fails_is_rolled_back);
	tcase_add_test(cases, the_writer_obeys_the_wish_for_durability);
	tcase_add_test(cases, one_transaction_may_go_unsynced);
	tcase_add_test(cases, what_comes_before_the_writes_comes_once);
	tcase_add_test(cases, a_halt_and_a_trial_count_as_writes);
	tcase_add_test(cases, readers_are_lent_warm_and_one_to_a_borrower);
	tcase_add_test(cases, a_reader_cannot_write);
	tcase_add_test(cases, threads_write_in_turn_and_read_whole_states);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
