/* Fetches against a server in a thread of the test: what arrives, and the sentence for each way in
 * which it may not. */
#include "base/clock.h"
#include "base/strbuf.h"
#include "fetch/fetch.h"
#include "tests/support/check_main.h"
#include "tests/support/http_peer.h"
#include "tests/support/own_scope.h"

#include <poll.h>

enum { PATTERN = 300 * 1000, MOST = 1000 * 1000, SHORT_MS = 200, GENEROUS_MS = 20 * 1000 };

/* ---- the server's answers */

static char pattern_at(size_t i)
{
	return (char)(i * 7 + i / 251);
}

static void send_pattern(int fd)
{
	char *bytes = xmalloc(PATTERN);

	for (size_t i = 0; i < PATTERN; i++)
		bytes[i] = pattern_at(i);
	http_peer_send(fd, bytes, PATTERN);
	free(bytes);
}

/* Says nothing more, until the client has gone. */
static void wait_for_end(int fd)
{
	struct pollfd one = { fd, POLLIN, 0 };
	char c;

	if (poll(&one, 1, GENEROUS_MS) > 0)
		(void)!recv(fd, &c, 1, 0);
}

enum after { CLOSE, WAIT, FOR_EVER, DRIP };

#define OK "HTTP/1.1 200 OK\r\n"
#define TO "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "

/* clang-format off */
static const struct {
	const char *path, *answer;
	enum after after;
	const char *more; /* FOR_EVER, DRIP: sent again and again, DRIP with pauses */
} answers[] = {
	{ "/hello", OK "Content-Length: 5\r\n\r\nhello", CLOSE, NULL },
	{ "/request", OK "\r\n", CLOSE, NULL },
	{ "/pattern", OK "Content-Length: 300000\r\n\r\n", CLOSE, NULL },
	{ "/until-close", OK "\r\nhello", CLOSE, NULL },
	{ "/chunked", OK "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
	  CLOSE, NULL },
	{ "/gzip", OK "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", CLOSE, NULL },
	{ "/strange", OK "Content-Encoding: gzip, aws-chunked\r\nContent-Length: 5\r\n\r\nhello",
	  CLOSE, NULL },
	{ "/to-strange", "HTTP/1.1 302 Found\r\nContent-Encoding: utf-8\r\nLocation: /gzip\r\n\r\n",
	  CLOSE, NULL },
	{ "/continue", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" OK
	  "Content-Length: 5\r\n\r\nhello", CLOSE, NULL },
	{ "/nothing", "HTTP/1.1 204 No Content\r\n\r\n", CLOSE, NULL },
	{ "/moved", TO "/hello\r\n\r\n", CLOSE, NULL },
	{ "/moved-twice", TO "moved?x\r\n\r\n", CLOSE, NULL },
	{ "/moved-with-body", "HTTP/1.1 301 Moved\r\nLocation: /hello\r\nContent-Length: 3\r\n\r\n"
	  "bad", CLOSE, NULL },
	{ "/self", TO "/self\r\n\r\n", CLOSE, NULL },
	{ "/to-file", TO "file:///etc/passwd\r\n\r\n", CLOSE, NULL },
	{ "/to-ftp", TO "ftp://127.0.0.1/x\r\n\r\n", CLOSE, NULL },
	{ "/to-away", TO "http://192.0.2.1/\r\n\r\n", CLOSE, NULL },
	{ "/to-away6", TO "http://[2001:db8::1]/x\r\n\r\n", CLOSE, NULL },
	{ "/to-mapped", TO "http://[::ffff:192.0.2.1]/\r\n\r\n", CLOSE, NULL },
	{ "/to-user", TO "http://u:secret@127.0.0.1/\r\n\r\n", CLOSE, NULL },
	{ "/to-slow", TO "/slow\r\n\r\n", CLOSE, NULL },
	{ "/to-missing", TO "/missing\r\n\r\n", CLOSE, NULL },
	{ "/to-nowhere", "HTTP/1.1 302 Found\r\nContent-Length: 3\r\n\r\nbad", CLOSE, NULL },
	{ "/to-nothing", "HTTP/1.1 304 Not Modified\r\n\r\n", CLOSE, NULL },
	{ "/missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nbad", CLOSE, NULL },
	{ "/broken", "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad", CLOSE, NULL },
	{ "/large-missing", "HTTP/1.1 404 Not Found\r\nContent-Length: 9999999999\r\n\r\nbad",
	  CLOSE, NULL },
	{ "/closes", "", CLOSE, NULL },
	{ "/cut", OK "Content-Length: 100\r\n\r\nshort", CLOSE, NULL },
	{ "/cut-chunk", OK "Transfer-Encoding: chunked\r\n\r\n64\r\nshort", CLOSE, NULL },
	{ "/no-http", "220 mail.example ESMTP\r\n", CLOSE, NULL },
	{ "/slow", "", WAIT, NULL },
	{ "/slow-headers", OK "X-Slow: ", WAIT, NULL },
	{ "/stall", OK "Content-Length: 100\r\n\r\nstart", WAIT, NULL },
	{ "/stall-at-once", OK "Content-Length: 100\r\n\r\n", WAIT, NULL },
	{ "/large", OK "Content-Length: 1000001\r\n\r\nx", WAIT, NULL },
	{ "/endless", OK "Transfer-Encoding: chunked\r\n\r\n", FOR_EVER, "4\r\nmore\r\n" },
	{ "/drip", OK "Content-Length: 1000000\r\n\r\n", DRIP, "x" },
	{ "/endless-headers", OK, FOR_EVER, "X-More: more\r\n" },
	{ "/endless-hints", "", FOR_EVER, "HTTP/1.1 103 Early Hints\r\n\r\n" },
};
/* clang-format on */

static void answer(int fd, const char *request)
{
	struct view rest = view_of(request);
	struct view method = view_split(&rest, ' '), target = view_split(&rest, ' ');
	struct view path = view_split(&target, '?');
	size_t i = 0;

	while (i < ARRAY_LEN(answers) && !view_is(path, answers[i].path))
		i++;
	if (i == ARRAY_LEN(answers) || !view_is(method, "GET"))
		return;
	http_peer_send(fd, answers[i].answer, strlen(answers[i].answer));
	if (view_is(path, "/request"))
		http_peer_send(fd, request, strlen(request));
	if (view_is(path, "/pattern"))
		send_pattern(fd);
	if (answers[i].after == WAIT)
		wait_for_end(fd);
	while (answers[i].after >= FOR_EVER &&
		http_peer_send(fd, answers[i].more, strlen(answers[i].more)))
		usleep(answers[i].after == DRIP ? 20000 : 0);
}

static struct http_peer server = { .answer = answer };

/* ---- the client */

/* What a sink took. */
struct taken {
	struct strbuf text;
	bool refuse; /* the next piece */
};

static void start(void)
{
	open_scope();
	http_peer_start(&server);
}

static void finish(void)
{
	http_peer_stop(&server);
	close_scope();
}

static bool take(void *ctx, const char *p, size_t n)
{
	struct taken *t = ctx;

	if (t->refuse)
		return false;
	strbuf_add(&t->text, p, n);
	return true;
}

static struct fetch_limits ordinary_limits(void)
{
	return (struct fetch_limits){
		.allow = FETCH_LOOPBACK,
		.header_ms = GENEROUS_MS,
		.stall_ms = GENEROUS_MS,
		.max_bytes = MOST,
		.max_redirects = 3,
	};
}

static const char *url_of(const char *host, const char *path)
{
	return arena_printf(scope.arena, "http://%s:%d%s", host, server.port, path);
}

/* Fetches with limits of one's own; true: *body is what came. */
static bool get_within(const struct fetch_limits *limits, const char *url, const char **body)
{
	struct fetch *f = fetch_new(limits);
	struct taken t = { strbuf_init(scope.arena, (size_t)MOST * 2), false };

	err_clear(&scope);
	bool ok = fetch_get(f, &scope, url, take, &t);
	ck_assert_msg(ok == (scope.err.code == ERR_NONE), "%s: error %d", url, (int)scope.err.code);
	fetch_free(f);
	*body = strbuf_text(&t.text);
	return ok;
}

static bool get(const char *path, const char **body)
{
	struct fetch_limits limits = ordinary_limits();

	return get_within(&limits, url_of("127.0.0.1", path), body);
}

/* The message with every PORT replaced. */
static const char *with_port(const char *message)
{
	struct strbuf b = strbuf_init(scope.arena, 1000);
	const char *at;

	while ((at = strstr(message, "PORT"))) {
		strbuf_add(&b, message, (size_t)(at - message));
		strbuf_printf(&b, "%d", server.port);
		message = at + 4;
	}
	strbuf_str(&b, message);
	return strbuf_text(&b);
}

static void expect_error(bool ok, enum err_code code, const char *message)
{
	const char *want = with_port(message);

	ck_assert_msg(!ok, "no error: %s", want);
	ck_assert_msg(
		strcmp(scope.err.msg, want) == 0, "\n  got  %s\n  want %s", scope.err.msg, want);
	ck_assert_msg(scope.err.code == code, "%s: code %d", want, (int)scope.err.code);
}

/* ---- what arrives */

START_TEST(bodies_arrive_whatever_their_framing)
{
	static const struct {
		const char *path, *body;
	} rows[] = {
		{ "/hello", "hello" },
		{ "/hello#fragment", "hello" },
		{ "/until-close", "hello" },
		{ "/chunked", "hello" },
		{ "/strange", "hello" },
		{ "/continue", "hello" },
		{ "/nothing", "" },
		{ "/moved", "hello" },
		{ "/moved-twice", "hello" },
		{ "/moved-with-body", "hello" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *body;
		ck_assert_msg(get(rows[i].path, &body), "%s: %s", rows[i].path, scope.err.msg);
		ck_assert_msg(strcmp(body, rows[i].body) == 0, "%s: %s", rows[i].path, body);
	}
}
END_TEST

START_TEST(a_large_body_arrives_byte_for_byte)
{
	struct fetch_limits limits = ordinary_limits();
	const char *body;

	limits.max_bytes = PATTERN;
	ck_assert(get_within(&limits, url_of("127.0.0.1", "/pattern"), &body));
	for (size_t i = 0; i < PATTERN; i++)
		ck_assert_msg(body[i] == pattern_at(i), "byte %zu", i);
	limits.max_bytes = PATTERN - 1;
	expect_error(get_within(&limits, url_of("127.0.0.1", "/pattern"), &body), ERR_TOO_LARGE,
		"The URL http://127.0.0.1:PORT/pattern has more than the 299999 bytes that are"
		" allowed.");
	ck_assert_str_eq(body, "");
}
END_TEST

START_TEST(a_host_name_is_resolved)
{
	struct fetch_limits limits = ordinary_limits();
	const char *body;

	ck_assert_msg(
		get_within(&limits, url_of("localhost", "/hello"), &body), "%s", scope.err.msg);
	ck_assert_str_eq(body, "hello");
}
END_TEST

START_TEST(the_request_says_who_asks_and_nothing_else)
{
	const char *body;

	ck_assert(get("/request?a b=\xC3\xA9#d", &body));
	ck_assert_str_eq(body, with_port("GET /request?a%20b=%C3%A9 HTTP/1.1\r\n"
					 "Host: 127.0.0.1:PORT\r\n"
					 "User-Agent: ImageKit-Emulator\r\n"
					 "Accept: */*\r\n"
					 "x-req-from: imagekit\r\n"
					 "x-emulator-fetch: 1\r\n"
					 "Accept-Encoding: gzip, deflate, br\r\n"
					 "\r\n"));
}
END_TEST

START_TEST(proxies_of_the_environment_are_ignored)
{
	static const char *const names[] = { "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY" };
	const char *body;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		setenv(names[i], "http://127.0.0.1:1", 1);
	unsetenv("no_proxy");
	unsetenv("NO_PROXY");
	ck_assert_msg(get("/hello", &body), "%s", scope.err.msg);
}
END_TEST

/* ---- what does not */

#define URL "The URL http://127.0.0.1:PORT"

/* clang-format off */
static const struct {
	const char *path;
	enum err_code code;
	const char *message;
} failures[] = {
	{ "/missing", ERR_INVALID, URL "/missing answered 404." },
	{ "/large-missing", ERR_INVALID, URL "/large-missing answered 404." },
	{ "/broken", ERR_INVALID, URL "/broken answered 500." },
	{ "/to-nowhere", ERR_INVALID, URL "/to-nowhere answered 302." },
	{ "/to-nothing", ERR_INVALID, URL "/to-nothing answered 304." },
	{ "/to-missing", ERR_INVALID, URL "/to-missing, redirected to http://127.0.0.1:PORT/missing,"
	  " answered 404." },
	{ "/self", ERR_INVALID, URL "/self was redirected more than 3 times." },
	{ "/to-file", ERR_INVALID, URL "/to-file, redirected to file:///etc/passwd, leads to"
	  " something else than http and https." },
	{ "/to-ftp", ERR_INVALID, URL "/to-ftp, redirected to ftp://127.0.0.1/x, leads to"
	  " something else than http and https." },
	{ "/to-user", ERR_INVALID, URL "/to-user, redirected to http://127.0.0.1/, must not carry a"
	  " user name or password." },
	{ "/to-away", ERR_INVALID, URL "/to-away, redirected to http://192.0.2.1/, is not allowed by"
	  " --allow-remote loopback: 192.0.2.1 is not a loopback address." },
	{ "/to-away6", ERR_INVALID, URL "/to-away6, redirected to http://[2001:db8::1]/x, is not"
	  " allowed by --allow-remote loopback: 2001:db8::1 is not a loopback address." },
	{ "/to-mapped", ERR_INVALID, URL "/to-mapped, redirected to http://[::ffff:192.0.2.1]/, is"
	  " not allowed by --allow-remote loopback: ::ffff:192.0.2.1 is not a loopback address." },
	{ "/gzip", ERR_INVALID,
	  URL "/gzip has a body that cannot be decoded as its Content-Encoding says." },
	{ "/to-strange", ERR_INVALID, URL "/to-strange, redirected to http://127.0.0.1:PORT/gzip,"
	  " has a body that cannot be decoded as its Content-Encoding says." },
	{ "/closes", ERR_INVALID, URL "/closes closed the connection without an answer." },
	{ "/cut", ERR_INVALID, URL "/cut closed the connection before its body was complete." },
	{ "/cut-chunk", ERR_INVALID,
	  URL "/cut-chunk closed the connection before its body was complete." },
	{ "/no-http", ERR_INVALID, URL "/no-http did not answer with valid HTTP." },
	{ "/large", ERR_TOO_LARGE, URL "/large has more than the 1000000 bytes that are allowed." },
	{ "/endless", ERR_TOO_LARGE, URL "/endless has more than the 1000000 bytes that are"
	  " allowed." },
	{ "/endless-headers", ERR_INVALID, URL "/endless-headers sent more than 262144 bytes of"
	  " headers." },
	{ "/endless-hints", ERR_INVALID, URL "/endless-hints sent more than 262144 bytes of"
	  " headers." },
};
/* clang-format on */

START_TEST(failures_are_explained)
{
	const char *body;
	bool ok = get(failures[_i].path, &body);

	expect_error(ok, failures[_i].code, failures[_i].message);
	/* Nothing of an answer that is no success reaches the sink. */
	ck_assert_msg(!strstr(body, "bad"), "%s: %s", failures[_i].path, body);
}
END_TEST

START_TEST(redirects_end_at_the_limit)
{
	const char *body;

	ck_assert(!get("/self", &body));
	ck_assert_int_eq(http_peer_requests(&server), 4);
}
END_TEST

#define STOPPED " stopped in its body, or sent less than 1024 bytes of it in 200 ms."

/* clang-format off */
static const struct {
	const char *path, *message;
	bool stall;
} delays[] = {
	{ "/slow", URL "/slow did not answer within 200 ms.", false },
	{ "/slow-headers", URL "/slow-headers did not answer within 200 ms.", false },
	{ "/to-slow", URL "/to-slow, redirected to http://127.0.0.1:PORT/slow, did not answer within"
	  " 200 ms.", false },
	{ "/stall", URL "/stall" STOPPED, true },
	{ "/stall-at-once", URL "/stall-at-once" STOPPED, true },
	{ "/drip", URL "/drip" STOPPED, true },
};
/* clang-format on */

START_TEST(deadlines_are_kept)
{
	struct fetch_limits limits = ordinary_limits();
	int64_t started = clock_monotonic_us();
	const char *body;

	*(delays[_i].stall ? &limits.stall_ms : &limits.header_ms) = SHORT_MS;
	bool ok = get_within(&limits, url_of("127.0.0.1", delays[_i].path), &body);
	int64_t took_ms = (clock_monotonic_us() - started) / 1000;
	expect_error(ok, ERR_INVALID, delays[_i].message);
	ck_assert_int_ge(took_ms, SHORT_MS);
	/* Far less than the limit that was not meant, with room for a busy machine. */
	ck_assert_int_lt(took_ms, GENEROUS_MS / 4);
}
END_TEST

START_TEST(a_port_without_a_listener_is_reported)
{
	struct fetch_limits limits = ordinary_limits();
	const char *body;
	int port, fd = http_peer_bind(&port);
	const char *url = arena_printf(scope.arena, "http://127.0.0.1:%d/x", port);
	bool ok = get_within(&limits, url, &body);

	close(fd);
	expect_error(ok, ERR_INVALID,
		arena_printf(
			scope.arena, "The URL %s cannot be reached: Connection refused.", url));
}
END_TEST

/* A label of 64 letters is one too long for any name server to be asked. */
START_TEST(an_unknown_name_is_reported)
{
	static const char host[] =
		"aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd.invalid";
	struct fetch_limits limits = ordinary_limits();
	const char *body;
	bool ok = get_within(&limits, url_of(host, "/x"), &body);

	expect_error(ok, ERR_INVALID,
		arena_printf(scope.arena,
			"The URL http://%s:PORT/x cannot be reached: the name %s is unknown.", host,
			host));
}
END_TEST

START_TEST(an_address_that_is_not_allowed_is_never_connected_to)
{
	static const char *const hosts[] = { "192.0.2.1", "0.0.0.0", "[::]", "[::ffff:0.0.0.0]" };
	struct fetch_limits limits = ordinary_limits();
	const char *body;

	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		ck_assert_msg(
			!get_within(&limits, url_of(hosts[i], "/hello"), &body), "%s", hosts[i]);
		ck_assert_msg(strstr(scope.err.msg, " is not allowed by --allow-remote loopback: "),
			"%s", scope.err.msg);
	}
	ck_assert_int_eq(http_peer_requests(&server), 0);
	/* The same address with the policy that allows it does reach the server. */
	limits.allow = FETCH_ANY;
	ck_assert_msg(get_within(&limits, url_of("0.0.0.0", "/hello"), &body), "%s", scope.err.msg);
}
END_TEST

START_TEST(with_none_allowed_nothing_is_tried)
{
	struct fetch_limits limits = ordinary_limits();
	const char *body;

	limits.allow = FETCH_NONE;
	expect_error(get_within(&limits, url_of("127.0.0.1", "/hello"), &body), ERR_INVALID,
		"The URL http://127.0.0.1:PORT/hello is not allowed by --allow-remote none.");
	ck_assert_int_eq(http_peer_requests(&server), 0);
}
END_TEST

START_TEST(bad_urls_are_refused_unasked)
{
	struct fetch_limits limits = ordinary_limits();
	const char *body;

	expect_error(get_within(&limits, "file:///etc/passwd", &body), ERR_INVALID,
		"The URL file:///etc/passwd is neither http nor https.");
	expect_error(get_within(&limits, "http://127.0.0.1:70000/", &body), ERR_INVALID,
		"The URL http://127.0.0.1:70000/ is not a valid URL.");
}
END_TEST

START_TEST(a_sink_can_stop_the_transfer)
{
	struct fetch_limits limits = ordinary_limits();
	struct fetch *f = fetch_new(&limits);
	struct taken t = { strbuf_init(scope.arena, 10), true };
	bool ok = fetch_get(f, &scope, url_of("127.0.0.1", "/pattern"), take, &t);

	fetch_free(f);
	expect_error(ok, ERR_INTERNAL,
		"The URL http://127.0.0.1:PORT/pattern was not taken to its end.");
}
END_TEST

/* ---- many at once */

enum { THREADS = 8, ROUNDS = 5, FETCHES = THREADS * ROUNDS };

static void *fetch_often(void *f)
{
	static int failed;
	const char *url = NULL;
	void *result = NULL;

	for (int i = 0; i < ROUNDS; i++) {
		struct scope own = scope_open();
		struct taken t = { strbuf_init(own.arena, PATTERN), false };
		url = arena_printf(own.arena, "http://127.0.0.1:%d/pattern", server.port);
		if (!fetch_get(f, &own, url, take, &t) || t.text.len != PATTERN)
			result = &failed;
		scope_close(&own);
	}
	return result;
}

START_TEST(one_fetcher_serves_many_threads)
{
	struct fetch_limits limits = ordinary_limits();
	struct fetch *f = fetch_new(&limits);
	pthread_t threads[THREADS];

	for (size_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, fetch_often, f), 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *failed;
		pthread_join(threads[i], &failed);
		ck_assert_msg(!failed, "thread %zu", i);
	}
	fetch_free(f);
	ck_assert_int_eq(http_peer_requests(&server), FETCHES);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fetch");
	TCase *cases = tcase_create("transfer");

	tcase_add_checked_fixture(cases, start, finish);
	tcase_add_test(cases, bodies_arrive_whatever_their_framing);
	tcase_add_test(cases, a_large_body_arrives_byte_for_byte);
	tcase_add_test(cases, a_host_name_is_resolved);
	tcase_add_test(cases, the_request_says_who_asks_and_nothing_else);
	tcase_add_test(cases, proxies_of_the_environment_are_ignored);
	tcase_add_loop_test(cases, failures_are_explained, 0, (int)ARRAY_LEN(failures));
	tcase_add_test(cases, redirects_end_at_the_limit);
	tcase_add_loop_test(cases, deadlines_are_kept, 0, (int)ARRAY_LEN(delays));
	tcase_add_test(cases, a_port_without_a_listener_is_reported);
	tcase_add_test(cases, an_unknown_name_is_reported);
	tcase_add_test(cases, an_address_that_is_not_allowed_is_never_connected_to);
	tcase_add_test(cases, with_none_allowed_nothing_is_tried);
	tcase_add_test(cases, bad_urls_are_refused_unasked);
	tcase_add_test(cases, a_sink_can_stop_the_transfer);
	tcase_add_test(cases, one_fetcher_serves_many_threads);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
