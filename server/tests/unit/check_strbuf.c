/* The growing text: growth keeps what is there, and the limit sticks. */
#include "base/strbuf.h"
#include "tests/support/check_main.h"
#include "tests/support/own_arena.h"

START_TEST(an_empty_buffer_is_an_empty_text)
{
	struct strbuf b = strbuf_init(arena, 10);

	ck_assert_str_eq(strbuf_text(&b), "");
	strbuf_str(&b, "");
	strbuf_add(&b, NULL, 0);
	strbuf_printf(&b, "%s", "");
	ck_assert_str_eq(strbuf_text(&b), "");
	ck_assert_uint_eq(b.len, 0);
	ck_assert(!b.full);
}
END_TEST

START_TEST(pieces_are_joined_across_growth)
{
	struct strbuf b = strbuf_init(arena, 100000);
	size_t n = 0;

	for (int i = 0; i < 2000; i++) {
		strbuf_printf(&b, "%04d", i);
		strbuf_char(&b, ',');
		strbuf_str(&b, "ab");
		strbuf_add(&b, "cdX", 2);
		n += 9;
	}
	ck_assert(!b.full);
	ck_assert_uint_eq(b.len, n);
	for (int i = 0; i < 2000; i++) {
		char want[32];
		(void)snprintf(want, sizeof(want), "%04d,abcd", i);
		ck_assert_msg(memcmp(strbuf_text(&b) + i * 9, want, 9) == 0, "piece %d", i);
	}
	ck_assert_uint_eq(strlen(strbuf_text(&b)), n);
}
END_TEST

START_TEST(bytes_may_be_nul)
{
	struct strbuf b = strbuf_init(arena, 10);

	strbuf_add(&b, "a\0b", 3);
	strbuf_char(&b, '\0');
	ck_assert_uint_eq(b.len, 4);
	ck_assert_mem_eq(strbuf_text(&b), "a\0b\0", 5);
}
END_TEST

START_TEST(the_limit_is_exact)
{
	struct strbuf b = strbuf_init(arena, 5);

	strbuf_str(&b, "abc");
	strbuf_printf(&b, "%d", 42);
	ck_assert(!b.full);
	ck_assert_str_eq(strbuf_text(&b), "abc42");
	strbuf_char(&b, 'x');
	ck_assert(b.full);
	ck_assert_str_eq(strbuf_text(&b), "abc42");
}
END_TEST

START_TEST(what_does_not_fit_sticks)
{
	struct strbuf b = strbuf_init(arena, 5);

	strbuf_str(&b, "abc");
	strbuf_printf(&b, "%d", 123);
	ck_assert(b.full);
	/* There would be room for this one, but the text would have a hole. */
	strbuf_char(&b, 'd');
	strbuf_str(&b, "e");
	ck_assert_str_eq(strbuf_text(&b), "abc");
	ck_assert_uint_eq(b.len, 3);
}
END_TEST

START_TEST(a_limit_of_zero_takes_nothing)
{
	struct strbuf b = strbuf_init(arena, 0);

	strbuf_str(&b, "");
	ck_assert(!b.full);
	strbuf_char(&b, 'a');
	ck_assert(b.full);
	ck_assert_str_eq(strbuf_text(&b), "");
}
END_TEST

START_TEST(a_limit_without_bound_still_works)
{
	struct strbuf b = strbuf_init(arena, SIZE_MAX / 4);

	strbuf_printf(&b, "%5000d", 1);
	ck_assert(!b.full);
	ck_assert_uint_eq(b.len, 5000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("strbuf");

	tcase_add_checked_fixture(cases, open_arena, close_arena);
	tcase_add_test(cases, an_empty_buffer_is_an_empty_text);
	tcase_add_test(cases, pieces_are_joined_across_growth);
	tcase_add_test(cases, bytes_may_be_nul);
	tcase_add_test(cases, the_limit_is_exact);
	tcase_add_test(cases, what_does_not_fit_sticks);
	tcase_add_test(cases, a_limit_of_zero_takes_nothing);
	tcase_add_test(cases, a_limit_without_bound_still_works);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
