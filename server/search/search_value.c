/* Numbers, sizes, dates, places and words. */
#include "search/search_value.h"

#include "base/date.h"
#include "base/utf8.h"
#include "model/field_rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NUMBER = 400 }; /* characters */

static void cut(struct view *v, size_t n)
{
	v->p += n;
	v->n -= n;
}

static bool take(struct view *v, char c)
{
	if (v->n == 0 || *v->p != c)
		return false;
	cut(v, 1);
	return true;
}

static bool take_digits(struct view *v)
{
	size_t n = 0;

	while (n < v->n && v->p[n] >= '0' && v->p[n] <= '9')
		n++;
	cut(v, n);
	return n > 0;
}

static bool take_exponent(struct view *v)
{
	struct view rest = *v;

	if (!take(&rest, 'e') && !take(&rest, 'E'))
		return false;
	if (!take(&rest, '-'))
		(void)take(&rest, '+');
	if (!take_digits(&rest))
		return false;
	*v = rest;
	return true;
}

/* strtod() alone would take "inf", hexadecimals and blanks. */
static bool take_number(struct view *v, double *out)
{
	struct view rest = *v;
	char copy[MAX_NUMBER + 1];

	(void)take(&rest, '-');
	if (!take_digits(&rest) || (take(&rest, '.') && !take_digits(&rest)))
		return false;
	(void)take_exponent(&rest);
	size_t n = v->n - rest.n;
	if (n > MAX_NUMBER)
		return false;
	memcpy(copy, v->p, n);
	copy[n] = '\0';
	*out = strtod(copy, NULL);
	*v = rest;
	return isfinite(*out);
}

bool search_value_number(struct view v, double *out)
{
	return take_number(&v, out) && v.n == 0;
}

bool search_value_size(struct view v, double *bytes)
{
	static const char *const units[] = { "", "kb", "mb", "gb" };

	if (!take_number(&v, bytes))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!text_same_nocase(v, units[i]))
			continue;
		*bytes = floor(ldexp(*bytes, 10 * (int)i));
		return isfinite(*bytes);
	}
	return false;
}

/* Dates. The calendar repeats every 400 years, which is how years before 1970 are reached. */

static const int64_t earliest_ms = INT64_C(-62167219200000); /* the beginning of the year 0 */

static int64_t months_before(int64_t now_ms, int64_t months)
{
	struct date d = date_at(now_ms / 1000);
	int64_t month = d.year * 12 + d.month - 1 - months;
	int64_t seconds = 0;

	if (month < 0)
		return earliest_ms;
	int64_t eras = month < INT64_C(1970) * 12 ? 5 : 0;
	d.year = month / 12 + eras * 400;
	d.month = (int)(month % 12) + 1;
	while (!date_seconds(&d, &seconds))
		d.day--;
	return (seconds - eras * 146097 * DATE_DAY_SECONDS) * 1000 + now_ms % 1000;
}

static bool read_relative(struct view v, int64_t now_ms, int64_t *ms)
{
	static const struct {
		char letter;
		int64_t hours, months;
	} units[] = { { 'h', 1, 0 }, { 'd', 24, 0 }, { 'w', 168, 0 }, { 'm', 0, 1 },
		{ 'y', 0, 12 } };
	const int64_t hour_ms = 3600000,
		      most = 100000000; /* hours: more than the year 9999 holds */
	int64_t count;

	if (v.n < 2 || *v.p == '-' || !text_int((struct view){ v.p, v.n - 1 }, &count))
		return false;
	count = count < most ? count : most;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (units[i].letter != v.p[v.n - 1])
			continue;
		*ms = units[i].months ? months_before(now_ms, count * units[i].months)
				      : now_ms - count * units[i].hours * hour_ms;
		if (*ms < earliest_ms)
			*ms = earliest_ms;
		return true;
	}
	return false;
}

bool search_value_date(struct arena *a, const char *text, int64_t now_ms, int64_t *ms)
{
	return read_relative(view_of(text), now_ms, ms) || field_rules_date(a, text, ms);
}

/* Places */

static void skip_blanks(struct view *v)
{
	while (v->n > 0 && (*v->p == ' ' || *v->p == '\t'))
		cut(v, 1);
}

static bool take_degrees(struct view *v, double limit, double *out)
{
	skip_blanks(v);
	return take_number(v, out) && *out >= -limit && *out <= limit;
}

static bool take_point(struct view *v, struct search_point *out)
{
	if (!take_degrees(v, 90, &out->latitude))
		return false;
	skip_blanks(v);
	return take(v, ',') && take_degrees(v, 180, &out->longitude);
}

/* ` 5km`: the blank is needed, else the digits would belong to the longitude. */
static bool take_radius(struct view *v, double *out)
{
	size_t before = v->n;

	skip_blanks(v);
	if (v->n == before || !take_number(v, out) || *out < 0)
		return false;
	skip_blanks(v);
	return view_is(view_trim(*v), "km");
}

bool search_value_place(struct arena *a, const char *text, struct search_place *out)
{
	struct view rest = view_of(text);
	size_t most = 1;

	for (const char *p = text; *p; p++)
		most += *p == '|';
	if (most > SEARCH_VALUE_MAX_POINTS)
		return false;
	*out = (struct search_place){ .points = arena_alloc(a, most * sizeof(*out->points)) };
	if (most == 1) {
		out->count = 1;
		return take_point(&rest, out->points) && take_radius(&rest, &out->radius_km);
	}
	while (rest.p) {
		struct view part = view_split(&rest, '|');
		if (!take_point(&part, &out->points[out->count++]) || view_trim(part).n > 0)
			return false;
	}
	return true;
}

/* Words */

/* The length of the run at p that is of word characters, or of others. */
static size_t run(const char *p, size_t n, bool of_words)
{
	uint32_t code;
	size_t at = 0;

	while (at < n) {
		size_t len = utf8_decode(p + at, n - at, &code);
		if ((len > 0 && utf8_is_name_char(code)) != of_words)
			break;
		at += len > 0 ? len : 1;
	}
	return at;
}

size_t search_value_words(struct arena *a, const char *text, const char ***out)
{
	size_t n = strlen(text), count = 0;

	/* A word and what parts it from the next are two bytes at least. */
	*out = arena_alloc(a, (n / 2 + 1) * sizeof(**out));
	for (size_t at = run(text, n, false); at < n; at += run(text + at, n - at, false)) {
		size_t len = run(text + at, n - at, true);
		(*out)[count++] = arena_strndup(a, text + at, len);
		at += len;
	}
	return count;
}
