/* Log lines as they leave the process: standard error is a socket that keeps each write apart. */
#include "base/clock.h"
#include "base/date_text.h"
#include "base/log.h"
#include "base/text.h"
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST = 8 * 1024 };

static int ends[2];
static int saved;

static void set_up(void)
{
	open_scope();
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	saved = dup(STDERR_FILENO);
	ck_assert_int_ge(saved, 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
}

static void tear_down(void)
{
	ck_assert_int_eq(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	close(saved);
	close(ends[0]);
	close(ends[1]);
	close_scope();
}

/* The next write, whole and without its newline; NULL when there was none. */
static char *next_line(void)
{
	char *line = arena_alloc(scope.arena, 4 * LONGEST);
	ssize_t n = recv(ends[0], line, 4 * LONGEST - 1, MSG_DONTWAIT);

	if (n < 0)
		return NULL;
	ck_assert_int_le(n, LONGEST);
	ck_assert_int_gt(n, 0);
	ck_assert_msg(line[n - 1] == '\n', "no newline at the end of: %s", line);
	line[n - 1] = '\0';
	ck_assert_msg(strlen(line) == (size_t)n - 1, "a NUL in: %s", line);
	ck_assert_msg(strchr(line, '\n') == NULL, "a second line in: %s", line);
	return line;
}

/* Takes the time off the front of a text line and checks it. */
static const char *after_time(const char *line)
{
	struct timespec t;
	int64_t ms;

	clock_gettime(CLOCK_REALTIME, &t);
	ck_assert_msg(strlen(line) > 25 && line[24] == ' ', "%s", line);
	ck_assert_msg(date_text_parse((struct view){ line, 24 }, &ms), "%s", line);
	ck_assert_int_le(llabs(ms - (int64_t)t.tv_sec * 1000), 10000);
	return line + 25;
}

START_TEST(a_text_line_has_time_level_event_and_fields)
{
	const struct log_field fields[] = {
		{ "port", NULL, 4010 },
		{ "low", NULL, INT64_MIN },
		{ "path", "/a/b.jpg?x", 0 },
		{ "note", "two words", 0 },
		{ "empty", "", 0 },
	};

	log_setup(LOG_INFO, LOG_TEXT);
	log_line(LOG_INFO, "start", fields, ARRAY_LEN(fields));
	ck_assert_str_eq(after_time(next_line()),
		"info start port=4010 low=-9223372036854775808 path=/a/b.jpg?x "
		"note=\"two words\" empty=\"\"");
	log_line(LOG_ERROR, "bare", NULL, 0);
	ck_assert_str_eq(after_time(next_line()), "error bare");
	ck_assert_ptr_null(next_line());
}
END_TEST

struct escape {
	const char *text, *logged; /* as it stands in a text line */
	const char *json;          /* as it reads from a JSON line */
};

/* clang-format off */
static const struct escape escapes[] = {
	{ "plain", "plain", "plain" },
	{ "a=b", "\"a=b\"", "a=b" },
	{ "say \"hi\"", "\"say \\\"hi\\\"\"", "say \"hi\"" },
	{ "back\\slash", "\"back\\\\slash\"", "back\\slash" },
	{ "ends\\", "\"ends\\\\\"", "ends\\" },
	{ "two\nlines", "\"two\\nlines\"", "two\nlines" },
	{ "x\r\n2026-01-01T00:00:00.000Z error forged",
	  "\"x\\r\\n2026-01-01T00:00:00.000Z error forged\"",
	  "x\r\n2026-01-01T00:00:00.000Z error forged" },
	{ "tab\there", "\"tab\\there\"", "tab\there" },
	{ "\x1b[31mred", "\"\\u001b[31mred\"", "\x1b[31mred" },
	{ "\x01\x7f", "\"\\u0001\\u007f\"", "\x01\x7f" },
	{ "h\xc3\xa9", "\"h\xc3\xa9\"", "h\xc3\xa9" },
	{ "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"", "\xf0\x9f\x98\x80" },
	{ "nel\xc2\x85", "\"nel\\u0085\"", "nel\xc2\x85" },
	{ "csi\xc2\x9b", "\"csi\\u009b\"", "csi\xc2\x9b" },
	{ "sep\xe2\x80\xa8\xe2\x80\xa9", "\"sep\\u2028\\u2029\"", "sep\xe2\x80\xa8\xe2\x80\xa9" },
	{ "bad\xff\xc3", "\"bad\\ufffd\\ufffd\"", "bad\xef\xbf\xbd\xef\xbf\xbd" },
};
/* clang-format on */

START_TEST(text_is_escaped_in_text_lines)
{
	const struct escape *row = &escapes[_i];
	const struct log_field field = { "k", row->text, 0 };

	log_setup(LOG_INFO, LOG_TEXT);
	log_line(LOG_WARN, "e", &field, 1);
	ck_assert_str_eq(
		after_time(next_line()), arena_printf(scope.arena, "warn e k=%s", row->logged));
}
END_TEST

static const char *text_member(const struct json_value *object, const char *name)
{
	const struct json_value *member = json_member(object, name);

	ck_assert_msg(member && json_text_of(member), "no text '%s'", name);
	return json_text_of(member);
}

static const struct json_value *parse_line(const char *line)
{
	const struct json_value *object = NULL;

	ck_assert_ptr_nonnull(line);
	ck_assert_msg(
		json_parse(&scope, line, strlen(line), &object), "%s: %s", scope.err.msg, line);
	ck_assert_int_eq(json_kind_of(object), JSON_OBJECT);
	return object;
}

START_TEST(text_is_escaped_in_json_lines)
{
	const struct escape *row = &escapes[_i];
	const struct log_field fields[] = { { "k", row->text, 0 }, { "n", NULL, -7 } };

	log_setup(LOG_INFO, LOG_JSON);
	log_line(LOG_WARN, "e", fields, 2);
	char *line = next_line();
	for (const char *at = line; *at; at++)
		ck_assert_msg((uint8_t)*at >= 0x20 && *at != 0x7f, "raw control in %s", line);
	const struct json_value *object = parse_line(line);
	ck_assert_uint_eq(json_count(object), 5);
	int64_t number = 0, ms;
	ck_assert_str_eq(text_member(object, "level"), "warn");
	ck_assert_str_eq(text_member(object, "event"), "e");
	ck_assert_str_eq(text_member(object, "k"), row->json);
	ck_assert(json_int_of(json_member(object, "n"), &number));
	ck_assert_int_eq(number, -7);
	ck_assert(date_text_parse(view_of(text_member(object, "time")), &ms));
}
END_TEST

/* A field of each length around the limit, of characters that take 1 to 6 bytes in the line. */
START_TEST(a_long_line_is_cut_where_one_can_see_it)
{
	static const char *const units[] = { "a", "\"", "\n", "\x01", "\xc3\xa9",
		"\xf0\x9f\x98\x80", "\xff" };
	const char *unit = units[_i / 2];
	bool json = _i % 2;

	log_setup(LOG_INFO, json ? LOG_JSON : LOG_TEXT);
	for (size_t count = 1300; count < 8300; count += count % 7 + (count > 8000 ? 1 : 31)) {
		char *text = arena_alloc(scope.arena, count * 4 + 1);
		for (size_t i = 0; i < count; i++)
			memcpy(text + i * strlen(unit), unit, strlen(unit));
		const struct log_field fields[] = { { "k", text, 0 }, { "after", "x", 0 } };
		log_line(LOG_INFO, "long", fields, 2);
		const char *line = next_line();
		bool whole = strstr(line, json ? "\"after\":\"x\"" : " after=x") != NULL;
		bool marked = text_ends(line, json ? ",\"truncated\":true}" : " truncated=true");
		ck_assert_msg(whole != marked, "%zu of '%s': %.60s", count, unit, line);
		ck_assert_msg(whole || strlen(line) > LONGEST - 128, "%zu of '%s' cut at %zu",
			count, unit, strlen(line));
		if (json) {
			const char *kept = text_member(parse_line(line), "k");
			ck_assert_msg(*unit == '\xff' || text_starts(text, kept), "%zu", count);
		}
	}
}
END_TEST

START_TEST(many_fields_are_cut_too)
{
	struct log_field fields[2000];

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		fields[i] = (struct log_field){ arena_printf(scope.arena, "key%zu", i), NULL, 1 };
	for (size_t n = 600; n <= ARRAY_LEN(fields); n += 7) {
		log_setup(LOG_INFO, LOG_JSON);
		log_line(LOG_INFO, "many", fields, n);
		const char *line = next_line();
		const struct json_value *object = parse_line(line);
		bool marked = json_member(object, "truncated") != NULL;
		ck_assert_msg(marked != (json_count(object) == n + 3), "%zu fields", n);
		log_setup(LOG_INFO, LOG_TEXT);
		log_line(LOG_INFO, "many", fields, n);
		line = next_line();
		bool whole = text_ends(line, arena_printf(scope.arena, " key%zu=1", n - 1));
		ck_assert_msg(whole != text_ends(line, " truncated=true"), "%zu fields", n);
	}
}
END_TEST

START_TEST(messages_are_printed_and_bounded)
{
	log_setup(LOG_INFO, LOG_TEXT);
	log_message(LOG_INFO, "say", "%d %s", 42, "things\nhere");
	ck_assert_str_eq(after_time(next_line()), "info say message=\"42 things\\nhere\"");
	log_message(LOG_INFO, "say", "%20000d", 1);
	ck_assert(text_ends(next_line(), " truncated=true"));
}
END_TEST

START_TEST(levels_above_the_limit_are_dropped)
{
	static const enum log_level levels[] = { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

	for (size_t limit = 0; limit < ARRAY_LEN(levels); limit++) {
		log_setup(levels[limit], LOG_TEXT);
		for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
			ck_assert(log_enabled(levels[i]) == (i <= limit));
			log_message(levels[i], "e", "m");
			ck_assert_msg(
				(next_line() != NULL) == (i <= limit), "%zu at %zu", i, limit);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("log");

	tcase_add_checked_fixture(cases, set_up, tear_down);
	tcase_add_test(cases, a_text_line_has_time_level_event_and_fields);
	tcase_add_loop_test(cases, text_is_escaped_in_text_lines, 0, (int)ARRAY_LEN(escapes));
	tcase_add_loop_test(cases, text_is_escaped_in_json_lines, 0, (int)ARRAY_LEN(escapes));
	tcase_add_loop_test(cases, a_long_line_is_cut_where_one_can_see_it, 0, 14);
	tcase_add_test(cases, many_fields_are_cut_too);
	tcase_add_test(cases, messages_are_printed_and_bounded);
	tcase_add_test(cases, levels_above_the_limit_are_dropped);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
