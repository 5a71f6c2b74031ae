/* One pattern language for the three notations: each letter of a pattern is a digit of that part. */
#include "embedded/embedded_date.h"

#include "base/date.h"

#include <inttypes.h>
#include <string.h>

/* The calendar repeats after so many years, and base/date.h knows none before 1970. */
enum { CYCLE_YEARS = 400, FIRST_YEAR = 1570, LAST_YEAR = 9500 };
enum { MINUTE_SECONDS = 60, HOUR_SECONDS = 3600 };

struct parts {
	int64_t year;
	int month, day, hour, minute, second, millisecond;
	int offset; /* seconds east of UTC */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* `n` digits; NULL when they are not there. */
static const char *take(const char *p, int n, int *out)
{
	*out = 0;
	for (; p && n > 0; n--, p++) {
		if (!is_digit(*p))
			return NULL;
		*out = *out * 10 + (*p - '0');
	}
	return p;
}

static const char *take_char(const char *p, char c)
{
	return p && *p == c ? p + 1 : NULL;
}

static const char *format(struct arena *a, const struct parts *p)
{
	struct date d = { p->year + CYCLE_YEARS, p->month, p->day, p->hour, p->minute, p->second };
	int64_t seconds;

	if (p->year < FIRST_YEAR || p->year > LAST_YEAR || !date_seconds(&d, &seconds))
		return NULL;
	d = date_at(seconds - p->offset);
	return arena_printf(a, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d.%03dZ", d.year - CYCLE_YEARS,
		d.month, d.day, d.hour, d.minute, d.second, p->millisecond);
}

static const char *take_date(const char *p, char separator, struct parts *out)
{
	int year;

	p = take(p, 4, &year);
	out->year = year;
	p = take(take_char(p, separator), 2, &out->month);
	return take(take_char(p, separator), 2, &out->day);
}

const char *embedded_date_of_exif(struct arena *a, const char *text)
{
	struct parts parts = { 0 };
	const char *p = take_date(text, ':', &parts);

	p = take(take_char(p, ' '), 2, &parts.hour);
	p = take(take_char(p, ':'), 2, &parts.minute);
	p = take(take_char(p, ':'), 2, &parts.second);
	return p ? format(a, &parts) : NULL;
}

/* "", "Z", "+hh:mm" or "+hhmm". */
static bool take_zone(const char *p, int *offset)
{
	int hours, minutes;

	*offset = 0;
	if (*p == '\0' || strcmp(p, "Z") == 0)
		return true;
	int sign = *p == '-' ? -1 : 1;
	if (*p != '-' && *p != '+')
		return false;
	p = take(p + 1, 2, &hours);
	if (p && *p == ':')
		p++;
	p = take(p, 2, &minutes);
	*offset = sign * (hours * HOUR_SECONDS + minutes * MINUTE_SECONDS);
	return p && *p == '\0' && hours < 24 && minutes < 60;
}

/* Digits after the point, to the millisecond. */
static const char *take_fraction(const char *p, int *millisecond)
{
	int scale = 100;

	for (; is_digit(*p); p++, scale /= 10)
		*millisecond += (*p - '0') * scale;
	return p;
}

static const char *take_time(const char *p, struct parts *out)
{
	p = take(p, 2, &out->hour);
	p = take(take_char(p, ':'), 2, &out->minute);
	if (!p || *p != ':')
		return p;
	p = take(p + 1, 2, &out->second);
	return p && *p == '.' ? take_fraction(p + 1, &out->millisecond) : p;
}

const char *embedded_date_of_xmp(struct arena *a, const char *text)
{
	struct parts parts = { .day = 1 };
	int year;

	const char *p = take(text, 4, &year);
	parts.year = year;
	p = take(take_char(p, '-'), 2, &parts.month);
	if (p && *p == '-')
		p = take(p + 1, 2, &parts.day);
	if (p && *p == 'T')
		p = take_time(p + 1, &parts);
	if (!p || !take_zone(p, &parts.offset))
		return NULL;
	return format(a, &parts);
}

const char *embedded_date_of_iptc(struct arena *a, const char *date, const char *time)
{
	struct parts parts = { 0 };
	int year;

	const char *p = take(date, 4, &year);
	parts.year = year;
	p = take(take(p, 2, &parts.month), 2, &parts.day);
	if (!p || *p != '\0')
		return NULL;
	if (time) {
		p = take(take(take(time, 2, &parts.hour), 2, &parts.minute), 2, &parts.second);
		if (!p || !take_zone(p, &parts.offset))
			return NULL;
	}
	return format(a, &parts);
}
