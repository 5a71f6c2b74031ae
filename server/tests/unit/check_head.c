/* Which bytes are the head of a request, and what is read of it. */
#include "http/head.h"
#include "tests/support/check_main.h"

#include <stdlib.h>
#include <string.h>

enum { PORT = 4010, FINE = 200 };

#define HOST       "Host: a\r\n"
#define EIGHT      "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
#define SIXTY_FOUR EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT EIGHT

/* clang-format off */
static const struct start {
	const char *text;
	enum head_state state;
} starts[] = {
	{ "\r", HEAD_NONE },
	{ "\r\n", HEAD_NONE },
	{ "\r\n\r\n\r\n", HEAD_NONE },
	{ "G", HEAD_PART },
	{ "\r\nG", HEAD_PART },
	{ "GET / HTTP/1.1\r", HEAD_PART },
	{ "GET / HTTP/1.1\r\n" HOST "\r", HEAD_PART },
	{ "GET / HTTP/1.1\r\n" HOST "\r\n", HEAD_WHOLE },
	{ "GET / HTTP/1.1\r\n" HOST "\r\nbody \x01\n", HEAD_WHOLE },
	{ "\r\n\r\nGET / HTTP/1.1\r\n" HOST "\r\n", HEAD_WHOLE },
	{ "X: \xc3\xa9\r\n\r\n", HEAD_WHOLE },
	{ SIXTY_FOUR, HEAD_WRONG },
	{ SIXTY_FOUR "GET / HTTP/1.1\r\n" HOST "\r\n", HEAD_WRONG },
	{ "\n", HEAD_WRONG },
	{ "\r\r", HEAD_WRONG },
	{ "GET / HTTP/1.1\n", HEAD_WRONG },
	{ "GET / HTTP/1.1\rX", HEAD_WRONG },
	{ "GET / HTTP/1.1\r\nX:\t1\t2\r\n\r\n", HEAD_WHOLE },
	{ "GET\v/", HEAD_WRONG },
	{ "GET / HTTP/1.1\r\nX: \x7f", HEAD_WRONG },
	{ "\x16\x03\x01", HEAD_WRONG },
};

static const struct row {
	const char *head;    /* without the empty line */
	int status;
	const char *target;
	int64_t length, guess;
} rows[] = {
	{ "GET /a?b HTTP/1.1\r\n" HOST, FINE, "/a?b", 0, 0 },
	{ "GET / HTTP/1.0\r\n", FINE, "/", 0, 0 },
	{ "\r\nGET / HTTP/1.1\r\nhOST:a\r\n", FINE, "/", 0, 0 },
	{ "GET http://[::1]:4010/a HTTP/1.1\r\n" HOST, FINE, "/a", 0, 0 },
	{ "GET HTTPS://api.test:4010/a?http://b HTTP/1.1\r\n" HOST, FINE, "/a?http://b", 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length:  7 \r\n", FINE, "/", 7, 7 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length:\t7 \t\r\n", FINE, "/", 7, 7 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 7\r\nExpect: 100-continue\r\n", FINE, "/", 7, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n", FINE, "/", -1, 0 },
	{ "GET http://[::1]/a HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "OPTIONS * HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET http://[::1:4010/a HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET http://a:4010 HTTP/1.1\r\n" HOST, FINE, "/", 0, 0 },
	{ "GET http://:4010/ HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET http://a:4010?b HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET http://a:4010?b/ HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET\t/ HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET /\tHTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET http://a:x/ HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET a HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET /\xc3\xa9 HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET  / HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1 \r\n" HOST, 400, NULL, 0, 0 },
	{ "GET /\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET / http/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET / HTTP/2.0\r\n" HOST, 505, NULL, 0, 0 },
	{ "GET / HTTP/1.2\r\n" HOST, FINE, "/", 0, 0 },
	{ "GET / HTTP/1.2\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.10\r\n" HOST, 505, NULL, 0, 0 },
	{ "GET / HTTP/1.x\r\n" HOST, 505, NULL, 0, 0 },
	{ "BREW / HTTP/1.1\r\n" HOST, FINE, "/", 0, 0 },
	{ "B@W / HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "\r\n\r\nGET / HTTP/1.1\r\n" HOST, 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST HOST, 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST "X : a\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST "X\t: a\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb: c\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST ": a\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n", 400, NULL, 0, 0 },
	{ "GET / HTTP/1.1\r\n" HOST "X\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n", 400, NULL, 0, 1 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400, NULL, 0, 1 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: -0\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", 400, NULL, 0, 0 },
	{ "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n", 400, NULL, 0, 0 },
};
/* clang-format on */

START_TEST(a_start_is)
{
	const struct start *t = &starts[_i];
	size_t n = strlen(t->text), end = 0, scanned = 0;
	enum head_state state = HEAD_NONE;

	ck_assert_int_eq(head_scan(t->text, n, &scanned, &end), t->state);
	scanned = 0;
	for (size_t i = 1; i <= n && (state == HEAD_NONE || state == HEAD_PART); i++)
		state = head_scan(t->text, i, &scanned, &end);
	ck_assert_int_eq(state, t->state);
}
END_TEST

START_TEST(a_head_is_read_as)
{
	const struct row *row = &rows[_i];
	size_t n = strlen(row->head) + 2;
	char *text = malloc(n + 1);
	struct head head;
	int status;

	ck_assert_ptr_nonnull(text);
	memcpy(text, row->head, n - 2);
	memcpy(text + n - 2, "\r\n", 3);
	ck_assert_int_eq(head_guess_body(text, n), row->guess);
	const char *why = head_read(text, n, PORT, &head, &status);
	ck_assert_msg((why == NULL) == (row->status == FINE), "%s: %s", row->head, why);
	if (why) {
		ck_assert_int_eq(status, row->status);
	} else {
		ck_assert_str_eq(head.target, row->target);
		ck_assert_int_eq(head.length, row->length);
	}
	free(text);
}
END_TEST

/* What becomes of a head with one header of `value` bytes and `count` small ones. */
static void check_limit(size_t value, int count, enum head_state state, int wanted)
{
	static const char first[] = "GET / HTTP/1.1\r\n" HOST "X: ";
	char *text = malloc(sizeof(first) + value + (size_t)count * 6 + 4), *to = text;
	struct head head;
	int status;

	ck_assert_ptr_nonnull(text);
	memcpy(to, first, sizeof(first) - 1);
	to += sizeof(first) - 1;
	memset(to, 'v', value);
	to += value;
	memcpy(to, "\r\n", 2);
	to += 2;
	for (int i = 0; i < count; i++, to += 6)
		memcpy(to, "X: v\r\n", 6);
	memcpy(to, "\r\n", 2);
	size_t n = (size_t)(to + 2 - text), end = 0, scanned = 0;
	ck_assert_int_eq(head_scan(text, n, &scanned, &end), state);
	const char *why = state == HEAD_WHOLE ? head_read(text, n, PORT, &head, &status)
					      : head_refusal(state, &status);
	ck_assert_int_eq(why ? status : FINE, wanted);
	free(text);
}

START_TEST(a_head_has_limits)
{
	enum { BESIDE = sizeof("GET / HTTP/1.1\r\n" HOST "X: \r\n\r\n") - 1 };

	check_limit(1, HEAD_MAX_HEADERS - 2, HEAD_WHOLE, FINE);
	check_limit(1, HEAD_MAX_HEADERS - 1, HEAD_WHOLE, 431);
	check_limit(HEAD_MAX - BESIDE, 0, HEAD_WHOLE, FINE);
	check_limit(HEAD_MAX - BESIDE + 1, 0, HEAD_LARGE, 431);
	check_limit((size_t)HEAD_MAX * 4, 0, HEAD_LARGE, 431);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("head");
	TCase *tc = tcase_create("head");

	tcase_add_loop_test(tc, a_start_is, 0, ARRAY_LEN(starts));
	tcase_add_loop_test(tc, a_head_is_read_as, 0, ARRAY_LEN(rows));
	tcase_add_test(tc, a_head_has_limits);
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
