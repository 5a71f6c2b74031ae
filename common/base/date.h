/* The Gregorian calendar in UTC, years 1970 to 9999. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/base.h"

enum { DATE_DAY_SECONDS = 24 * 60 * 60 };
#define DATE_LAST_MS INT64_C(253402300799999) /* the end of the year 9999 */

/* The nearest instant in those years, in milliseconds since 1970. */
int64_t date_clamp(int64_t ms);

struct date {
	int64_t year;
	int month, day, hour, minute, second; /* month from 1 */
};

/* The date of an instant, in seconds since 1970; not negative. */
struct date date_at(int64_t seconds);

/* The instant of a date. False when there is no such day or time, or not in the years above. */
bool date_seconds(const struct date *d, int64_t *seconds);

#endif
