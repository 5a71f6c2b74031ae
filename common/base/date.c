/* Calendar arithmetic. It is not left to the C library, which takes a lock for each conversion:
 * a list of files needs thousands. */
#include "base/date.h"

int64_t date_clamp(int64_t ms)
{
	if (ms < 0)
		return 0;
	return ms > DATE_LAST_MS ? DATE_LAST_MS : ms;
}

/* Days since 1970 of a date of the Gregorian calendar. Years are counted from March, so that the
 * leap day is the last one of its year. */
static int64_t days_of(int64_t year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t since_march = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return y * 365 + y / 4 - y / 100 + y / 400 + since_march - 719468;
}

struct date date_at(int64_t seconds)
{
	int64_t days = seconds / DATE_DAY_SECONDS + 719468;
	int rest = (int)(seconds % DATE_DAY_SECONDS);
	int64_t era = days / 146097; /* of 400 years */
	int64_t in_era = days % 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int in_year = (int)(in_era - (365 * year + year / 4 - year / 100));
	int month = (5 * in_year + 2) / 153; /* from March */

	return (struct date){
		.year = era * 400 + year + (month >= 10 ? 1 : 0),
		.month = (month + 2) % 12 + 1,
		.day = in_year - (153 * month + 2) / 5 + 1,
		.hour = rest / 3600,
		.minute = rest / 60 % 60,
		.second = rest % 60,
	};
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_seconds(const struct date *d, int64_t *seconds)
{
	static const int month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (d->year < 1970 || d->year > 9999 || d->month < 1 || d->month > 12)
		return false;
	int last = month_days[d->month - 1] + (d->month == 2 && is_leap(d->year) ? 1 : 0);
	if (d->day < 1 || d->day > last || d->hour > 23 || d->minute > 59 || d->second > 59)
		return false;
	int of_day = (d->hour * 60 + d->minute) * 60 + d->second;
	*seconds = days_of(d->year, d->month, d->day) * DATE_DAY_SECONDS + of_day;
	return true;
}
