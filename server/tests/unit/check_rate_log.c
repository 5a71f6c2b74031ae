/* The sliding window against a reference that keeps every instant and counts; what it tells about
 * waiting; what it holds. */
#include "control/rate_log.h"
#include "tests/support/check_main.h"

#include <stdlib.h>

enum { REQUESTS = 10000 };

/* xorshift64*: the same requests in every run. */
static uint64_t draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

/* ---- the reference: all that was ever let in */

struct reference {
	int64_t at[REQUESTS];
	size_t count;
};

static int64_t reference_used(
	const struct reference *r, const struct rate_window *window, int64_t now)
{
	int64_t used = 0;

	for (size_t i = 0; i < r->count; i++)
		used += r->at[i] > now - window->interval_ms;
	return used;
}

static bool reference_admits(
	const struct reference *r, const struct rate_windows *windows, int64_t now)
{
	for (size_t i = 0; i < windows->count; i++)
		if (reference_used(r, &windows->at[i], now) >= windows->at[i].limit)
			return false;
	return true;
}

/* ---- rows */

struct row {
	const char *label;
	struct rate_windows windows;
	uint64_t max_gap; /* ms from one request to the next: 0 to this */
};

static const struct row rows[] = {
	{ "one at a time", { { { 1, 1 } }, 1 }, 2 },
	{ "one in a while", { { { 1, 500 } }, 1 }, 300 },
	{ "a burst", { { { 100, 1000 } }, 1 }, 12 },
	{ "never full", { { { 50, 1000 } }, 1 }, 100 },
	{ "reads", { { { 100, 1000 }, { 2400, 60000 } }, 2 }, 20 },
	{ "writes", { { { 20, 1000 }, { 300, 60000 } }, 2 }, 150 },
	{ "the long window is the narrow one", { { { 90, 1000 }, { 100, 7000 } }, 2 }, 60 },
	{ "three windows", { { { 3, 10 }, { 10, 100 }, { 40, 1000 } }, 3 }, 14 },
	{ "the same limit twice", { { { 10, 100 }, { 10, 350 } }, 2 }, 30 },
	{ "sizes that are no powers of two", { { { 7, 61 }, { 13, 331 } }, 2 }, 40 },
};

/* Bursts and pauses: half of the requests come at once, some after a long time. */
static int64_t gap(const struct row *row, uint64_t *chance)
{
	uint64_t dice = draw(chance);

	if (dice % 2 == 0)
		return 0;
	if (dice % 101 == 0)
		return (int64_t)(draw(chance) % 3000);
	return (int64_t)(draw(chance) % (row->max_gap + 1));
}

static struct reference reference;

START_TEST(every_answer_is_that_of_the_reference)
{
	const struct row *row = &rows[_i];
	struct rate_log log = { 0 };
	uint64_t chance = 20260102 + (uint64_t)_i;
	int64_t now = 1767323045678;
	size_t refused = 0;

	reference.count = 0;
	for (int n = 0; n < REQUESTS; n++) {
		struct rate_state next;
		now += gap(row, &chance);
		bool wanted = reference_admits(&reference, &row->windows, now);
		bool got = rate_log_admit(&log, &row->windows, now, &next);
		ck_assert_msg(got == wanted, "%s: request %d was %s", row->label, n,
			got ? "let in" : "refused");
		if (wanted)
			reference.at[reference.count++] = now;
		refused += !wanted;
		/* After the wait it passes, a millisecond earlier it does not. */
		ck_assert_msg(reference_admits(&reference, &row->windows, now + next.wait_ms),
			"%s: request %d is told to wait %jd ms, which is too short", row->label, n,
			(intmax_t)next.wait_ms);
		ck_assert_msg(next.wait_ms == 0 || !reference_admits(&reference, &row->windows,
							   now + next.wait_ms - 1),
			"%s: request %d is told to wait %jd ms, which is too long", row->label, n,
			(intmax_t)next.wait_ms);
		ck_assert_msg(
			(next.left == 0) == (next.wait_ms > 0), "%s: request %d", row->label, n);
		ck_assert_msg(next.left == next.window.limit -
						   reference_used(&reference, &next.window, now),
			"%s: request %d: %jd left", row->label, n, (intmax_t)next.left);
		ck_assert_msg((int64_t)log.cap <= rate_table_largest(&row->windows),
			"%s: the log has room for %zu", row->label, log.cap);
	}
	if (_i != 3)
		ck_assert_msg(refused > 0, "%s: nothing was refused", row->label);
	ck_assert_msg(reference.count > 0, "%s: nothing was let in", row->label);
	rate_log_clear(&log);
}
END_TEST

/* Lets n requests in at `now`; gives what the last one was told. */
static struct rate_state fill(
	struct rate_log *log, const struct rate_windows *windows, int64_t now, int n)
{
	struct rate_state next = { 0 };

	for (int i = 0; i < n; i++)
		ck_assert(rate_log_admit(log, windows, now, &next));
	return next;
}

START_TEST(the_window_that_makes_wait_longest_is_told)
{
	const struct rate_windows windows = { { { 10, 1000 }, { 12, 60000 }, { 90, 90000 } }, 3 };
	struct rate_log log = { 0 };
	struct rate_state next = fill(&log, &windows, 5000, 3);

	ck_assert_int_eq(next.window.limit, 10);
	ck_assert_int_eq(next.left, 7);
	ck_assert_int_eq(next.wait_ms, 0);
	next = fill(&log, &windows, 5000, 7);
	ck_assert_int_eq(next.window.limit, 10);
	ck_assert_int_eq(next.wait_ms, 1000);
	ck_assert(!rate_log_admit(&log, &windows, 5999, &next));
	ck_assert_int_eq(next.wait_ms, 1);
	next = fill(&log, &windows, 6000, 1);
	ck_assert_int_eq(next.window.limit, 12);
	ck_assert_int_eq(next.left, 1);
	next = fill(&log, &windows, 6000, 1);
	ck_assert_int_eq(next.window.interval_ms, 60000);
	ck_assert_int_eq(next.wait_ms, 59000);
	rate_log_clear(&log);
}
END_TEST

START_TEST(refused_requests_do_not_count)
{
	const struct rate_windows windows = { { { 2, 100 } }, 1 };
	struct rate_log log = { 0 };
	struct rate_state next;

	fill(&log, &windows, 0, 2);
	for (int64_t now = 0; now < 100; now++) {
		ck_assert(!rate_log_admit(&log, &windows, now, &next));
		ck_assert_int_eq(next.wait_ms, 100 - now);
	}
	fill(&log, &windows, 100, 2);
	rate_log_clear(&log);
}
END_TEST

START_TEST(a_clock_set_back_locks_nobody_out)
{
	const struct rate_windows windows = { { { 20, 1000 }, { 30, 60000 } }, 2 };
	struct rate_log log = { 0 };
	struct rate_state next;

	fill(&log, &windows, 9000000, 20);
	ck_assert(!rate_log_admit(&log, &windows, 9000000, &next));
	next = fill(&log, &windows, 1000, 20);
	ck_assert_int_eq(next.wait_ms, 1000);
	/* What is older than the new time still counts. */
	fill(&log, &windows, 2000, 10);
	ck_assert(!rate_log_admit(&log, &windows, 2001, &next));
	ck_assert(!rate_log_admit(&log, &windows, 1999, &next));
	ck_assert_int_eq(next.window.limit, 20);
	ck_assert_int_eq(next.wait_ms, 1);
	rate_log_clear(&log);
}
END_TEST

/* The clock jumps both ways, time and again: the reference forgets what is to come. */
START_TEST(a_clock_that_jumps_is_followed)
{
	const struct rate_windows windows = { { { 9, 50 }, { 30, 400 } }, 2 };
	struct rate_log log = { 0 };
	uint64_t chance = 7;
	int64_t now = 100000;

	reference.count = 0;
	for (int n = 0; n < REQUESTS; n++) {
		struct rate_state next;
		uint64_t dice = draw(&chance);
		now += dice % 40 == 0 ? -(int64_t)(draw(&chance) % 500)
				      : (int64_t)(draw(&chance) % 20);
		while (reference.count > 0 && reference.at[reference.count - 1] > now)
			reference.count--;
		bool wanted = reference_admits(&reference, &windows, now);
		/* A log that dropped an instant for a newer one cannot bring it back when that is
		 * forgotten: it may let in more than the reference, never less. */
		bool got = rate_log_admit(&log, &windows, now, &next);
		ck_assert_msg(got || !wanted, "request %d was refused", n);
		ck_assert_uint_le(log.count, 30);
		if (got)
			reference.at[reference.count++] = now;
	}
	rate_log_clear(&log);
}
END_TEST

START_TEST(a_log_takes_memory_as_it_fills)
{
	const struct rate_windows windows = { { { RATE_MAX_LIMIT, 1000 } }, 1 };
	struct rate_log log = { 0 };

	fill(&log, &windows, 0, 1);
	ck_assert_uint_le(log.cap, 16);
	fill(&log, &windows, 0, RATE_MAX_LIMIT - 1);
	ck_assert_uint_eq(log.cap, RATE_MAX_LIMIT);
	fill(&log, &windows, 1000, RATE_MAX_LIMIT);
	ck_assert_uint_eq(log.cap, RATE_MAX_LIMIT);
	rate_log_clear(&log);
	ck_assert_ptr_null(log.at);
	fill(&log, &windows, 0, 1);
	rate_log_clear(&log);
}
END_TEST

START_TEST(the_documented_numbers_can_be_set)
{
	struct rate_rules rules = rate_table_documented(true);

	for (size_t g = 0; g < RATE_GROUP_COUNT; g++) {
		ck_assert_uint_gt(rules.groups[g].count, 0);
		for (size_t i = 0; i < rules.groups[g].count; i++) {
			struct rate_window w = rules.groups[g].at[i];
			ck_assert(w.limit > 0 && w.limit <= RATE_MAX_LIMIT);
			ck_assert(w.interval_ms > 0 && w.interval_ms <= rate_table_max_interval_ms);
		}
		ck_assert_ptr_nonnull(rate_table_groups[g]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *reference_case = tcase_create("rate_log against a reference");
	TCase *log_case = tcase_create("rate_log");

	tcase_add_loop_test(
		reference_case, every_answer_is_that_of_the_reference, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(log_case, the_window_that_makes_wait_longest_is_told);
	tcase_add_test(log_case, refused_requests_do_not_count);
	tcase_add_test(log_case, a_clock_set_back_locks_nobody_out);
	tcase_add_test(log_case, a_clock_that_jumps_is_followed);
	tcase_add_test(log_case, a_log_takes_memory_as_it_fills);
	tcase_add_test(log_case, the_documented_numbers_can_be_set);
	suite_add_tcase(suite, reference_case);
	suite_add_tcase(suite, log_case);
	return check_run(suite);
}
