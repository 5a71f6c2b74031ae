/* Byte ranges: one of them is honoured, anything else means the whole. */
#include "http/range.h"

#include "base/text.h"

/* Digits alone; a number too big for 64 bits is as good as the biggest: past every end. */
static bool digits(struct view v, int64_t *out)
{
	int64_t n = 0;

	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, v.p[i] - '0', &n))
			n = INT64_MAX;
	}
	*out = n;
	return v.n > 0;
}

/* The only element of the list that is not empty; false when there is none, or another. */
static bool only_element(struct view list, struct view *out)
{
	out->n = 0;
	while (list.p) {
		struct view element = view_trim(view_split(&list, ','));
		if (element.n > 0 && out->n > 0)
			return false;
		if (element.n > 0)
			*out = element;
	}
	return out->n > 0;
}

/* `-n`: the last n bytes. */
static enum range_kind suffix(struct view v, int64_t size, int64_t *first, int64_t *last)
{
	int64_t n;

	if (!digits(v, &n))
		return RANGE_WHOLE;
	if (n == 0)
		return RANGE_UNSATISFIABLE;
	if (size == 0)
		return RANGE_WHOLE;
	*first = n < size ? size - n : 0;
	*last = size - 1;
	return RANGE_PART;
}

static enum range_kind from_to(struct view v, int64_t size, int64_t *first, int64_t *last)
{
	struct view from = view_split(&v, '-');
	int64_t start, end = INT64_MAX;

	if (!v.p || !digits(from, &start) || (v.n > 0 && !digits(v, &end)) || end < start)
		return RANGE_WHOLE;
	if (start >= size)
		return RANGE_UNSATISFIABLE;
	*first = start;
	*last = end < size ? end : size - 1;
	return RANGE_PART;
}

enum range_kind range_parse(const char *header, int64_t size, int64_t *first, int64_t *last)
{
	struct view list = view_of(header ? header : "");
	struct view unit = view_trim(view_split(&list, '='));
	struct view range;

	if (size < 0 || !text_same_nocase(unit, "bytes") || !only_element(list, &range))
		return RANGE_WHOLE;
	if (range.p[0] != '-')
		return from_to(range, size, first, last);
	range.p++;
	range.n--;
	return suffix(range, size, first, last);
}
