/* The journal's ring: its bounds as properties over random entries, filters, deletion, and waiting. */
#include "base/clock.h"
#include "base/scope.h"
#include "control/journal.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct journal_filter all;

/* Deterministic, the same on every machine. */
static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

static struct journal_entry entry_of(int64_t account, const char *body, size_t n)
{
	struct journal_entry entry = { .account = account, .status = 200 };

	entry.text[JOURNAL_METHOD] = view_of("GET");
	entry.text[JOURNAL_TARGET] = view_of("/v1/files?limit=1");
	entry.text[JOURNAL_OPERATION] = view_of("assets.list");
	entry.text[JOURNAL_RESPONSE_BODY] = (struct view){ body, n };
	return entry;
}

static void add(struct journal *j, int64_t account)
{
	struct journal_entry entry = entry_of(account, "x", 1);

	journal_add(j, &entry);
}

static struct journal_page read_all(struct journal *j)
{
	struct journal_page page;

	journal_read(j, scope.arena, &all, SIZE_MAX, &page);
	return page;
}

/* The body of entry n is n times a letter that follows from n, so that a mix-up shows. */
static size_t body_size(int64_t number, size_t largest)
{
	return (size_t)(number * 7919) % largest;
}

static void check_entry(const struct journal_entry *entry, size_t largest)
{
	struct view body = entry->text[JOURNAL_RESPONSE_BODY];
	char letter = (char)('a' + entry->number % 26);

	ck_assert_uint_eq(body.n, body_size(entry->number, largest));
	ck_assert_int_eq(body.p[body.n], '\0');
	size_t same = 0;
	while (same < body.n && body.p[same] == letter)
		same++;
	ck_assert_uint_eq(same, body.n);
	ck_assert_str_eq(entry->text[JOURNAL_TARGET].p, "/v1/files?limit=1");
	ck_assert_ptr_null(entry->text[JOURNAL_RULE].p);
}

static const struct {
	const char *label;
	int64_t entries, bytes;
	size_t largest;
} bounds[] = {
	{ "few entries, much room", 5, 1 << 20, 400 },
	{ "many entries, little room", 1000, 16 * 1024, 3000 },
	{ "one entry", 1, 1 << 20, 100 },
	{ "room for little more than one", 1000, 4096, 3000 },
	{ "a size that is no multiple of a word", 1000, 9999, 1500 },
};

START_TEST(the_newest_entries_stay_whole_and_within_both_bounds)
{
	struct journal_limits limits = { bounds[_i].entries, bounds[_i].bytes, 1 };
	struct journal *j = journal_new(&limits);
	size_t largest = bounds[_i].largest;
	char *body = malloc(largest);

	for (int64_t n = 1; n <= 700; n++) {
		memset(body, (char)('a' + n % 26), largest);
		struct journal_entry entry = entry_of(1, body, body_size(n, largest));
		journal_add(j, &entry);
		struct journal_page page = read_all(j);
		int64_t sum = 0;
		ck_assert_msg(page.count >= 1, "%s: nothing was kept", bounds[_i].label);
		ck_assert_int_eq(page.last, n);
		ck_assert_msg((int64_t)page.count <= bounds[_i].entries, "%s: %zu entries",
			bounds[_i].label, page.count);
		for (size_t i = 0; i < page.count; i++) {
			ck_assert_msg(
				page.entries[i].number == n - (int64_t)page.count + 1 + (int64_t)i,
				"%s: the entries are not the newest in their order",
				bounds[_i].label);
			check_entry(&page.entries[i], largest);
			sum += (int64_t)page.entries[i].text[JOURNAL_RESPONSE_BODY].n;
		}
		ck_assert_msg(
			sum <= bounds[_i].bytes, "%s: %ld bytes", bounds[_i].label, (long)sum);
	}
	free(body);
	journal_free(j);
}
END_TEST

START_TEST(an_entry_larger_than_the_journal_is_counted_and_not_kept)
{
	struct journal *j = journal_new(&(struct journal_limits){ 10, 2048, 1 });
	char body[4096] = "";
	struct journal_entry large = entry_of(1, body, sizeof(body));

	add(j, 1);
	journal_add(j, &large);
	ck_assert_int_eq(read_all(j).last, 2);
	ck_assert_uint_eq(read_all(j).count, 1);
	journal_free(j);
}
END_TEST

static const struct journal_limits offs[] = { { 0, 4096, 1 }, { 10, 0, 1 }, { 10, 7, 1 } };

START_TEST(a_journal_that_is_off_keeps_nothing)
{
	struct journal *j = journal_new(&offs[_i]);

	ck_assert(!journal_on(j));
	add(j, 1);
	ck_assert_uint_eq(read_all(j).count, 0);
	ck_assert_int_eq(journal_delete(j, &all), 0);
	journal_reset(j, 0);
	journal_free(j);
	journal_free(NULL);
	journal_reset(NULL, 0);
}
END_TEST

START_TEST(a_limit_shows_the_newest_and_still_counts_all)
{
	struct journal *j = journal_new(&(struct journal_limits){ 100, 1 << 20, 1 });
	struct journal_page page;

	for (int i = 0; i < 10; i++)
		add(j, i % 2 + 1);
	journal_read(j, scope.arena, &(struct journal_filter){ .account = 1 }, 2, &page);
	ck_assert_int_eq(page.matched, 5);
	ck_assert_uint_eq(page.count, 2);
	ck_assert_int_eq(page.entries[0].number, 7);
	ck_assert_int_eq(page.entries[1].number, 9);
	journal_read(j, scope.arena, &all, 0, &page);
	ck_assert_uint_eq(page.count, 0);
	ck_assert_int_eq(page.matched, 10);
	journal_free(j);
}
END_TEST

/* Random additions and resets against a plain list of numbers. */
START_TEST(deleting_takes_what_fits_and_nothing_else)
{
	enum { ROUNDS = 3000, ACCOUNTS = 4 };
	struct journal *j = journal_new(&(struct journal_limits){ 10000, 1 << 20, 1 });
	int64_t kept[ACCOUNTS + 1] = { 0 };
	uint32_t state = 7;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t account = 1 + next_random(&state) % ACCOUNTS;
		if (next_random(&state) % 50 == 0) {
			int64_t gone =
				journal_delete(j, &(struct journal_filter){ .account = account });
			ck_assert_int_eq(gone, kept[account]);
			kept[account] = 0;
		} else {
			add(j, account);
			kept[account]++;
		}
	}
	for (int64_t a = 1; a <= ACCOUNTS; a++) {
		struct journal_page page;
		journal_read(
			j, scope.arena, &(struct journal_filter){ .account = a }, SIZE_MAX, &page);
		ck_assert_int_eq(page.matched, kept[a]);
	}
	journal_reset(j, 0);
	ck_assert_uint_eq(read_all(j).count, 0);
	journal_free(j);
}
END_TEST

struct waiting {
	struct journal *journal;
	struct journal_filter filter;
	int64_t count, ms;
	enum journal_wait_end end;
	atomic_bool ended;
};

static void *wait_in_thread(void *arg)
{
	struct waiting *w = arg;

	do
		w->end = journal_wait(w->journal, &w->filter, w->count, w->ms);
	while (w->end == JOURNAL_CROWDED);
	atomic_store(&w->ended, true);
	return NULL;
}

static void moment(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
}

START_TEST(a_wait_ends_when_enough_entries_fit)
{
	struct journal *j = journal_new(&(struct journal_limits){ 2, 1 << 20, 1 });
	struct waiting w = { .journal = j,
		.filter = { .account = 1 },
		.count = 4, /* more than fit at once: those that went by count too */
		.ms = 60000 };
	pthread_t thread;

	add(j, 1);
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_in_thread, &w), 0);
	moment();
	for (int i = 0; i < 8; i++)
		add(j, 2);
	moment();
	ck_assert_msg(!atomic_load(&w.ended), "entries of another account ended it");
	for (int i = 0; i < 4; i++)
		add(j, 1);
	pthread_join(thread, NULL);
	ck_assert_int_eq(w.end, JOURNAL_REACHED);
	journal_free(j);
}
END_TEST

START_TEST(a_wait_has_an_end)
{
	struct journal *j = journal_new(&(struct journal_limits){ 10, 1 << 20, 1 });

	add(j, 1);
	ck_assert_int_eq(journal_wait(j, &all, 1, 0), JOURNAL_REACHED);
	ck_assert_int_eq(journal_wait(j, &all, 2, 0), JOURNAL_TIMED_OUT);
	ck_assert_int_eq(journal_wait(j, &all, 2, 30), JOURNAL_TIMED_OUT);
	journal_close(j);
	ck_assert_int_eq(journal_wait(j, &all, 2, 60000), JOURNAL_CLOSED);
	journal_free(j);
}
END_TEST

START_TEST(no_more_wait_than_may_and_closing_ends_them)
{
	struct journal *j = journal_new(&(struct journal_limits){ 10, 1 << 20, 1 });
	struct waiting w = { .journal = j, .count = 1, .ms = 60000 };
	pthread_t thread;
	enum journal_wait_end end;

	ck_assert_int_eq(pthread_create(&thread, NULL, wait_in_thread, &w), 0);
	/* Until the thread is in its wait, ours is let in and times out. */
	for (int i = 0; (end = journal_wait(j, &all, 1, 0)) == JOURNAL_TIMED_OUT && i < 500; i++)
		moment();
	ck_assert_int_eq(end, JOURNAL_CROWDED);
	journal_close(j);
	pthread_join(thread, NULL);
	ck_assert_int_eq(w.end, JOURNAL_CLOSED);
	journal_free(j);
}
END_TEST

START_TEST(what_was_deleted_does_not_count_for_a_wait)
{
	struct journal *j = journal_new(&(struct journal_limits){ 10, 1 << 20, 2 });
	struct waiting w = { .journal = j, .count = 2, .ms = 60000 };
	pthread_t thread;

	add(j, 1);
	ck_assert_int_eq(pthread_create(&thread, NULL, wait_in_thread, &w), 0);
	moment();
	journal_reset(j, 0);
	add(j, 1);
	moment();
	ck_assert(!atomic_load(&w.ended));
	add(j, 1);
	pthread_join(thread, NULL);
	ck_assert_int_eq(w.end, JOURNAL_REACHED);
	journal_free(j);
}
END_TEST

enum { WRITERS = 4, EACH = 2000 };

static void *write_many(void *arg)
{
	for (int i = 0; i < EACH; i++)
		add(arg, 1);
	return NULL;
}

START_TEST(many_threads_lose_no_entry)
{
	struct journal *j = journal_new(&(struct journal_limits){ 50, 8192, 1 });
	pthread_t threads[WRITERS];

	for (int i = 0; i < WRITERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_many, j), 0);
	for (int i = 0; i < 100; i++) {
		struct journal_page page = read_all(j);
		for (size_t k = 1; k < page.count; k++)
			ck_assert_int_eq(page.entries[k].number, page.entries[k - 1].number + 1);
		journal_reset(j, 0);
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_int_eq(read_all(j).last, WRITERS * EACH);
	journal_free(j);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *cases = tcase_create("journal");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_set_timeout(cases, 60);
	tcase_add_loop_test(cases, the_newest_entries_stay_whole_and_within_both_bounds, 0,
		(int)ARRAY_LEN(bounds));
	tcase_add_test(cases, an_entry_larger_than_the_journal_is_counted_and_not_kept);
	tcase_add_loop_test(cases, a_journal_that_is_off_keeps_nothing, 0, (int)ARRAY_LEN(offs));
	tcase_add_test(cases, a_limit_shows_the_newest_and_still_counts_all);
	tcase_add_test(cases, deleting_takes_what_fits_and_nothing_else);
	tcase_add_test(cases, a_wait_ends_when_enough_entries_fit);
	tcase_add_test(cases, a_wait_has_an_end);
	tcase_add_test(cases, no_more_wait_than_may_and_closing_ends_them);
	tcase_add_test(cases, what_was_deleted_does_not_count_for_a_wait);
	tcase_add_test(cases, many_threads_lose_no_entry);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
