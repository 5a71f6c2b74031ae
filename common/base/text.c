/* Small questions about text, locale-free. */
#include "base/text.h"

#include <string.h>
#include <strings.h>

struct view view_of(const char *s)
{
	return (struct view){ s, strlen(s) };
}

bool view_is(struct view v, const char *s)
{
	return v.n == strlen(s) && (v.n == 0 || memcmp(v.p, s, v.n) == 0);
}

bool view_starts(struct view v, const char *prefix)
{
	size_t n = strlen(prefix);

	return v.n >= n && (n == 0 || memcmp(v.p, prefix, n) == 0);
}

struct view view_split(struct view *rest, char sep)
{
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	struct view part = *rest;

	if (!at) {
		*rest = (struct view){ NULL, 0 };
		return part;
	}
	part.n = (size_t)(at - rest->p);
	rest->n -= part.n + 1;
	rest->p = at + 1;
	return part;
}

struct view view_trim(struct view v)
{
	while (v.n > 0 && (*v.p == ' ' || *v.p == '\t'))
		v.p++, v.n--;
	while (v.n > 0 && (v.p[v.n - 1] == ' ' || v.p[v.n - 1] == '\t'))
		v.n--;
	return v;
}

bool text_int(struct view v, int64_t *out)
{
	bool negative = v.n > 0 && v.p[0] == '-';
	int64_t value = 0;

	if (negative)
		v.p++, v.n--;
	if (v.n == 0)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
		/* Counting down holds INT64_MIN as well. */
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, v.p[i] - '0', &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*out = negative ? value : -value;
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t text_distance(struct view a, struct view b)
{
	size_t row[TEXT_MAX_COMPARED + 1]; /* of the letters of `a` so far to each start of `b` */

	if (a.n > TEXT_MAX_COMPARED || b.n > TEXT_MAX_COMPARED)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t replaced = diagonal + (a.p[i - 1] != b.p[j - 1]);
			diagonal = row[j];
			row[j] = least(least(row[j - 1], row[j]) + 1, replaced);
		}
	}
	return row[b.n];
}

bool text_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

char *text_lower(char *s)
{
	for (char *p = s; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return s;
}

bool text_same_nocase(struct view a, const char *b)
{
	return a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0;
}

bool text_is_hex(struct view v, size_t len)
{
	if (v.n != len)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		char c = v.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			return false;
	}
	return true;
}
