/* What the control plane holds, as rows and back: nothing is lost, nothing comes from elsewhere. */
#include "control/clock_json.h"
#include "control/fault_read.h"
#include "control/rate_json.h"
#include "state/control_state.h"
#include "state/reset_keep.h"
#include "state/reset_ops.h"
#include "tests/support/bench.h"
#include "tests/support/check_main.h"

static struct bench bench;
static struct account other;
static struct db *db; /* in a write transaction */

static void setup(void)
{
	bench_open(&bench);
	other = (struct account){ .imagekit_id = "other", .private_key = "private_other" };
	ck_assert(db_pool_write(bench.emulator.db, &bench.scope, &db));
	ck_assert_msg(account_ops_make(&bench.emulator, db, &bench.scope, &other), "%s",
		bench.scope.err.msg);
}

static void teardown(void)
{
	ck_assert(db_pool_finish(bench.emulator.db, &bench.scope, true));
	bench_close(&bench);
}

static const struct json_value *json(const char *text)
{
	const struct json_value *v;

	ck_assert_msg(json_parse(&bench.scope, text, strlen(text), &v), "%s: %s", text,
		bench.scope.err.msg);
	return v;
}

static void set_clock(int64_t account, const char *text)
{
	struct clock_wish wish;

	ck_assert_msg(clock_json_read(&bench.scope, json(text), &wish), "%s: %s", text,
		bench.scope.err.msg);
	clock_json_apply(bench.emulator.clock, account, &wish);
}

static void set_faults(int64_t account, const char *text)
{
	struct fault *faults;
	size_t count;

	ck_assert_msg(fault_read(&bench.scope, json(text), &faults, &count), "%s: %s", text,
		bench.scope.err.msg);
	ck_assert(fault_book_add(bench.emulator.faults, account, faults, count, true));
}

static void set_rates(int64_t account, const char *text)
{
	struct rate_rules rules = rate_limiter_rules(bench.emulator.rates, account);

	ck_assert_msg(rate_json_read(&bench.scope, json(text), &rules), "%s: %s", text,
		bench.scope.err.msg);
	rate_limiter_set(bench.emulator.rates, account, &rules);
}

static const char *shown(int64_t account)
{
	struct strbuf text = strbuf_init(bench.scope.arena, 1024 * 1024);
	struct json_writer w = json_writer(&text);

	json_open_object(&w, NULL);
	control_state_write(&bench.emulator, &w, account);
	json_close_object(&w);
	return strbuf_text(&text);
}

static void forget_everything(void)
{
	emulator_start_clock(&bench.emulator);
	fault_book_reset(bench.emulator.faults, FAULT_BOOK_ALL);
	rate_limiter_reset(bench.emulator.rates, RATE_LIMITER_ALL);
}

static void set_everything(void)
{
	set_clock(CLOCK_GLOBAL, "{\"mode\":\"frozen\",\"time\":\"2026-01-02T03:04:05.678Z\"}");
	set_clock(other.row, "{\"mode\":\"offset\",\"offsetMs\":-5000}");
	set_faults(0, "[{\"status\":503,\"times\":0}]");
	set_faults(other.row, "[{\"match\":{\"operation\":\"files.get\"},\"reset\":true},"
			      "{\"delay\":{\"ms\":20},\"after\":3}]");
	set_rates(0,
		"{\"headers\":\"never\",\"groups\":{\"read\":[{\"limit\":3,\"intervalMs\":9}]}}");
	set_rates(other.row, "{\"enabled\":false,\"retryAfter\":true}");
}

static void save(void)
{
	ck_assert_msg(
		control_state_save(&bench.emulator, db, &bench.scope), "%s", bench.scope.err.msg);
}

static void apply(int64_t account, unsigned keep)
{
	struct control_state state;

	ck_assert_msg(control_state_read(&bench.emulator, db, &bench.scope, account, &state), "%s",
		bench.scope.err.msg);
	control_state_apply(&bench.emulator, &state, account, keep);
}

START_TEST(what_was_set_comes_back)
{
	set_everything();
	const char *all = shown(0), *one = shown(other.row);

	ck_assert_msg(strstr(one, "\"offsetMs\":-5000") && strstr(one, "files.get"), "%s", one);
	save();
	forget_everything();
	ck_assert_str_eq(shown(other.row), "{}");
	apply(0, 0);
	ck_assert_str_eq(shown(0), all);
	ck_assert_str_eq(shown(other.row), one);
}
END_TEST

START_TEST(what_was_set_since_is_forgotten)
{
	save();
	set_everything();
	apply(0, 0);
	ck_assert_str_eq(shown(other.row), "{}");
	ck_assert_ptr_null(strstr(shown(0), "faults"));
	ck_assert_ptr_null(strstr(shown(0), "rateLimits"));
}
END_TEST

START_TEST(one_account_leaves_the_others)
{
	set_everything();
	save();
	const char *all = shown(0), *one = shown(other.row);
	set_clock(other.row, "{\"mode\":\"frozen\",\"time\":\"2000-01-01\"}");
	set_faults(other.row, "[]");
	apply(other.row, 0);
	ck_assert_str_eq(shown(0), all);
	ck_assert_str_eq(shown(other.row), one);
}
END_TEST

static const struct keep_row {
	unsigned keep;
	const char *member;
} keeps[] = {
	{ RESET_KEEP_CLOCK, "\"clock\":" },
	{ RESET_KEEP_FAULTS, "\"faults\":" },
	{ RESET_KEEP_RATE_LIMITS, "\"rateLimits\":" },
};

START_TEST(what_is_to_be_kept_is_kept)
{
	save();
	set_everything();
	apply(0, keeps[_i].keep);
	for (size_t i = 0; i < ARRAY_LEN(keeps); i++)
		ck_assert_msg((strstr(shown(other.row), keeps[i].member) != NULL) == ((int)i == _i),
			"%s: %s", keeps[i].member, shown(other.row));
}
END_TEST

static const struct wrong_row {
	const char *clock, *faults, *rates, *message;
} wrongs[] = {
	{ "{\"mode\":\"odd\"}", NULL, NULL, "mode must be one of real, offset, frozen, speed" },
	{ "{\"mode\":\"real\",\"time\":\"2026-01-01\"}", NULL, NULL,
		"The real clock takes no time." },
	{ "{\"mode\":\"offset\"}", NULL, NULL,
		"The mode offset needs the time from which it runs on, or offsetMs, and not "
		"both." },
	{ "{\"mode\":\"offset\",\"offsetMs\":1,\"time\":\"2026-01-01\"}", NULL, NULL,
		"The mode offset needs the time from which it runs on, or offsetMs, and not "
		"both." },
	{ "{\"mode\":\"frozen\",\"offsetMs\":1}", NULL, NULL,
		"The mode frozen takes no offsetMs." },
	{ "{\"mode\":\"frozen\",\"speed\":2}", NULL, NULL, "The mode frozen takes no speed." },
	{ NULL, "[{\"status\":700}]", NULL,
		"faults[0]: status must be a whole number from 200 to 599" },
	{ NULL, "[{\"reset\":true},{\"match\":{\"operation\":\"file.get\"},\"reset\":true}]", NULL,
		"faults[1].match: no operation is called 'file.get'; the nearest is files.get" },
	{ NULL, NULL, "{\"groups\":{\"read\":3}}",
		"groups.read must be an array of {\"limit\":…,\"intervalMs\":…}" },
};

START_TEST(what_is_wrong_is_told_and_not_written)
{
	const struct wrong_row *row = &wrongs[_i];
	const struct seed_control wanted = {
		.clock = row->clock ? json(row->clock) : NULL,
		.faults = row->faults ? json(row->faults) : NULL,
		.rate_limits = row->rates ? json(row->rates) : NULL,
	};
	const struct json_value *culprit = NULL;

	ck_assert(!control_state_put(&bench.emulator, db, &bench.scope, 0, &wanted, &culprit));
	ck_assert_str_eq(bench.scope.err.msg, row->message);
	ck_assert_int_eq(bench.scope.err.code, ERR_INVALID);
	ck_assert_ptr_nonnull(culprit);
	err_clear(&bench.scope);
	struct db_query q = db_begin_once(db, "SELECT count(*) FROM control_state");
	ck_assert(db_row(&q) && db_int(&q, 0) == 0);
	ck_assert(db_end(&q, &bench.scope));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ops");
	TCase *tc = tcase_create("control_state");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_was_set_comes_back);
	tcase_add_test(tc, what_was_set_since_is_forgotten);
	tcase_add_test(tc, one_account_leaves_the_others);
	tcase_add_loop_test(tc, what_is_to_be_kept_is_kept, 0, (int)ARRAY_LEN(keeps));
	tcase_add_loop_test(tc, what_is_wrong_is_told_and_not_written, 0, (int)ARRAY_LEN(wrongs));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
