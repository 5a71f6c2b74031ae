/* One waiting thread and who wakes it. */
#include "base/bell.h"
#include "base/clock.h"
#include "tests/support/check_main.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { MOMENT_MS = 20 };

static struct bell *bell;

static void set_up(void)
{
	bell = bell_new();
}

static void tear_down(void)
{
	bell_free(bell);
}

static void moment(void)
{
	struct timespec t = { .tv_nsec = MOMENT_MS * 1000000L };

	nanosleep(&t, NULL);
}

/* A thread that counts how often it is woken, until the bell is closed. */
struct waiter {
	pthread_t thread;
	atomic_int rings;
	atomic_bool ended;
};

static void *wait_for_rings(void *arg)
{
	struct waiter *w = arg;

	while (bell_wait(bell))
		atomic_fetch_add(&w->rings, 1);
	atomic_store(&w->ended, true);
	return NULL;
}

static void start(struct waiter *w)
{
	*w = (struct waiter){ 0 };
	ck_assert_int_eq(pthread_create(&w->thread, NULL, wait_for_rings, w), 0);
}

/* However long a busy machine lets it wait. */
static void await_ring(struct waiter *w)
{
	for (int i = 0; i < 500 && atomic_load(&w->rings) == 0; i++)
		moment();
}

START_TEST(a_ring_before_the_wait_is_kept)
{
	bell_ring(bell);
	ck_assert(bell_wait(bell));
}
END_TEST

START_TEST(rings_that_nobody_hears_count_as_one)
{
	struct waiter w;

	for (int i = 0; i < 5; i++)
		bell_ring(bell);
	start(&w);
	await_ring(&w);
	moment();
	ck_assert_int_eq(atomic_load(&w.rings), 1);
	ck_assert(!atomic_load(&w.ended));
	bell_close(bell);
	pthread_join(w.thread, NULL);
}
END_TEST

START_TEST(a_waiting_thread_sleeps_until_the_ring)
{
	struct waiter w;

	start(&w);
	moment();
	ck_assert_int_eq(atomic_load(&w.rings), 0);
	bell_ring(bell);
	await_ring(&w);
	ck_assert_int_eq(atomic_load(&w.rings), 1);
	bell_close(bell);
	pthread_join(w.thread, NULL);
}
END_TEST

START_TEST(closing_wakes_the_waiting_thread)
{
	struct waiter w;

	start(&w);
	moment();
	ck_assert(!atomic_load(&w.ended));
	bell_close(bell);
	pthread_join(w.thread, NULL);
	ck_assert_int_eq(atomic_load(&w.rings), 0);
}
END_TEST

START_TEST(a_closed_bell_never_makes_anybody_wait)
{
	ck_assert(!bell_closed(bell));
	bell_ring(bell);
	bell_close(bell);
	ck_assert(bell_closed(bell));
	ck_assert_msg(!bell_wait(bell), "a ring from before the close");
	bell_ring(bell);
	ck_assert_msg(!bell_wait(bell), "a ring from after the close");
	ck_assert(!bell_wait(bell));
	bell_close(bell);
	ck_assert(bell_closed(bell));
}
END_TEST

static int64_t measured_wait_ms(int ms, bool *open)
{
	int64_t start = clock_monotonic_us();

	*open = bell_wait_ms(bell, ms);
	return (clock_monotonic_us() - start) / 1000;
}

START_TEST(a_wait_may_have_an_end)
{
	bool open;

	ck_assert_int_ge(measured_wait_ms(50, &open), 45);
	ck_assert_msg(open, "the end of the wait is not the end of the bell");
	bell_ring(bell);
	ck_assert_int_lt(measured_wait_ms(20000, &open), 10000);
	ck_assert(open);
	ck_assert_msg(measured_wait_ms(30, &open) >= 25, "the ring was heard twice");
	bell_close(bell);
	ck_assert_int_lt(measured_wait_ms(20000, &open), 10000);
	ck_assert(!open);
}
END_TEST

START_TEST(no_bell_is_freed_quietly)
{
	bell_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("bell");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_ring_before_the_wait_is_kept);
	tcase_add_test(cases, rings_that_nobody_hears_count_as_one);
	tcase_add_test(cases, a_waiting_thread_sleeps_until_the_ring);
	tcase_add_test(cases, closing_wakes_the_waiting_thread);
	tcase_add_test(cases, a_closed_bell_never_makes_anybody_wait);
	tcase_add_test(cases, a_wait_may_have_an_end);
	tcase_add_test(cases, no_bell_is_freed_quietly);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
