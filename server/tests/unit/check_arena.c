/* The arena: zeroed and aligned memory of any size, copies, and calls deferred to its end. */
#include "base/arena.h"
#include "tests/support/check_main.h"

#include <stdalign.h>

static const size_t sizes[] = { 0, 1, 7, 8, 15, 16, 17, 255, 4000, 4096, 4097, 8191, 8192, 8193,
	100000, 1 << 20 };

static bool all_are(const uint8_t *p, size_t n, size_t value)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != value)
			return false;
	return true;
}

START_TEST(pieces_are_zeroed_aligned_and_apart)
{
	struct arena *a = arena_new();
	uint8_t *pieces[ARRAY_LEN(sizes)];

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		pieces[i] = arena_alloc(a, sizes[i]);
		ck_assert_msg(
			(uintptr_t)pieces[i] % alignof(max_align_t) == 0, "%zu bytes", sizes[i]);
		ck_assert_msg(all_are(pieces[i], sizes[i], 0), "%zu bytes are not zero", sizes[i]);
		memset(pieces[i], (int)(i + 1), sizes[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		ck_assert_msg(all_are(pieces[i], sizes[i], i + 1), "%zu bytes", sizes[i]);
	arena_free(a);
}
END_TEST

/* Large pieces between small ones must neither lose nor reuse the room of the small ones. */
START_TEST(small_and_large_pieces_mix)
{
	enum { COUNT = 3000 };
	struct arena *a = arena_new();
	uint8_t **pieces = arena_alloc(a, COUNT * sizeof(*pieces));

	for (size_t i = 0; i < COUNT; i++) {
		size_t n = i % 10 == 0 ? 5000 : 1 + i % 50;
		pieces[i] = arena_alloc(a, n);
		memset(pieces[i], (int)(i % 251), n);
	}
	for (size_t i = 0; i < COUNT; i++)
		ck_assert_msg(all_are(pieces[i], i % 10 == 0 ? 5000 : 1 + i % 50, i % 251),
			"piece %zu", i);
	arena_free(a);
}
END_TEST

START_TEST(texts_are_copied_and_terminated)
{
	struct arena *a = arena_new();
	char source[] = "hello";
	const char *whole = arena_strdup(a, source);
	const char *part = arena_strndup(a, source, 2);
	const char *nothing = arena_strndup(a, NULL, 0);

	memset(source, 'x', 5);
	ck_assert_str_eq(whole, "hello");
	ck_assert_str_eq(part, "he");
	ck_assert_str_eq(nothing, "");
	arena_free(a);
}
END_TEST

START_TEST(printed_text_has_no_fixed_limit)
{
	struct arena *a = arena_new();
	const char *text = arena_printf(a, "%d-%s-%9000d", 7, "b", 1);

	ck_assert_uint_eq(strlen(text), 9004);
	ck_assert_int_eq(strncmp(text, "7-b-   ", 7), 0);
	ck_assert_str_eq(text + 9000, "   1");
	ck_assert_str_eq(arena_printf(a, "%s", ""), "");
	arena_free(a);
}
END_TEST

struct note {
	char *list;
	char letter;
};

static void take_note(void *arg)
{
	const struct note *note = arg;
	size_t n = strlen(note->list);

	note->list[n] = note->letter;
}

START_TEST(deferred_calls_run_newest_first_before_memory_goes)
{
	struct arena *a = arena_new();
	char list[8] = "";

	/* The arguments live in the arena itself. */
	for (char letter = 'a'; letter <= 'd'; letter++) {
		struct note *note = arena_alloc(a, sizeof(*note));
		*note = (struct note){ list, letter };
		arena_defer(a, take_note, note);
	}
	ck_assert_str_eq(list, "");
	arena_free(a);
	ck_assert_str_eq(list, "dcba");
}
END_TEST

START_TEST(freeing_nothing_is_fine)
{
	arena_free(NULL);
	arena_free(arena_new());
}
END_TEST

START_TEST(lists_grow_and_keep_their_items)
{
	struct arena *a = arena_new();
	int *list = NULL;

	for (int n = 0; n < 1000; n++) {
		list = arena_room(a, list, (size_t)n, sizeof(*list));
		list[n] = n;
	}
	for (int n = 0; n < 1000; n++)
		ck_assert_int_eq(list[n], n);
	arena_free(a);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("arena");

	tcase_add_test(cases, lists_grow_and_keep_their_items);
	tcase_add_test(cases, pieces_are_zeroed_aligned_and_apart);
	tcase_add_test(cases, small_and_large_pieces_mix);
	tcase_add_test(cases, texts_are_copied_and_terminated);
	tcase_add_test(cases, printed_text_has_no_fixed_limit);
	tcase_add_test(cases, deferred_calls_run_newest_first_before_memory_goes);
	tcase_add_test(cases, freeing_nothing_is_fine);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
