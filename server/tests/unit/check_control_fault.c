/* Fault scripts without a server: chance, patterns, words, and the counting of what was met. */
#include "base/scope.h"
#include "control/fault_book.h"
#include "control/fault_read.h"
#include "control/fault_words.h"
#include "tests/support/check_main.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *pattern, *text;
	bool fits;
} patterns[] = {
	{ NULL, NULL, true },
	{ NULL, "files.get", true },
	{ "files.get", NULL, false },
	{ "files.get", "files.get", true },
	{ "files.get", "files.gets", false },
	{ "files.get", "files.ge", false },
	{ "*", "", true },
	{ "**", "a", true },
	{ "", "", true },
	{ "", "a", false },
	{ "/v1/files*", "/v1/files/x/details", true },
	{ "/v1/files*", "/v1/file", false },
	{ "*details", "/v1/details/details", true },
	{ "/v1/*/details", "/v1/details", false },
	{ "a*b*c", "a-b-b-c", true },
	{ "a*b*c", "a-b-b-d", false },
	{ "*ab", "aab", true },
};

START_TEST(pattern)
{
	ck_assert_msg(
		fault_pattern_fits(patterns[_i].pattern, patterns[_i].text) == patterns[_i].fits,
		"'%s' and '%s'", patterns[_i].pattern, patterns[_i].text);
}
END_TEST

/* The sequence is part of what is promised: SplitMix64's published first numbers for the seed 0. */
START_TEST(chance_is_splitmix64)
{
	static const uint64_t numbers[] = { UINT64_C(0xe220a8397b1dcdaf),
		UINT64_C(0x6e789e6aa1b965f4), UINT64_C(0x06c45d188009454f) };

	for (uint64_t i = 0; i < ARRAY_LEN(numbers); i++)
		ck_assert_double_eq(fault_chance(0, i), (double)(numbers[i] >> 11) * 0x1p-53);
}
END_TEST

START_TEST(delay_stays_in_its_range)
{
	const struct fault_delay delay = { 5, 8, 42 };
	unsigned seen = 0;

	for (uint64_t i = 0; i < 500; i++) {
		int64_t ms = fault_delay_ms(&delay, i);
		ck_assert_int_ge(ms, 5);
		ck_assert_int_le(ms, 8);
		seen |= 1u << ms;
	}
	ck_assert_uint_eq(seen, 0xfu << 5);
}
END_TEST

static const struct {
	const char *header;
	bool any;
	enum fault_kind kind;
	int status;
	int64_t delay_ms;
} preferences[] = {
	{ NULL, false, FAULT_NONE, 0, 0 },
	{ "", false, FAULT_NONE, 0, 0 },
	{ "return=minimal", false, FAULT_NONE, 0, 0 },
	{ "code", false, FAULT_NONE, 0, 0 },
	{ "code=", false, FAULT_NONE, 0, 0 },
	{ "code=1000", false, FAULT_NONE, 0, 0 },
	{ "code=199", false, FAULT_NONE, 0, 0 },
	{ "code=+42", false, FAULT_NONE, 0, 0 },
	{ "code=429", true, FAULT_STATUS, 429, 0 },
	{ " CODE = 429 ,x", true, FAULT_STATUS, 429, 0 },
	{ "code=\"500\"", true, FAULT_STATUS, 500, 0 },
	{ "code=500, code=429", true, FAULT_STATUS, 500, 0 },
	{ "fault=reset, code=429", true, FAULT_RESET, 0, 0 },
	{ "delay=200", true, FAULT_NONE, 0, 200 },
	{ "delay=200, code=503", true, FAULT_STATUS, 503, 200 },
	{ "delay=60001", false, FAULT_NONE, 0, 0 },
	{ "delay=-1", false, FAULT_NONE, 0, 0 },
	{ "fault=empty", true, FAULT_EMPTY, 0, 0 },
	{ "fault=invalid-json", true, FAULT_INVALID_JSON, 0, 0 },
	{ "fault=429", false, FAULT_NONE, 0, 0 },
};

START_TEST(prefer)
{
	struct fault_action action;
	int64_t delay_ms;
	bool any = fault_words_prefer(preferences[_i].header, &action, &delay_ms);

	ck_assert_msg(any == preferences[_i].any && action.kind == preferences[_i].kind &&
			      action.status == preferences[_i].status &&
			      delay_ms == preferences[_i].delay_ms,
		"Prefer: %s", preferences[_i].header);
}
END_TEST

static const struct {
	const char *name;
	bool reserved;
	enum fault_kind kind;
} names[] = {
	{ NULL, false, FAULT_NONE },
	{ "photo.jpg", false, FAULT_NONE },
	{ "__emulator_", false, FAULT_NONE },
	{ "__emulator_429", true, FAULT_STATUS },
	{ "__emulator_429.jpg", true, FAULT_STATUS },
	{ "__emulator_4290.jpg", false, FAULT_NONE },
	{ "__emulator_reset.tar.gz", true, FAULT_RESET },
	{ "x__emulator_429.jpg", false, FAULT_NONE },
};

START_TEST(file_name)
{
	struct fault_action action = { .kind = FAULT_NONE };

	ck_assert_msg(fault_words_file_name(names[_i].name, &action) == names[_i].reserved &&
			      action.kind == names[_i].kind,
		"%s", names[_i].name);
}
END_TEST

static const struct fault_request list = { "assets.list", "GET", "/v1/files", "an-id", -1 };

/* A script from JSON; it must be right. */
static void put(struct fault_book *b, struct scope *s, int64_t account, const char *json)
{
	const struct json_value *array;
	struct fault *faults;
	size_t count;

	ck_assert_msg(json_parse(s, json, strlen(json), &array), "%s", s->err.msg);
	ck_assert_msg(fault_read(s, array, &faults, &count), "%s", s->err.msg);
	ck_assert(fault_book_add(b, account, faults, count, true));
}

START_TEST(accounts_have_their_own)
{
	struct fault_book *b = fault_book_new();
	struct scope s = scope_open();
	struct fault_hit hit;

	ck_assert(fault_book_idle(b));
	put(b, &s, 1, "[{\"status\":501}]");
	put(b, &s, 2, "[{\"status\":502}]");
	put(b, &s, FAULT_BOOK_ALL, "[{\"status\":500,\"times\":0}]");
	ck_assert(fault_book_pick(b, s.arena, 2, &list, &hit) && hit.action.status == 502);
	ck_assert(fault_book_pick(b, s.arena, 2, &list, &hit) && hit.action.status == 500);
	ck_assert(fault_book_pick(b, s.arena, 1, &list, &hit) && hit.action.status == 501);
	fault_book_clear(b, FAULT_BOOK_ALL);
	ck_assert(!fault_book_pick(b, s.arena, 1, &list, &hit));
	ck_assert(!fault_book_idle(b));
	fault_book_reset(b, FAULT_BOOK_ALL);
	ck_assert(fault_book_idle(b));
	scope_close(&s);
	fault_book_free(b);
}
END_TEST

/* The copy of a hit outlives its script. */
START_TEST(hits_are_copies)
{
	struct fault_book *b = fault_book_new();
	struct scope s = scope_open();
	struct fault_hit hit;

	put(b, &s, 1, "[{\"status\":500,\"body\":\"gone\",\"headers\":{\"a\":\"b\"}}]");
	ck_assert(fault_book_pick(b, s.arena, 1, &list, &hit));
	fault_book_free(b);
	ck_assert_str_eq(hit.action.body, "gone");
	ck_assert_uint_eq(hit.action.header_count, 1);
	ck_assert_str_eq(hit.action.headers[0].value, "b");
	scope_close(&s);
}
END_TEST

START_TEST(the_newest_requests_are_remembered)
{
	enum { PICKS = FAULT_BOOK_MAX_MET * 2 + 17 };
	struct fault_book *b = fault_book_new();
	struct scope s = scope_open();
	struct fault_report *report;
	struct fault_hit hit;
	size_t count;

	put(b, &s, 1, "[{\"status\":500,\"times\":0}]");
	for (int i = 0; i < PICKS; i++)
		ck_assert(fault_book_pick(b, s.arena, 1, &list, &hit));
	fault_book_report(b, s.arena, 1, &report, &count);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(report->times_met, PICKS);
	ck_assert_uint_eq(report->met_count, FAULT_BOOK_MAX_MET);
	for (size_t i = 0; i < report->met_count; i++)
		ck_assert_int_eq(report->met[i].match, PICKS - FAULT_BOOK_MAX_MET + (int64_t)i + 1);
	ck_assert_str_eq(report->met[0].id, "an-id");
	scope_close(&s);
	fault_book_free(b);
}
END_TEST

/* False exactly when an error is set, for every text that is JSON; and what was read reads again. */
static const char *const scripts[] = {
	"[]",
	"[{}]",
	"[1]",
	"{}",
	"[{\"status\":200}]",
	"[{\"status\":200,\"rateLimit\":{\"limit\":1}}]",
	"[{\"delay\":{\"ms\":0}}]",
	"[{\"delay\":5}]",
	"[{\"chaos\":{\"rate\":\"1\"},\"reset\":true}]",
	"[{\"chaos\":{\"rate\":0},\"reset\":true,\"match\":{\"path\":\"\"}}]",
	"[{\"drip\":{}}]",
	"[{\"stall\":{}}]",
	"[{\"stopReadingAfterBytes\":0,\"then\":\"stop\"}]",
	"[{\"contentType\":\"\"}]",
};

START_TEST(reading_fails_with_a_reason)
{
	struct scope s = scope_open();
	const struct json_value *array;
	struct fault *faults;
	size_t count;

	ck_assert(json_parse(&s, scripts[_i], strlen(scripts[_i]), &array));
	bool ok = fault_read(&s, array, &faults, &count);
	ck_assert_msg(ok == (s.err.code == ERR_NONE), "%s", scripts[_i]);
	for (size_t i = 0; ok && i < count; i++)
		ck_assert(json_parse(&s, faults[i].source, strlen(faults[i].source), &array));
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *rules = tcase_create("fault"), *book = tcase_create("fault_book");

	tcase_add_loop_test(rules, pattern, 0, ARRAY_LEN(patterns));
	tcase_add_test(rules, chance_is_splitmix64);
	tcase_add_test(rules, delay_stays_in_its_range);
	tcase_add_loop_test(rules, prefer, 0, ARRAY_LEN(preferences));
	tcase_add_loop_test(rules, file_name, 0, ARRAY_LEN(names));
	tcase_add_loop_test(rules, reading_fails_with_a_reason, 0, ARRAY_LEN(scripts));
	tcase_add_test(book, accounts_have_their_own);
	tcase_add_test(book, hits_are_copies);
	tcase_add_test(book, the_newest_requests_are_remembered);
	suite_add_tcase(suite, rules);
	suite_add_tcase(suite, book);
	return check_run(suite);
}
