/* Dates against the C library's calendar, and as text. */
#include "base/clock.h"
#include "base/date.h"
#include "base/date_text.h"
#include "tests/support/check_main.h"
#include "tests/support/own_arena.h"

#include <stdio.h>
#include <time.h>

START_TEST(every_day_is_that_of_the_library)
{
	for (int64_t day = 0; day <= DATE_LAST_MS / 1000 / DATE_DAY_SECONDS; day++) {
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
	ck_assert_str_eq(date_text_iso(arena, ms), iso);
	ck_assert_str_eq(date_text_http(arena, ms), http);

	int64_t back = -1;
	ck_assert_msg(date_text_parse(view_of(iso), &back) && back == ms, "%s", iso);
	ck_assert_msg(date_text_parse_http(http, &back) && back == ms / 1000 * 1000, "%s", http);
}

START_TEST(dates_are_written_as_the_library_does_and_read_back)
{
	int64_t day_ms = DATE_DAY_SECONDS * INT64_C(1000);

	for (int64_t day = 0; day <= DATE_LAST_MS / day_ms; day += 97)
		check_against_library(day * day_ms + day * 12345677 % day_ms);
	check_against_library(0);
	check_against_library(DATE_LAST_MS);
}
END_TEST

START_TEST(instants_outside_the_calendar_are_moved_inside)
{
	ck_assert_str_eq(date_text_iso(arena, -1), "1970-01-01T00:00:00.000Z");
	ck_assert_str_eq(date_text_iso(arena, INT64_MIN), "1970-01-01T00:00:00.000Z");
	ck_assert_str_eq(date_text_iso(arena, INT64_MAX), "9999-12-31T23:59:59.999Z");
	ck_assert_str_eq(date_text_http(arena, INT64_MAX), "Fri, 31 Dec 9999 23:59:59 GMT");
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
	bool ok = date_text_parse(view_of(iso_rows[_i].text), &ms);

	check_date(&iso_rows[_i], ok, ms);
}
END_TEST

START_TEST(http_dates_have_three_forms)
{
	int64_t ms = 0;
	bool ok = date_text_parse_http(http_rows[_i].text, &ms);

	check_date(&http_rows[_i], ok, ms);
}
END_TEST

/* Two digits of a year mean the one that is at most 50 years ahead. */
START_TEST(short_years_are_near)
{
	int64_t this_year = date_at(clock_machine_ms() / 1000).year;

	for (int64_t year = this_year - 49 > 1970 ? this_year - 49 : 1970; year <= this_year + 50;
		year++) {
		char text[40];
		int64_t ms = 0;
		(void)snprintf(
			text, sizeof(text), "Monday, 01-Jan-%02d 00:00:00 GMT", (int)(year % 100));
		ck_assert_msg(date_text_parse_http(text, &ms), "%s", text);
		ck_assert_msg(
			date_at(ms / 1000).year == year, "%s is not of %jd", text, (intmax_t)year);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("date_text");

	tcase_add_checked_fixture(cases, open_arena, close_arena);
	tcase_add_test(cases, every_day_is_that_of_the_library);
	tcase_add_test(cases, dates_are_written_as_the_library_does_and_read_back);
	tcase_add_test(cases, instants_outside_the_calendar_are_moved_inside);
	tcase_add_loop_test(cases, iso_dates_are_strict, 0, (int)ARRAY_LEN(iso_rows));
	tcase_add_loop_test(cases, http_dates_have_three_forms, 0, (int)ARRAY_LEN(http_rows));
	tcase_add_test(cases, short_years_are_near);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
