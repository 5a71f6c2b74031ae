/* Clocks that run, also fast, stand or are set off, per account. */
#include "base/clock.h"
#include "tests/support/check_main.h"

#include <pthread.h>

static const int64_t last_ms = INT64_C(253402300799999);

static struct arena *arena;
static struct clock *clocks;

static void set_up(void)
{
	arena = arena_new();
	clocks = clock_new();
}

static void tear_down(void)
{
	clock_free(clocks);
	arena_free(arena);
}

static int64_t machine(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* That the account's clock shows the machine's time and `offset`. */
static void check_runs(int64_t account, int64_t offset)
{
	int64_t before = machine(), now = clock_now(clocks, account), after = machine();

	ck_assert_msg(now >= before + offset && now <= after + offset, "%jd is not %jd after %jd",
		(intmax_t)now, (intmax_t)offset, (intmax_t)before);
}

START_TEST(a_new_clock_is_the_machines)
{
	check_runs(CLOCK_GLOBAL, 0);
	check_runs(7, 0);
	ck_assert_int_eq(clock_get(clocks, 7).mode, CLOCK_REAL);
}
END_TEST

START_TEST(a_frozen_clock_stands)
{
	clock_set(clocks, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, 1700000000123 });
	ck_assert_int_eq(clock_now(clocks, CLOCK_GLOBAL), 1700000000123);
	ck_assert_int_eq(clock_now(clocks, 7), 1700000000123);
	ck_assert_int_eq(clock_get(clocks, 7).mode, CLOCK_FROZEN);
}
END_TEST

START_TEST(an_offset_clock_runs)
{
	clock_set(clocks, CLOCK_GLOBAL, (struct clock_state){ CLOCK_OFFSET, -86400000 });
	check_runs(CLOCK_GLOBAL, -86400000);
	check_runs(7, -86400000);
}
END_TEST

START_TEST(an_account_has_a_clock_of_its_own)
{
	/* Put in without order, among many. */
	for (int64_t i = 0; i < 300; i++)
		clock_set(clocks, i * 7919 % 300 + 1,
			(struct clock_state){ CLOCK_FROZEN, i * 7919 % 300 + 1 });
	for (int64_t account = 1; account <= 300; account++)
		ck_assert_int_eq(clock_now(clocks, account), account);
	check_runs(CLOCK_GLOBAL, 0);
	check_runs(301, 0);

	clock_set(clocks, 5, (struct clock_state){ CLOCK_REAL, 0 });
	clock_set(clocks, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, 42 });
	check_runs(5, 0);
	ck_assert_int_eq(clock_now(clocks, 6), 6);
	ck_assert_int_eq(clock_now(clocks, 301), 42);
}
END_TEST

START_TEST(advancing_keeps_what_stands_standing)
{
	clock_set(clocks, 1, (struct clock_state){ CLOCK_FROZEN, 1000 });
	ck_assert(clock_advance(clocks, 1, 500));
	ck_assert_int_eq(clock_now(clocks, 1), 1500);
	ck_assert_int_eq(clock_get(clocks, 1).mode, CLOCK_FROZEN);

	ck_assert(clock_advance(clocks, 2, 3600000));
	check_runs(2, 3600000);
	ck_assert(clock_advance(clocks, 2, 0));
	ck_assert(clock_advance(clocks, 2, 400000));
	check_runs(2, 4000000);
	ck_assert_int_eq(clock_get(clocks, 2).mode, CLOCK_OFFSET);
	check_runs(CLOCK_GLOBAL, 0);
}
END_TEST

START_TEST(advancing_an_account_starts_from_the_global_clock)
{
	clock_set(clocks, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, 1000 });
	ck_assert(clock_advance(clocks, 3, 1));
	ck_assert_int_eq(clock_now(clocks, 3), 1001);
	ck_assert_int_eq(clock_now(clocks, CLOCK_GLOBAL), 1000);
}
END_TEST

START_TEST(advancing_stops_at_the_year_9999)
{
	clock_set(clocks, 1, (struct clock_state){ CLOCK_FROZEN, last_ms - 10 });
	ck_assert(!clock_advance(clocks, 1, 11));
	ck_assert(!clock_advance(clocks, 1, INT64_MAX));
	ck_assert(!clock_advance(clocks, 1, -1));
	ck_assert_int_eq(clock_now(clocks, 1), last_ms - 10);
	ck_assert(clock_advance(clocks, 1, 10));
	ck_assert_int_eq(clock_now(clocks, 1), last_ms);
	ck_assert(!clock_advance(clocks, CLOCK_GLOBAL, last_ms));
	ck_assert_int_eq(clock_get(clocks, CLOCK_GLOBAL).mode, CLOCK_REAL);
}
END_TEST

START_TEST(no_setting_leaves_the_calendar)
{
	clock_set(clocks, 1, (struct clock_state){ CLOCK_FROZEN, INT64_MAX });
	clock_set(clocks, 2, (struct clock_state){ CLOCK_FROZEN, -5 });
	clock_set(clocks, 3, (struct clock_state){ CLOCK_OFFSET, INT64_MAX });
	clock_set(clocks, 4, (struct clock_state){ CLOCK_OFFSET, INT64_MIN });
	ck_assert_int_eq(clock_now(clocks, 1), last_ms);
	ck_assert_int_eq(clock_now(clocks, 2), 0);
	ck_assert_int_eq(clock_now(clocks, 3), last_ms);
	ck_assert_int_eq(clock_now(clocks, 4), 0);
}
END_TEST

START_TEST(resetting_forgets_one_or_all)
{
	for (int64_t account = 0; account <= 3; account++)
		clock_set(clocks, account, (struct clock_state){ CLOCK_FROZEN, account + 10 });
	clock_reset(clocks, 2);
	clock_reset(clocks, 99);
	ck_assert_int_eq(clock_now(clocks, 1), 11);
	ck_assert_int_eq(clock_now(clocks, 2), 10);
	ck_assert_int_eq(clock_now(clocks, 3), 13);
	clock_reset(clocks, CLOCK_GLOBAL);
	for (int64_t account = 0; account <= 3; account++)
		check_runs(account, 0);
}
END_TEST

/* Instants, times passed and speeds whose products reach from nothing to far beyond 64 bits. */
static const int64_t spans[] = { 0, 1, 16, 17, 999, 1000, 1001, 59999, 1000000, 86400000000,
	INT64_C(31556952000000), INT64_C(3155695200000000) };
static const int64_t speeds[] = { 1, 2, 3, 60, 999, 1000, 86400, CLOCK_MAX_SPEED };

/* The same in wider numbers, and plainly. */
static int64_t ran_to(int64_t at_ms, int64_t elapsed_us, int64_t speed)
{
	__extension__ typedef __int128 wide;
	wide now = (wide)at_ms + (wide)elapsed_us * speed / 1000;

	return now > last_ms ? last_ms : (int64_t)now;
}

START_TEST(a_speed_multiplies_what_passes)
{
	static const int64_t starts[] = { 0, 1767323045678, 253402300799000 };

	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		for (size_t j = 0; j < ARRAY_LEN(spans); j++)
			for (size_t k = 0; k < ARRAY_LEN(speeds); k++)
				ck_assert_msg(clock_run_from(starts[i], spans[j], speeds[k]) ==
						      ran_to(starts[i], spans[j], speeds[k]),
					"from %jd for %jd us at %jd", (intmax_t)starts[i],
					(intmax_t)spans[j], (intmax_t)speeds[k]);
	ck_assert_int_eq(clock_run_from(-5, 0, 1), 0);
	ck_assert_int_eq(clock_run_from(INT64_MAX, 0, 1), last_ms);
	ck_assert_int_eq(clock_run_from(0, INT64_MAX, CLOCK_MAX_SPEED), last_ms);
}
END_TEST

START_TEST(two_runs_are_one_run_of_their_sum)
{
	for (size_t i = 0; i < ARRAY_LEN(spans); i++)
		for (size_t j = 0; j < ARRAY_LEN(spans); j++)
			for (size_t k = 0; k < ARRAY_LEN(speeds); k++) {
				int64_t half = clock_run_from(5000, spans[i], speeds[k]);
				int64_t twice = clock_run_from(half, spans[j], speeds[k]);
				int64_t once = clock_run_from(5000, spans[i] + spans[j], speeds[k]);
				/* Each run cuts off less than a millisecond. */
				ck_assert_msg(once - twice == 0 || once - twice == 1,
					"%jd and %jd us at %jd: %jd", (intmax_t)spans[i],
					(intmax_t)spans[j], (intmax_t)speeds[k],
					(intmax_t)(once - twice));
				ck_assert_int_ge(twice, half);
			}
}
END_TEST

/* That the clock has run from `at` at that speed, ever since an instant between these two. */
static void check_runs_fast(int64_t account, int64_t at, int64_t speed, const int64_t began[2])
{
	int64_t before = clock_monotonic_us(), now = clock_now(clocks, account);
	int64_t after = clock_monotonic_us();

	ck_assert_int_eq(clock_get(clocks, account).mode, CLOCK_SPEED);
	ck_assert_int_eq(clock_speed(clocks, account), speed);
	ck_assert_int_ge(now, clock_run_from(at, before - began[1], speed));
	ck_assert_int_le(now, clock_run_from(at, after - began[0], speed));
}

START_TEST(a_fast_clock_runs_from_its_instant)
{
	for (size_t k = 0; k < ARRAY_LEN(speeds); k++) {
		int64_t began[2] = { clock_monotonic_us(), 0 };
		clock_set_speed(clocks, 4, 1700000000123, speeds[k]);
		began[1] = clock_monotonic_us();
		check_runs_fast(4, 1700000000123, speeds[k], began);
		ck_assert(clock_advance(clocks, 4, 3600000));
		check_runs_fast(4, 1700000000123 + 3600000, speeds[k], began);
		check_runs(CLOCK_GLOBAL, 0);
		check_runs(5, 0);
	}
}
END_TEST

START_TEST(an_account_inherits_the_speed_and_keeps_its_own)
{
	int64_t began[2] = { clock_monotonic_us(), 0 };

	clock_set_speed(clocks, CLOCK_GLOBAL, 5000, 60);
	began[1] = clock_monotonic_us();
	check_runs_fast(9, 5000, 60, began);
	ck_assert(clock_advance(clocks, 9, 7000));
	check_runs_fast(9, 12000, 60, began);
	check_runs_fast(CLOCK_GLOBAL, 5000, 60, began);
	clock_reset(clocks, CLOCK_GLOBAL);
	check_runs(9, 0);
}
END_TEST

START_TEST(every_clock_tells_its_speed)
{
	ck_assert_int_eq(clock_speed(clocks, 1), 1);
	clock_set(clocks, 1, (struct clock_state){ CLOCK_FROZEN, 1000 });
	ck_assert_int_eq(clock_speed(clocks, 1), 0);
	clock_set(clocks, 1, (struct clock_state){ CLOCK_OFFSET, 1000 });
	ck_assert_int_eq(clock_speed(clocks, 1), 1);
	clock_set_speed(clocks, 1, 1000, 60);
	ck_assert_int_eq(clock_speed(clocks, 1), 60);
	clock_set(clocks, 1, (struct clock_state){ CLOCK_SPEED, 1000 });
	ck_assert_int_eq(clock_speed(clocks, 1), 1);
}
END_TEST

static void *use_clock(void *arg)
{
	const int64_t *account = arg;

	for (int i = 0; i < 2000; i++) {
		clock_set(clocks, *account, (struct clock_state){ CLOCK_FROZEN, *account });
		if (clock_now(clocks, *account) != *account)
			return arg;
		(void)clock_now(clocks, CLOCK_GLOBAL);
		clock_reset(clocks, *account);
	}
	return NULL;
}

START_TEST(what_takes_time_takes_it_at_the_pace_of_the_clock)
{
	int64_t from = clock_monotonic_us() - 1000000;

	ck_assert_int_ge(clock_elapsed_us(clocks, 7, from), 1000000);
	clock_set(clocks, 7, (struct clock_state){ CLOCK_FROZEN, 5 });
	ck_assert_int_eq(clock_elapsed_us(clocks, 7, from), 0);
	clock_set_speed(clocks, 8, 5, 60);
	ck_assert_int_ge(clock_elapsed_us(clocks, 8, from), 60000000);
	ck_assert_int_eq(clock_elapsed_us(clocks, 8, INT64_MIN / 2), INT64_MAX);
	ck_assert_int_ge(clock_elapsed_us(clocks, 9, from), 1000000);
}
END_TEST

START_TEST(threads_may_set_clocks_at_the_same_time)
{
	pthread_t threads[4];
	int64_t accounts[4] = { 1, 2, 3, 4 };

	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, use_clock, &accounts[i]), 0);
	for (int i = 0; i < 4; i++) {
		void *wrong = NULL;
		ck_assert_int_eq(pthread_join(threads[i], &wrong), 0);
		ck_assert_msg(wrong == NULL, "account %d saw another time", i + 1);
	}
}
END_TEST

START_TEST(monotonic_time_goes_forward)
{
	int64_t last = clock_monotonic_us();

	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_monotonic_us();
		ck_assert_int_ge(now, last);
		last = now;
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("clock");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_new_clock_is_the_machines);
	tcase_add_test(cases, a_frozen_clock_stands);
	tcase_add_test(cases, an_offset_clock_runs);
	tcase_add_test(cases, an_account_has_a_clock_of_its_own);
	tcase_add_test(cases, advancing_keeps_what_stands_standing);
	tcase_add_test(cases, advancing_an_account_starts_from_the_global_clock);
	tcase_add_test(cases, advancing_stops_at_the_year_9999);
	tcase_add_test(cases, no_setting_leaves_the_calendar);
	tcase_add_test(cases, resetting_forgets_one_or_all);
	tcase_add_test(cases, a_speed_multiplies_what_passes);
	tcase_add_test(cases, two_runs_are_one_run_of_their_sum);
	tcase_add_test(cases, a_fast_clock_runs_from_its_instant);
	tcase_add_test(cases, an_account_inherits_the_speed_and_keeps_its_own);
	tcase_add_test(cases, every_clock_tells_its_speed);
	tcase_add_test(cases, what_takes_time_takes_it_at_the_pace_of_the_clock);
	tcase_add_test(cases, threads_may_set_clocks_at_the_same_time);
	tcase_add_test(cases, monotonic_time_goes_forward);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
