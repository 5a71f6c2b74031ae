/* ISO 8601 as the service writes it, and the three forms of HTTP. Strict: every character has its place. */
#include "base/date_text.h"

#include "base/clock.h"
#include "base/date.h"

#include <string.h>

static const char month_names[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
	"Sep", "Oct", "Nov", "Dec" };
static const char *const day_names[7] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
	"Friday", "Saturday" };

static void put_digits(char *out, int64_t value, int count)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

void date_text_write_iso(int64_t ms, char out[DATE_TEXT_ISO_SIZE])
{
	int64_t instant = date_clamp(ms);
	struct date d = date_at(instant / 1000);

	memcpy(out, "0000-00-00T00:00:00.000Z", DATE_TEXT_ISO_SIZE);
	put_digits(out, d.year, 4);
	put_digits(out + 5, d.month, 2);
	put_digits(out + 8, d.day, 2);
	put_digits(out + 11, d.hour, 2);
	put_digits(out + 14, d.minute, 2);
	put_digits(out + 17, d.second, 2);
	put_digits(out + 20, instant % 1000, 3);
}

const char *date_text_iso(struct arena *a, int64_t ms)
{
	char *text = arena_alloc(a, DATE_TEXT_ISO_SIZE);

	date_text_write_iso(ms, text);
	return text;
}

const char *date_text_http(struct arena *a, int64_t ms)
{
	int64_t seconds = date_clamp(ms) / 1000;
	struct date d = date_at(seconds);
	const char *day_name = day_names[(seconds / DATE_DAY_SECONDS + 4) % 7];

	return arena_printf(a, "%.3s, %02d %s %04d %02d:%02d:%02d GMT", day_name, d.day,
		month_names[d.month - 1], (int)d.year, d.hour, d.minute, d.second);
}

/* Reads exactly `count` digits off the front of v. */
static bool take_digits(struct view *v, int count, int *out)
{
	int value = 0;

	if (v->n < (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		if (v->p[i] < '0' || v->p[i] > '9')
			return false;
		value = value * 10 + (v->p[i] - '0');
	}
	v->p += count;
	v->n -= (size_t)count;
	*out = value;
	return true;
}

static bool take(struct view *v, const char *s)
{
	if (!view_starts(*v, s))
		return false;
	v->p += strlen(s);
	v->n -= strlen(s);
	return true;
}

static bool take_year(struct view *v, struct date *d)
{
	int year;

	if (!take_digits(v, 4, &year))
		return false;
	d->year = year;
	return true;
}

static bool take_time(struct view *v, struct date *d)
{
	return take_digits(v, 2, &d->hour) && take(v, ":") && take_digits(v, 2, &d->minute) &&
	       take(v, ":") && take_digits(v, 2, &d->second);
}

/* `.` and one to nine digits, of which three count. Nothing there is zero milliseconds. */
static bool take_fraction(struct view *v, int *ms)
{
	int digits = 0, digit;

	*ms = 0;
	if (!take(v, "."))
		return true;
	for (int weight = 100; take_digits(v, 1, &digit); weight /= 10, digits++)
		*ms += digit * weight;
	return digits >= 1 && digits <= 9;
}

/* `Z`, `+01:00` or `-01:00`, in seconds east of Greenwich. */
static bool take_zone(struct view *v, int *east)
{
	int hours, minutes;

	*east = 0;
	if (take(v, "Z"))
		return true;
	int sign = take(v, "+") ? 1 : take(v, "-") ? -1 : 0;
	if (sign == 0 || !take_digits(v, 2, &hours) || !take(v, ":") ||
		!take_digits(v, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*east = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool parse_iso(struct view v, int64_t *ms)
{
	struct date d = { 0 };
	int64_t seconds;
	int fraction = 0, east = 0;

	if (!take_year(&v, &d) || !take(&v, "-") || !take_digits(&v, 2, &d.month) ||
		!take(&v, "-") || !take_digits(&v, 2, &d.day))
		return false;
	if (v.n > 0 && !(take(&v, "T") && take_time(&v, &d) && take_fraction(&v, &fraction) &&
			       take_zone(&v, &east)))
		return false;
	if (v.n > 0 || !date_seconds(&d, &seconds))
		return false;
	int64_t instant = (seconds - east) * 1000 + fraction;
	if (instant != date_clamp(instant))
		return false;
	*ms = instant;
	return true;
}

bool date_text_parse(struct view v, int64_t *ms)
{
	int64_t seconds;

	if (v.n == 0 || v.p[0] == '-')
		return false;
	if (!text_int(v, &seconds))
		return parse_iso(v, ms);
	if (seconds > DATE_LAST_MS / 1000)
		return false;
	*ms = seconds * 1000;
	return true;
}

static bool take_month(struct view *v, struct date *d)
{
	for (int i = 0; i < 12; i++)
		if (take(v, month_names[i])) {
			d->month = i + 1;
			return true;
		}
	return false;
}

/* The name of a day, whole or its first three letters. Whether it is the right one is not asked. */
static bool take_day_name(struct view *v, bool whole)
{
	for (size_t i = 0; i < ARRAY_LEN(day_names); i++) {
		char name[4];
		memcpy(name, day_names[i], 3);
		name[3] = '\0';
		if (take(v, whole ? day_names[i] : name))
			return true;
	}
	return false;
}

/* `Sun, 06 Nov 1994 08:49:37 GMT` */
static bool parse_fixdate(struct view v, struct date *d)
{
	return take_day_name(&v, false) && take(&v, ", ") && take_digits(&v, 2, &d->day) &&
	       take(&v, " ") && take_month(&v, d) && take(&v, " ") && take_year(&v, d) &&
	       take(&v, " ") && take_time(&v, d) && view_is(v, " GMT");
}

/* `Sunday, 06-Nov-94 08:49:37 GMT`: a year more than 50 years ahead is of the century before. */
static bool parse_rfc850(struct view v, struct date *d)
{
	int year;

	if (!take_day_name(&v, true) || !take(&v, ", ") || !take_digits(&v, 2, &d->day) ||
		!take(&v, "-") || !take_month(&v, d) || !take(&v, "-") ||
		!take_digits(&v, 2, &year) || !take(&v, " ") || !take_time(&v, d))
		return false;
	int64_t this_year = date_at(clock_machine_ms() / 1000).year;
	d->year = this_year / 100 * 100 + year;
	if (d->year > this_year + 50)
		d->year -= 100;
	return view_is(v, " GMT");
}

/* `Sun Nov  6 08:49:37 1994` */
static bool parse_asctime(struct view v, struct date *d)
{
	if (!take_day_name(&v, false) || !take(&v, " ") || !take_month(&v, d) || !take(&v, " "))
		return false;
	if (!(take(&v, " ") ? take_digits(&v, 1, &d->day) : take_digits(&v, 2, &d->day)))
		return false;
	return take(&v, " ") && take_time(&v, d) && take(&v, " ") && take_year(&v, d) && v.n == 0;
}

bool date_text_parse_http(const char *s, int64_t *ms)
{
	struct date d = { 0 };
	struct view v = view_of(s);
	int64_t seconds;

	if (!parse_fixdate(v, &d) && !parse_rfc850(v, &d) && !parse_asctime(v, &d))
		return false;
	if (!date_seconds(&d, &seconds))
		return false;
	*ms = seconds * 1000;
	return true;
}
