/* Numbers and words out of bytes that may end anywhere. */
#include "base/bytes.h"
#include "tests/support/check_main.h"

static const uint8_t raw[] = { 0x01, 0x82, 0xff, 0x04, 'R', 'I' };

/* clang-format off */
static const struct {
	size_t n, at, width;
	uint32_t big, little;
	bool reaches;
} rows[] = {
	{ 6, 0, 1, 0x01, 0x01, true },
	{ 6, 0, 2, 0x0182, 0x8201, true },
	{ 6, 1, 3, 0x82ff04, 0x04ff82, true },
	{ 6, 0, 4, 0x0182ff04, 0x04ff8201, true },
	{ 6, 2, 4, 0xff045249, 0x495204ff, true },
	{ 6, 6, 0, 0, 0, true },
	{ 6, 3, 4, 0, 0, false },
	{ 6, 6, 1, 0, 0, false },
	{ 6, 7, 0, 0, 0, false },
	{ 3, 0, 4, 0, 0, false },
	{ 0, 0, 1, 0, 0, false },
	{ 6, SIZE_MAX, 2, 0, 0, false },
	{ 6, SIZE_MAX - 1, 4, 0, 0, false },
};
/* clang-format on */

START_TEST(numbers_are_read_where_they_are_all_there)
{
	/* Room of exactly n bytes, so that a look beyond them is seen. */
	uint8_t *room = xmalloc(rows[_i].n + 1);
	const struct bytes b = { memcpy(room + 1, raw, rows[_i].n), rows[_i].n };

	ck_assert_uint_eq(bytes_big(&b, rows[_i].at, rows[_i].width), rows[_i].big);
	ck_assert_uint_eq(bytes_little(&b, rows[_i].at, rows[_i].width), rows[_i].little);
	ck_assert(bytes_reach(&b, rows[_i].at, rows[_i].width) == rows[_i].reaches);
	free(room);
}
END_TEST

START_TEST(words_are_found_where_they_are_whole)
{
	const struct bytes b = { raw, sizeof(raw) };

	ck_assert(bytes_has(&b, 4, "RI", 2));
	ck_assert(bytes_has(&b, 0, "\x01\x82", 2));
	ck_assert(bytes_has(&b, 6, "", 0));
	ck_assert(!bytes_has(&b, 4, "RIFF", 4));
	ck_assert(!bytes_has(&b, 3, "RI", 2));
	ck_assert(!bytes_has(&b, 7, "", 0));
	ck_assert(!bytes_has(&b, SIZE_MAX, "RI", 2));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("bytes");

	tcase_add_loop_test(
		cases, numbers_are_read_where_they_are_all_there, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, words_are_found_where_they_are_whole);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
