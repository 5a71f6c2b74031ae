/* The Range header against sizes: what is honoured, what is ignored, what is out of reach. */
#include "http/range.h"
#include "tests/support/check_main.h"

#include <stdio.h>

struct row {
	const char *header;
	int64_t size;
	enum range_kind kind;
	int64_t first, last;
};

/* clang-format off */
static const struct row rows[] = {
	{ NULL, 100, RANGE_WHOLE, 0, 0 },
	{ "", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=0-0", 100, RANGE_PART, 0, 0 },
	{ "bytes=0-99", 100, RANGE_PART, 0, 99 },
	{ "bytes=10-19", 100, RANGE_PART, 10, 19 },
	{ "bytes=0-", 100, RANGE_PART, 0, 99 },
	{ "bytes=99-", 100, RANGE_PART, 99, 99 },
	{ "bytes=10-1000", 100, RANGE_PART, 10, 99 },
	{ "bytes=007-008", 100, RANGE_PART, 7, 8 },
	{ "bytes=-1", 100, RANGE_PART, 99, 99 },
	{ "bytes=-100", 100, RANGE_PART, 0, 99 },
	{ "bytes=-101", 100, RANGE_PART, 0, 99 },
	{ "Bytes=1-2", 100, RANGE_PART, 1, 2 },
	{ "bytes= 1-2 ", 100, RANGE_PART, 1, 2 },
	{ "bytes=,1-2,\t,", 100, RANGE_PART, 1, 2 },
	/* past 64 bits */
	{ "bytes=0-9223372036854775807", 100, RANGE_PART, 0, 99 },
	{ "bytes=0-9223372036854775808", 100, RANGE_PART, 0, 99 },
	{ "bytes=5-99999999999999999999999999", 100, RANGE_PART, 5, 99 },
	{ "bytes=-99999999999999999999999999", 100, RANGE_PART, 0, 99 },
	{ "bytes=99999999999999999999999999-", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=18446744073709551616-18446744073709551617", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=1-1", INT64_MAX, RANGE_PART, 1, 1 },
	{ "bytes=-1", INT64_MAX, RANGE_PART, INT64_MAX - 1, INT64_MAX - 1 },
	/* outside */
	{ "bytes=100-", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=100-200", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-0", 100, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=0-0", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-0", 0, RANGE_UNSATISFIABLE, 0, 0 },
	{ "bytes=-5", 0, RANGE_WHOLE, 0, 0 },
	/* not for us */
	{ "bytes=0-1,5-6", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=0-1,200-300", 100, RANGE_WHOLE, 0, 0 },
	{ "items=0-1", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=,", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=-", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=5", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=5-4", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=--5", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=5--6", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=+5-6", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=a-b", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=1 - 2", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=1-2x", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=0x1-2", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes 0-1/100", 100, RANGE_WHOLE, 0, 0 },
	{ "0-1", 100, RANGE_WHOLE, 0, 0 },
	{ "bytes=0-1", -1, RANGE_WHOLE, 0, 0 },
};
/* clang-format on */

START_TEST(a_range_is_read_against_the_size)
{
	const struct row *row = &rows[_i];
	const char *label = row->header ? row->header : "(none)";
	int64_t first = 0, last = 0;
	enum range_kind kind = range_parse(row->header, row->size, &first, &last);

	ck_assert_msg(kind == row->kind, "%s of %jd: kind %d", label, (intmax_t)row->size, kind);
	ck_assert_msg(first == row->first && last == row->last, "%s of %jd: %jd-%jd", label,
		(intmax_t)row->size, (intmax_t)first, (intmax_t)last);
}
END_TEST

/* One small case against the definition: what is both in the range and in the file. */
static void check_small(int from, int to, int size)
{
	int64_t first = -1, last = -1, lowest = -1, highest = -1;
	char header[32];

	for (int i = from; i <= to; i++)
		if (i < size) {
			lowest = lowest < 0 ? i : lowest;
			highest = i;
		}
	(void)snprintf(header, sizeof(header), "bytes=%d-%d", from, to);
	enum range_kind kind = range_parse(header, size, &first, &last);
	ck_assert_msg(kind == (lowest < 0 ? RANGE_UNSATISFIABLE : RANGE_PART), "%s of %d: kind %d",
		header, size, kind);
	ck_assert_msg(first == lowest && last == highest, "%s of %d: %jd-%jd", header, size,
		(intmax_t)first, (intmax_t)last);
}

START_TEST(all_small_ranges_agree_with_counting)
{
	for (int from = 0; from < 6; from++)
		for (int to = from; to < 6; to++)
			for (int size = 0; size < 6; size++)
				check_small(from, to, size);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *cases = tcase_create("range");

	tcase_add_loop_test(cases, a_range_is_read_against_the_size, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, all_small_ranges_agree_with_counting);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
