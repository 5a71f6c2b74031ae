/* Random names: their shapes, their uniqueness, and that a seed gives the same ones again. */
#include "base/ident.h"
#include "base/text.h"
#include "tests/support/check_main.h"

#include <pthread.h>

static struct arena *arena;
static struct ident *ident;

static void set_up(void)
{
	arena = arena_new();
	ident = ident_new(-1);
}

static void tear_down(void)
{
	ident_free(ident);
	arena_free(arena);
}

struct instant {
	int64_t ms;
	const char *digits;
};

static const struct instant instants[] = {
	{ 0, "00000000" },
	{ 999, "00000000" },
	{ 1000, "00000001" },
	{ INT64_C(1700000000123), "6553f100" },
	{ INT64_C(4294967295999), "ffffffff" },
};

START_TEST(an_object_id_starts_with_the_seconds)
{
	const struct instant *row = &instants[_i];
	const char *id = ident_object(ident, arena, row->ms);

	ck_assert_msg(text_is_hex(view_of(id), 24), "%s", id);
	ck_assert_msg(text_starts(id, row->digits), "%s at %jd", id, (intmax_t)row->ms);
	ck_assert_msg(strspn(id, "0123456789abcdef") == 24, "%s is not lower case", id);
}
END_TEST

START_TEST(an_object_id_of_a_run_starts_with_the_seconds_too)
{
	const struct instant *row = &instants[_i];
	const char *id = ident_object_run(ident, arena, row->ms);

	ck_assert_msg(text_is_hex(view_of(id), 24), "%s", id);
	ck_assert_msg(text_starts(id, row->digits), "%s at %jd", id, (intmax_t)row->ms);
}
END_TEST

/* Of 200,000 ids all but a few are greater than the one before, so that they go to the end of an index. */
START_TEST(ids_of_a_run_are_in_order)
{
	enum { IDS = 200000, PLACES = 4 };
	const char *before = ident_object_run(ident, arena, 1000);
	int steps_back = 0;

	for (int i = 1; i < IDS; i++) {
		const char *id = ident_object_run(ident, arena, 1000);
		steps_back += strcmp(before, id) > 0;
		before = id;
	}
	ck_assert_int_le(steps_back, PLACES);
}
END_TEST

START_TEST(a_seed_that_goes_on_elsewhere_leaves_its_run)
{
	struct ident *one = ident_new(5), *other = ident_new(5);
	const char *first = ident_object_run(one, arena, 0);

	ck_assert_str_eq(ident_object_run(other, arena, 0), first);
	ck_assert_str_eq(ident_object_run(one, arena, 0), ident_object_run(other, arena, 0));
	ident_continue(other, 1);
	ck_assert_int_ne(
		strncmp(ident_object_run(one, arena, 0), ident_object_run(other, arena, 0), 20), 0);
	ident_free(one);
	ident_free(other);
}
END_TEST

static const size_t lengths[] = { 0, 1, 7, 9, 14, 31, 32, 33, 64, 65, 1000 };

START_TEST(a_short_id_has_the_length_asked_for)
{
	size_t n = lengths[_i];
	const char *id = ident_short(ident, arena, n);

	ck_assert_msg(strlen(id) == n, "%zu: %s", n, id);
	ck_assert_msg(strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz_-") == n,
		"%zu: %s", n, id);
}
END_TEST

START_TEST(a_version_key_has_32_characters)
{
	for (int i = 0; i < 100; i++) {
		const char *id = ident_version_key(ident, arena);
		ck_assert_msg(strlen(id) == 32, "%s", id);
		ck_assert_msg(strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz._") == 32,
			"%s", id);
	}
}
END_TEST

START_TEST(a_uuid_has_version_4_and_its_variant)
{
	for (int i = 0; i < 200; i++) {
		char id[37];
		ident_uuid(ident, id);
		ck_assert_msg(strlen(id) == 36, "%s", id);
		for (size_t k = 0; k < 36; k++) {
			bool hyphen = k == 8 || k == 13 || k == 18 || k == 23;
			ck_assert_msg(
				hyphen ? id[k] == '-' : strchr("0123456789abcdef", id[k]) != NULL,
				"%s", id);
		}
		ck_assert_msg(id[14] == '4' && strchr("89ab", id[19]), "%s", id);
	}
}
END_TEST

/* 64,000 characters of 64 kinds: each is expected 1,000 times, with a deviation of about 31. */
static void check_even(struct ident *id)
{
	int seen[128] = { 0 };
	const char *text = ident_short(id, arena, 64000);

	for (const char *at = text; *at; at++)
		seen[(uint8_t)*at]++;
	for (int c = 0; c < 128; c++)
		ck_assert_msg(seen[c] == 0 || (seen[c] > 700 && seen[c] < 1300), "'%c' %d times", c,
			seen[c]);
}

START_TEST(no_character_is_favoured)
{
	struct ident *seeded = ident_new(7);

	check_even(ident);
	check_even(seeded);
	ident_free(seeded);
}
END_TEST

/* Computed from the published reference code of splitmix64 and xoshiro256**. */
START_TEST(a_seed_gives_known_ids)
{
	struct ident *seeded = ident_new(42);
	char uuid[37];

	ck_assert_str_eq(ident_object(seeded, arena, 0), "0000000016c72e0c2e0b7815");
	ident_uuid(seeded, uuid);
	ck_assert_str_eq(uuid, "7e3a116d-86d9-4461-a199-e439325317ae");
	ck_assert_str_eq(ident_short(seeded, arena, 9), "XWp37juia");
	ident_free(seeded);
}
END_TEST

static const char *transcript(int64_t seed)
{
	struct ident *id = ident_new(seed);
	char uuid[37];

	const char *object = ident_object(id, arena, 1000);
	const char *brief = ident_short(id, arena, 9);
	const char *key = ident_version_key(id, arena);
	ident_uuid(id, uuid);
	ident_free(id);
	return arena_printf(arena, "%s %s %s %s", object, brief, key, uuid);
}

START_TEST(the_same_seed_gives_the_same_ids_and_another_does_not)
{
	ck_assert_str_eq(transcript(0), transcript(0));
	ck_assert_str_eq(transcript(INT64_MAX), transcript(INT64_MAX));
	ck_assert_str_ne(transcript(0), transcript(1));
	ck_assert_str_ne(transcript(-1), transcript(-1));
}
END_TEST

enum { THREADS = 4, EACH = 2500 };

struct maker {
	struct ident *id;
	char (*out)[25];
};

static void *make_many(void *arg)
{
	const struct maker *m = arg;
	struct arena *a = arena_new();

	for (size_t i = 0; i < EACH; i++)
		memcpy(m->out[i], i % 2 ? ident_object(m->id, a, 0) : ident_object_run(m->id, a, 0),
			25);
	arena_free(a);
	return NULL;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void check_unique(struct ident *id)
{
	char(*ids)[25] = calloc(THREADS * EACH, sizeof(*ids));
	pthread_t threads[THREADS];
	struct maker makers[THREADS];

	for (size_t i = 0; i < THREADS; i++) {
		makers[i] = (struct maker){ id, ids + i * EACH };
		ck_assert_int_eq(pthread_create(&threads[i], NULL, make_many, &makers[i]), 0);
	}
	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	qsort(ids, (size_t)THREADS * EACH, sizeof(*ids), by_text);
	for (size_t i = 1; i < (size_t)THREADS * EACH; i++)
		ck_assert_msg(strcmp(ids[i - 1], ids[i]) != 0, "%s twice", ids[i]);
	free(ids);
}

START_TEST(threads_never_get_the_same_id)
{
	struct ident *seeded = ident_new(3);

	check_unique(ident);
	check_unique(seeded);
	ident_free(seeded);
	ident_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("ident");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_loop_test(
		cases, an_object_id_starts_with_the_seconds, 0, (int)ARRAY_LEN(instants));
	tcase_add_loop_test(cases, an_object_id_of_a_run_starts_with_the_seconds_too, 0,
		(int)ARRAY_LEN(instants));
	tcase_add_test(cases, ids_of_a_run_are_in_order);
	tcase_add_test(cases, a_seed_that_goes_on_elsewhere_leaves_its_run);
	tcase_add_loop_test(cases, a_short_id_has_the_length_asked_for, 0, (int)ARRAY_LEN(lengths));
	tcase_add_test(cases, a_version_key_has_32_characters);
	tcase_add_test(cases, a_uuid_has_version_4_and_its_variant);
	tcase_add_test(cases, no_character_is_favoured);
	tcase_add_test(cases, a_seed_gives_known_ids);
	tcase_add_test(cases, the_same_seed_gives_the_same_ids_and_another_does_not);
	tcase_add_test(cases, threads_never_get_the_same_id);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
