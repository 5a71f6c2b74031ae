/* Fair turns: who may have a place at once, who comes next, and what a deadline leaves behind. */
#include "base/clock.h"
#include "render/turns.h"
#include "tests/support/check_main.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { NOW = 0, LONG_S = 60, MOST = 8 };

static struct turns *turns;

/* Who got a place, in order. Only the one who leaves lets the next one in, so it needs no lock. */
static int64_t served[MOST];
static atomic_int served_count;

struct waiter {
	pthread_t thread;
	int64_t account;
};

static void *wait_and_note(void *arg)
{
	const struct waiter *w = arg;

	if (turns_take(turns, w->account, clock_monotonic_us() + (int64_t)LONG_S * 1000000)) {
		int at = atomic_load(&served_count);
		served[at] = w->account;
		atomic_store(&served_count, at + 1);
	}
	return NULL;
}

/* Comes back when the thread waits, so that the order of the calls is that of the queue. */
static void start_waiter(struct waiter *w, int64_t account)
{
	int before = turns_waiting(turns);

	w->account = account;
	ck_assert_int_eq(pthread_create(&w->thread, NULL, wait_and_note, w), 0);
	while (turns_waiting(turns) == before)
		usleep(1000);
}

static void leave_and_let(int64_t account, int count)
{
	turns_leave(turns, account);
	while (atomic_load(&served_count) < count)
		usleep(1000);
}

static bool at_once(int64_t account)
{
	return turns_take(turns, account, NOW);
}

static void set_up(void)
{
	turns = turns_new(2);
	atomic_store(&served_count, 0);
}

static void tear_down(void)
{
	turns_free(turns);
}

START_TEST(an_account_alone_has_all_places_but_the_one_for_others)
{
	ck_assert(at_once(1) && at_once(1));
	ck_assert(!at_once(1));
	ck_assert(at_once(2));
	ck_assert_msg(!at_once(2) && !at_once(3), "there is one place for others");
	turns_leave(turns, 2);
	ck_assert_msg(!at_once(1), "it stays theirs");
	ck_assert(at_once(3));
	turns_leave(turns, 3);
	turns_leave(turns, 1);
	turns_leave(turns, 1);
	ck_assert_int_eq(turns_waiting(turns), 0);
}
END_TEST

START_TEST(those_of_one_account_come_in_their_order)
{
	struct waiter w[2];

	ck_assert(at_once(1) && at_once(1) && at_once(2));
	start_waiter(&w[0], 3);
	start_waiter(&w[1], 4);
	leave_and_let(1, 1);
	leave_and_let(1, 2);
	ck_assert(served[0] == 3 && served[1] == 4);
	for (size_t i = 0; i < ARRAY_LEN(w); i++)
		pthread_join(w[i].thread, NULL);
	for (int64_t account = 2; account <= 4; account++)
		turns_leave(turns, account);
}
END_TEST

START_TEST(who_holds_less_comes_first)
{
	struct waiter w[4];

	ck_assert(at_once(1) && at_once(1) && at_once(2));
	for (size_t i = 0; i < 3; i++)
		start_waiter(&w[i], 1);
	start_waiter(&w[3], 3);
	/* 1 still holds a place, 3 holds none and came last. */
	leave_and_let(1, 1);
	ck_assert_int_eq(served[0], 3);
	/* Nobody else waits. 3 is gone again, and its place is the one for others no more. */
	leave_and_let(3, 1);
	leave_and_let(2, 2);
	ck_assert_int_eq(served[1], 1);
	leave_and_let(1, 3);
	leave_and_let(1, 4);
	for (size_t i = 0; i < ARRAY_LEN(w); i++)
		pthread_join(w[i].thread, NULL);
	turns_leave(turns, 1);
	turns_leave(turns, 1);
	ck_assert(at_once(5) && at_once(5) && !at_once(5));
	turns_leave(turns, 5);
	turns_leave(turns, 5);
}
END_TEST

START_TEST(who_gave_up_is_not_served)
{
	ck_assert(at_once(1) && at_once(1));
	ck_assert(!turns_take(turns, 1, clock_monotonic_us() + 20000));
	ck_assert_int_eq(turns_waiting(turns), 0);
	turns_leave(turns, 1);
	ck_assert(at_once(1));
	turns_leave(turns, 1);
	turns_leave(turns, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("render");
	TCase *cases = tcase_create("turns");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, an_account_alone_has_all_places_but_the_one_for_others);
	tcase_add_test(cases, those_of_one_account_come_in_their_order);
	tcase_add_test(cases, who_holds_less_comes_first);
	tcase_add_test(cases, who_gave_up_is_not_served);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
