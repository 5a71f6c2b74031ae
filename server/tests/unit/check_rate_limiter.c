/* Limits per account: isolation, rules for all and for one, reset, the account's own clock, threads. */
#include "control/rate_limiter.h"
#include "tests/support/check_main.h"

#include <pthread.h>

static struct clock *clocks;
static struct rate_limiter *limiter;

static struct rate_rules rules_of(int64_t reads, int64_t interval_ms)
{
	return (struct rate_rules){
		.enabled = true,
		.groups = { [RATE_READ] = { { { reads, interval_ms } }, 1 } },
	};
}

static void set_up(void)
{
	struct rate_rules rules = rules_of(3, 1000);

	clocks = clock_new();
	clock_set(clocks, CLOCK_GLOBAL, (struct clock_state){ CLOCK_FROZEN, 1700000000000 });
	limiter = rate_limiter_new(clocks, &rules);
}

static void tear_down(void)
{
	rate_limiter_free(limiter);
	clock_free(clocks);
}

/* How many of n reads are let in. */
static int reads(int64_t account, int n)
{
	int in = 0;

	for (int i = 0; i < n; i++)
		in += !rate_limiter_admit(limiter, account, RATE_READ).limited;
	return in;
}

START_TEST(accounts_do_not_share_their_requests)
{
	for (int64_t account = 40; account > 0; account--)
		ck_assert_int_eq(reads(account, 5), 3);
	for (int64_t account = 1; account <= 40; account++)
		ck_assert_int_eq(reads(account, 1), 0);
	ck_assert_int_eq(reads(41, 5), 3);
}
END_TEST

START_TEST(groups_without_windows_are_not_limited)
{
	for (int i = 0; i < 1000; i++) {
		struct rate_verdict v = rate_limiter_admit(limiter, 1, RATE_WRITE);
		ck_assert(!v.limited && !v.shown);
	}
	ck_assert_int_eq(reads(1, 5), 3);
}
END_TEST

START_TEST(rules_of_one_account_are_its_own)
{
	struct rate_rules wide = rules_of(10, 1000), narrow = rules_of(1, 1000);

	rate_limiter_set(limiter, 7, &wide);
	ck_assert_int_eq(reads(7, 20), 10);
	ck_assert_int_eq(reads(8, 20), 3);
	/* New rules for all: those without their own start anew, the others go on. */
	rate_limiter_set(limiter, RATE_LIMITER_ALL, &narrow);
	ck_assert_int_eq(reads(7, 20), 0);
	ck_assert_int_eq(reads(8, 20), 1);
	ck_assert_int_eq(rate_limiter_rules(limiter, 7).groups[RATE_READ].at[0].limit, 10);
	ck_assert_int_eq(rate_limiter_rules(limiter, 8).groups[RATE_READ].at[0].limit, 1);
}
END_TEST

START_TEST(a_reset_forgets_requests_and_rules)
{
	struct rate_rules wide = rules_of(10, 1000);

	rate_limiter_set(limiter, 7, &wide);
	ck_assert_int_eq(reads(7, 20), 10);
	ck_assert_int_eq(reads(8, 20), 3);
	rate_limiter_reset(limiter, 7);
	rate_limiter_reset(limiter, 99);
	ck_assert_int_eq(reads(7, 20), 3);
	ck_assert_int_eq(reads(8, 20), 0);
	rate_limiter_set(limiter, RATE_LIMITER_ALL, &wide);
	rate_limiter_reset(limiter, RATE_LIMITER_ALL);
	ck_assert_int_eq(reads(7, 20), 3);
	ck_assert_int_eq(reads(8, 20), 3);
}
END_TEST

START_TEST(windows_follow_the_accounts_own_clock)
{
	clock_set(clocks, 7, (struct clock_state){ CLOCK_FROZEN, 1000 });
	ck_assert_int_eq(reads(7, 5), 3);
	ck_assert_int_eq(reads(8, 5), 3);
	ck_assert(clock_advance(clocks, CLOCK_GLOBAL, 1000));
	ck_assert_int_eq(reads(7, 5), 0);
	ck_assert_int_eq(reads(8, 5), 3);
	ck_assert(clock_advance(clocks, 7, 999));
	ck_assert_int_eq(reads(7, 5), 0);
	ck_assert(clock_advance(clocks, 7, 1));
	ck_assert_int_eq(reads(7, 5), 3);
	clock_set(clocks, 7, (struct clock_state){ CLOCK_FROZEN, 10 });
	ck_assert_int_eq(reads(7, 5), 3);
}
END_TEST

static const struct {
	const char *label;
	enum rate_headers headers;
	bool shown_in, shown_limited;
} shown[] = {
	{ "always", RATE_HEADERS_ALWAYS, true, true },
	{ "limited", RATE_HEADERS_LIMITED, false, true },
	{ "never", RATE_HEADERS_NEVER, false, false },
};

START_TEST(what_is_shown)
{
	struct rate_rules rules = rules_of(1, 1000);

	rules.headers = shown[_i].headers;
	rules.retry_after = true;
	rate_limiter_set(limiter, RATE_LIMITER_ALL, &rules);
	struct rate_verdict v = rate_limiter_admit(limiter, 1, RATE_READ);
	ck_assert_msg(v.shown == shown[_i].shown_in && !v.limited && !v.retry_after, "%s",
		shown[_i].label);
	v = rate_limiter_admit(limiter, 1, RATE_READ);
	ck_assert_msg(v.shown == shown[_i].shown_limited && v.limited && v.retry_after, "%s",
		shown[_i].label);
	ck_assert_int_eq(v.next.wait_ms, 1000);
	rules.enabled = false;
	rate_limiter_set(limiter, RATE_LIMITER_ALL, &rules);
	v = rate_limiter_admit(limiter, 1, RATE_READ);
	ck_assert_msg(!v.shown && !v.limited, "%s", shown[_i].label);
}
END_TEST

enum { THREADS = 4, EACH = 2000 };

static void *ask(void *arg)
{
	int *in = arg;

	for (int i = 0; i < EACH; i++) {
		*in += !rate_limiter_admit(limiter, 5, RATE_READ).limited;
		if (i % 100 == 0)
			rate_limiter_reset(limiter, 6);
		rate_limiter_admit(limiter, 100 + i % 7, RATE_READ);
	}
	return NULL;
}

START_TEST(threads_share_one_window)
{
	struct rate_rules rules = rules_of(1234, 1000);
	pthread_t threads[THREADS];
	int in[THREADS] = { 0 }, sum = 0;

	rate_limiter_set(limiter, RATE_LIMITER_ALL, &rules);
	for (int i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &in[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		sum += in[i];
	}
	ck_assert_int_eq(sum, 1234);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *tests = tcase_create("rate_limiter");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, accounts_do_not_share_their_requests);
	tcase_add_test(tests, groups_without_windows_are_not_limited);
	tcase_add_test(tests, rules_of_one_account_are_its_own);
	tcase_add_test(tests, a_reset_forgets_requests_and_rules);
	tcase_add_test(tests, windows_follow_the_accounts_own_clock);
	tcase_add_loop_test(tests, what_is_shown, 0, (int)ARRAY_LEN(shown));
	tcase_add_test(tests, threads_share_one_window);
	suite_add_tcase(suite, tests);
	return check_run(suite);
}
