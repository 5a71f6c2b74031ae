/* Clocks that run, also fast, stand or are set off, per account; and dates against the C library's
 * calendar. */
#include "base/clock.h"
#include "base/date.h"
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

START_TEST(every_day_is_that_of_the_library)
{
	for (int64_t day = 0; day <= last_ms / 1000 / DATE_DAY_SECONDS; day++) {
		int64_t seconds = day * DATE_DAY_SECONDS + day * 7919 % DATE_DAY_SECONDS, back = -1;
		time_t t = (time_t)seconds;
		struct tm tm = { 0 };
		struct date d = date_at(seconds);
		bool same = gmtime_r(&t, &tm) && d.year == tm.tm_year + 1900 &&
			    d.month == tm.tm_mon + 1 && d.day == tm.tm_mday &&
			    d.hour == tm.tm_hour && d.minute == tm.tm_min &&
			    d.second == tm.tm_sec && date_seconds(&d, &back) && back == seconds;
		if (!same)
			ck_abort_msg("%jd is %jd-%d-%d", (intmax_t)seconds, (intmax_t)d.year,
				d.month, d.day);
	}
}
END_TEST

/* Both writers against gmtime_r() and strftime(), and back. */
static void check_against_library(int64_t ms)
{
	char iso[40], http[40];
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
	size_t n = strftime(iso, sizeof(iso), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(iso + n, sizeof(iso) - n, ".%03dZ", (int)(ms % 1000));
	ck_assert_uint_gt(strftime(http, sizeof(http), "%a, %d %b %Y %H:%M:%S GMT", &tm), 0);
	ck_assert_str_eq(clock_iso(arena, ms), iso);
	ck_assert_str_eq(clock_http_date(arena, ms), http);

	int64_t back = -1;
	ck_assert_msg(clock_parse(view_of(iso), &back) && back == ms, "%s", iso);
	ck_assert_msg(clock_parse_http(http, &back) && back == ms / 1000 * 1000, "%s", http);
}

START_TEST(dates_are_written_as_the_library_does_and_read_back)
{
	int64_t day_ms = DATE_DAY_SECONDS * INT64_C(1000);

	for (int64_t day = 0; day <= last_ms / day_ms; day += 97)
		check_against_library(day * day_ms + day * 12345677 % day_ms);
	check_against_library(0);
	check_against_library(last_ms);
}
END_TEST

START_TEST(instants_outside_the_calendar_are_moved_inside)
{
	ck_assert_str_eq(clock_iso(arena, -1), "1970-01-01T00:00:00.000Z");
	ck_assert_str_eq(clock_iso(arena, INT64_MIN), "1970-01-01T00:00:00.000Z");
	ck_assert_str_eq(clock_iso(arena, INT64_MAX), "9999-12-31T23:59:59.999Z");
	ck_assert_str_eq(clock_http_date(arena, INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
}
END_TEST

struct date_row {
	const char *text;
	int64_t ms; /* -1: refused */
};

/* clang-format off */
static const struct date_row iso_rows[] = {
	{ "1970-01-01", 0 },
	{ "2026-01-02", 1767312000000 },
	{ "2026-01-02T03:04:05Z", 1767323045000 },
	{ "2026-01-02T03:04:05.6Z", 1767323045600 },
	{ "2026-01-02T03:04:05.678Z", 1767323045678 },
	{ "2026-01-02T03:04:05.678999999Z", 1767323045678 },
	{ "2026-01-02T03:04:05+01:00", 1767319445000 },
	{ "2026-01-02T03:04:05.678-05:30", 1767342845678 },
	{ "2024-02-29", 1709164800000 },
	{ "2000-02-29", 951782400000 },
	{ "9999-12-31T23:59:59.999Z", 253402300799999 },
	{ "1970-01-01T01:00:00+01:00", 0 },
	{ "0", 0 },
	{ "1700000000", 1700000000000 },
	{ "253402300799", 253402300799000 },
	{ "2026", 2026000 },
	{ "253402300800", -1 },
	{ "99999999999999999999", -1 },
	{ "-1", -1 },
	{ "-0", -1 },
	{ "", -1 },
	{ "now", -1 },
	{ "1700000000.5", -1 },
	{ "1700000000 ", -1 },
	{ "1969-12-31", -1 },
	{ "1970-01-01T00:59:59+01:00", -1 },
	{ "9999-12-31T23:59:59-00:01", -1 },
	{ "2023-02-29", -1 },
	{ "2100-02-29", -1 },
	{ "2026-00-01", -1 },
	{ "2026-13-01", -1 },
	{ "2026-01-00", -1 },
	{ "2026-04-31", -1 },
	{ "2026-1-2", -1 },
	{ "2026-01-02T", -1 },
	{ "2026-01-02T03:04Z", -1 },
	{ "2026-01-02T03:04:05", -1 },
	{ "2026-01-02 03:04:05Z", -1 },
	{ "2026-01-02T24:00:00Z", -1 },
	{ "2026-01-02T23:60:00Z", -1 },
	{ "2026-01-02T23:59:60Z", -1 },
	{ "2026-01-02T03:04:05.Z", -1 },
	{ "2026-01-02T03:04:05.1234567890Z", -1 },
	{ "2026-01-02T03:04:05+0100", -1 },
	{ "2026-01-02T03:04:05+24:00", -1 },
	{ "2026-01-02T03:04:05+01:60", -1 },
	{ "2026-01-02T03:04:05ZZ", -1 },
	{ "2026-01-02Z", -1 },
	{ "02026-01-02", -1 },
};

static const struct date_row http_rows[] = {
	{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777000 },
	{ "Sunday, 06-Nov-94 08:49:37 GMT", 784111777000 },
	{ "Sun Nov  6 08:49:37 1994", 784111777000 },
	{ "Thu Nov 16 08:49:37 1995", 816511777000 },
	{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799000 },
	{ "", -1 },
	{ "Sun, 06 Nov 1994 08:49:37", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 UTC", -1 },
	{ "Sun, 06 Nov 1994 08:49:37 GMT ", -1 },
	{ "Sun, 6 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 31 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 nov 1994 08:49:37 GMT", -1 },
	{ "Xxx, 06 Nov 1994 08:49:37 GMT", -1 },
	{ "06 Nov 1994 08:49:37 GMT", -1 },
	{ "Sun, 06 Nov 1969 08:49:37 GMT", -1 },
	{ "Sun, 06-Nov-94 08:49:37 GMT", -1 },
	{ "Sun Nov 6 08:49:37 1994", -1 },
	{ "Sun Nov  6 08:49:37 1994 GMT", -1 },
	{ "784111777", -1 },
	{ "1994-11-06T08:49:37Z", -1 },
};
/* clang-format on */

static void check_date(const struct date_row *row, bool ok, int64_t ms)
{
	ck_assert_msg(ok == (row->ms >= 0), "'%s' is %staken", row->text, ok ? "" : "not ");
	ck_assert_msg(!ok || ms == row->ms, "'%s' is %jd", row->text, (intmax_t)ms);
}

START_TEST(iso_dates_are_strict)
{
	int64_t ms = 0;
	bool ok = clock_parse(view_of(iso_rows[_i].text), &ms);

	check_date(&iso_rows[_i], ok, ms);
}
END_TEST

START_TEST(http_dates_have_three_forms)
{
	int64_t ms = 0;
	bool ok = clock_parse_http(http_rows[_i].text, &ms);

	check_date(&http_rows[_i], ok, ms);
}
END_TEST

/* Two digits of a year mean the one that is at most 50 years ahead. */
START_TEST(short_years_are_near)
{
	int64_t this_year = date_at(machine() / 1000).year;

	for (int64_t year = this_year - 49 > 1970 ? this_year - 49 : 1970; year <= this_year + 50;
		year++) {
		char text[40];
		int64_t ms = 0;
		(void)snprintf(
			text, sizeof(text), "Monday, 01-Jan-%02d 00:00:00 GMT", (int)(year % 100));
		ck_assert_msg(clock_parse_http(text, &ms), "%s", text);
		ck_assert_msg(
			date_at(ms / 1000).year == year, "%s is not of %jd", text, (intmax_t)year);
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
	tcase_add_test(cases, every_day_is_that_of_the_library);
	tcase_add_test(cases, dates_are_written_as_the_library_does_and_read_back);
	tcase_add_test(cases, instants_outside_the_calendar_are_moved_inside);
	tcase_add_loop_test(cases, iso_dates_are_strict, 0, (int)ARRAY_LEN(iso_rows));
	tcase_add_loop_test(cases, http_dates_have_three_forms, 0, (int)ARRAY_LEN(http_rows));
	tcase_add_test(cases, short_years_are_near);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
