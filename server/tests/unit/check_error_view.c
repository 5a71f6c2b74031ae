/* Status and body of every kind of failure. */
#include "json/json_value.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"
#include "view/error_view.h"

#include <string.h>

#define HELP     "For support kindly contact us at support@imagekit.io ."
#define INTERNAL "We have experienced an internal error while processing your request."

/* Compared as text where the order of the members is known to clients. */
static const struct row {
	const char *label;
	enum err_code code;
	int status;
} rows[] = {
	{ "wrong request", ERR_INVALID, 400 },
	{ "no key", ERR_UNAUTHENTICATED, 401 },
	{ "wrong key", ERR_FORBIDDEN, 403 },
	{ "absent", ERR_NOT_FOUND, 404 },
	{ "slow client", ERR_TIMEOUT, 408 },
	{ "conflict", ERR_CONFLICT, 409 },
	{ "too large", ERR_TOO_LARGE, 413 },
	{ "locked", ERR_LOCKED, 423 },
	{ "too often", ERR_LIMITED, 429 },
	{ "not there yet", ERR_NOT_IMPLEMENTED, 501 },
	{ "stopping", ERR_UNAVAILABLE, 503 },
};

START_TEST(an_error_has_its_status_and_its_words)
{
	const struct row *row = &rows[_i];

	err_set(&scope, row->code, "The \"%s\" is\nwrong.", "x");
	struct error_view v = error_view(scope.arena, &scope.err);
	ck_assert_msg(v.status == row->status, "%s: %d", row->label, v.status);
	ck_assert_msg(strcmp(v.body, "{\"message\":\"The \\\"x\\\" is\\nwrong.\","
				     "\"help\":\"" HELP "\"}") == 0,
		"%s: %s", row->label, v.body);
}
END_TEST

START_TEST(internal_errors_keep_their_words_to_themselves)
{
	static const enum err_code codes[] = { ERR_INTERNAL, ERR_NONE };

	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct err err = { .code = codes[i],
			.msg = "secret path",
			.reason = "SECRET",
			.extra_key = "secret",
			.extra_json = "\"secret\"" };
		struct error_view v = error_view(scope.arena, &err);
		ck_assert_int_eq(v.status, 500);
		ck_assert_str_eq(v.body, "{\"message\":\"" INTERNAL "\",\"help\":\"" HELP "\"}");
	}
}
END_TEST

START_TEST(some_messages_come_without_help)
{
	err_bare(&scope, ERR_INVALID, "bare");
	ck_assert_str_eq(error_view(scope.arena, &scope.err).body, "{\"message\":\"bare\"}");
}
END_TEST

static const char *text(const char *body, const char *name)
{
	const struct json_value *v;

	ck_assert_msg(json_parse(&scope, body, strlen(body), &v), "%s: %s", scope.err.msg, body);
	ck_assert_msg(json_member(v, name) != NULL, "no %s: %s", name, body);
	return json_text_of(json_member(v, name));
}

START_TEST(reasons_and_further_members_are_shown)
{
	err_reason(&scope, ERR_NOT_FOUND, "SOURCE_FILE_NOT_FOUND", "No file.");
	err_extra(&scope, "missingFileIds", "[\"a\",\"b\"]");
	struct error_view v = error_view(scope.arena, &scope.err);

	err_clear(&scope);
	ck_assert_int_eq(v.status, 404);
	ck_assert_str_eq(text(v.body, "reason"), "SOURCE_FILE_NOT_FOUND");
	ck_assert_str_eq(text(v.body, "message"), "No file.");
	ck_assert_str_eq(text(v.body, "help"), HELP);
	ck_assert_msg(strstr(v.body, "\"missingFileIds\":[\"a\",\"b\"]") != NULL, "%s", v.body);
	ck_assert_str_eq(error_view_help, HELP);
}
END_TEST

START_TEST(a_body_can_be_made_for_any_status)
{
	ck_assert_str_eq(error_view_body(scope.arena, "Too early."),
		"{\"message\":\"Too early.\",\"help\":\"" HELP "\"}");
}
END_TEST

/* The longest text that a form may hold, in characters that JSON writes longest. */
START_TEST(the_longest_message_stays_json)
{
	enum { LENGTH = 1024 * 1024 };
	char *message = arena_alloc(scope.arena, LENGTH + 1);

	memset(message, 1, LENGTH);
	struct err err = { .code = ERR_INVALID, .msg = message };
	ck_assert_str_eq(text(error_view(scope.arena, &err).body, "message"), message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("view");
	TCase *cases = tcase_create("error_view");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, an_error_has_its_status_and_its_words, 0, ARRAY_LEN(rows));
	tcase_add_test(cases, internal_errors_keep_their_words_to_themselves);
	tcase_add_test(cases, some_messages_come_without_help);
	tcase_add_test(cases, reasons_and_further_members_are_shown);
	tcase_add_test(cases, a_body_can_be_made_for_any_status);
	tcase_add_test(cases, the_longest_message_stays_json);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
