/* What becomes of connections whose clients are slow, silent or many. Clients here are as slow as they like:
 * what is asserted is how it ends, not when. */
#include "base/clock.h"
#include "http/http_server.h"
#include "tests/support/check_main.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 2, CROWD = 40, PLACES = 16, PATIENCE_S = 40, LARGE = 16 << 20 };

static const struct conn_pace patient = { 60000, 60000, 1, 5000 };
static const struct conn_pace brisk = { 300, 300, 100000, 300 };

static const char get[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
static const char post[] = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";

static char large[LARGE];
static atomic_int begun; /* requests that a handler has */
static atomic_int left;  /* handlers that stopped working because nobody waited */

static void pause_ms(long ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000 };

	nanosleep(&t, NULL);
}

/* Works as long as somebody waits for it, and at most so long; what is late has been at it for two seconds. */
static void work(const struct req *rq, int ms, bool is_late)
{
	int64_t since_us = clock_monotonic_us() - (is_late ? 2000000 : 0);

	for (int i = 0; i < ms; i++) {
		if (!req_is_awaited(rq, since_us)) {
			left++;
			return;
		}
		pause_ms(1);
	}
}

/* GET / is answered at once, GET /large with much, GET /young after a while, GET /late when nobody waits for it any
 * more, and of a POST the body is read unless it goes to /unread. */
static void handle(void *ctx, struct req *rq, struct reply *rp)
{
	char buf[4096];
	int64_t got = 0;

	(void)ctx;
	begun++;
	if (strcmp(rq->method, "POST") == 0 && strcmp(rq->path, "/unread") != 0)
		while ((got = req_read(rq, buf, sizeof(buf))) > 0)
			continue;
	if (got < 0)
		reply_text(rp, 408, "text/plain", "slow", 4);
	else if (strcmp(rq->path, "/large") == 0)
		reply_text(rp, 200, "text/plain", large, sizeof(large));
	else if (strcmp(rq->path, "/young") == 0)
		work(rq, 50, false);
	else if (strcmp(rq->path, "/late") == 0)
		work(rq, PATIENCE_S * 1000, true);
	if (rp->status == 0)
		reply_text(rp, 200, "text/plain", "done", 4);
}

static void refuse(void *ctx, struct scope *s, int status, const char *why, struct reply *rp)
{
	(void)ctx;
	(void)s;
	reply_text(rp, status, "text/plain", why, strlen(why));
}

static struct http_server *start(const struct conn_pace *pace, int64_t connections)
{
	const struct http_server_options options = {
		.host = "127.0.0.1",
		.threads = THREADS,
		.connections = connections,
		.pace = *pace,
		.handle = handle,
		.refuse = refuse,
	};
	struct scope s = scope_open();
	struct http_server *h = NULL;
	bool ok = http_server_start(&s, &options, &h);

	ck_assert_msg(ok, "%s", s.err.msg);
	scope_close(&s);
	return h;
}

/* Reads give up after PATIENCE_S, which fails what waits for an end. */
static int dial(const struct http_server *h)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)http_server_port(h)) };
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(connect(fd, (struct sockaddr *)(void *)&to, sizeof(to)), 0);
	return fd;
}

static bool say(int fd, const char *text)
{
	return send(fd, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/* One answer to a request without a large body; empty when the connection ended without one. */
static const char *hear(int fd, char *buf, size_t size)
{
	ssize_t got = recv(fd, buf, size - 1, 0);

	buf[got > 0 ? got : 0] = '\0';
	return buf;
}

static bool is_answered(int fd)
{
	char buf[4096];

	return say(fd, get) && strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 200", 12) == 0;
}

/* Nothing more comes, and that is no time-out. */
static bool is_over(int fd)
{
	char buf[4096];
	ssize_t got;

	do
		got = recv(fd, buf, sizeof(buf), 0);
	while (got > 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	return got == 0 || poll(&p, 1, 0) == 1;
}

/* Sends a byte now and then, until something comes or the connection ends; true when it did. */
static bool drip(int fd, const char *byte)
{
	for (int i = 0; i < PATIENCE_S * 100; i++) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		if (poll(&p, 1, 10) == 1 || !say(fd, byte))
			return true;
	}
	return false;
}

/* Clients that are gone ------------------------------------------------------------------------ */

static void expect_left(void)
{
	for (int i = 0; i < PATIENCE_S * 1000 && left == 0; i++)
		pause_ms(1);
	ck_assert_int_eq(left, 1);
	left = 0;
}

static void begin_late(int fd)
{
	int before = begun;

	ck_assert(say(fd, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n"));
	for (int i = 0; i < PATIENCE_S * 1000 && begun == before; i++)
		pause_ms(1);
	ck_assert_int_ne(begun, before);
}

START_TEST(work_for_a_client_that_closed_ends)
{
	struct http_server *h = start(&patient, PLACES);
	int fd = dial(h);

	begin_late(fd);
	close(fd);
	expect_left();
	http_server_free(h);
}
END_TEST

START_TEST(work_for_a_client_that_reset_ends)
{
	static const struct linger at_once = { .l_onoff = 1 };
	struct http_server *h = start(&patient, PLACES);
	int fd = dial(h);

	begin_late(fd);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	expect_left();
	http_server_free(h);
}
END_TEST

START_TEST(who_closed_its_own_side_is_answered_for_a_while)
{
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fd = dial(h);

	ck_assert(say(fd, "GET /young HTTP/1.1\r\nHost: a\r\n\r\n"));
	shutdown(fd, SHUT_WR);
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	ck_assert_int_eq(left, 0);
	close(fd);
	http_server_free(h);
}
END_TEST

START_TEST(work_ends_when_the_server_stops)
{
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fd = dial(h);

	begin_late(fd);
	ck_assert(http_server_drain(h, PATIENCE_S * 1000));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 ", 9), 0);
	close(fd);
	http_server_free(h);
}
END_TEST

/* Slow clients --------------------------------------------------------------------------------- */

START_TEST(an_idle_connection_ends)
{
	struct http_server *h = start(&brisk, PLACES);
	int fd = dial(h), silent = dial(h);

	ck_assert(is_answered(fd));
	ck_assert(is_over(fd));
	ck_assert(is_over(silent));
	close(fd);
	close(silent);
	http_server_free(h);
}
END_TEST

START_TEST(the_time_out_is_announced)
{
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fd = dial(h);

	ck_assert(say(fd, get));
	ck_assert_ptr_nonnull(strstr(hear(fd, buf, sizeof(buf)), "\r\nKeep-Alive: timeout=60\r\n"));
	close(fd);
	http_server_free(h);
}
END_TEST

static const char *const dripped[] = { "GET / HTTP/1.1\r\nX: ", post };

START_TEST(what_is_dripped_is_answered_408)
{
	struct http_server *h = start(&brisk, PLACES);
	char buf[4096];
	int fd = dial(h);

	ck_assert(say(fd, dripped[_i]));
	ck_assert(drip(fd, "x"));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 408", 12), 0);
	ck_assert(is_over(fd));
	close(fd);
	http_server_free(h);
}
END_TEST

START_TEST(the_rest_of_a_body_that_is_answered_is_not_waited_for)
{
	struct http_server *h = start(&brisk, PLACES);
	char buf[4096];
	int fd = dial(h);

	ck_assert(say(fd, "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	ck_assert(drip(fd, "x"));
	ck_assert(is_over(fd));
	close(fd);
	http_server_free(h);
}
END_TEST

START_TEST(an_answer_that_is_not_read_is_cut)
{
	struct http_server *h = start(&brisk, PLACES);
	static char buf[64 * 1024];
	int64_t all = 0;
	ssize_t got;
	int fd = dial(h);

	ck_assert(say(fd, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n"));
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(recv(fd, buf, 1, 0), 1);
		pause_ms(20);
	}
	while ((got = recv(fd, buf, sizeof(buf), 0)) > 0)
		all += got;
	ck_assert_int_lt(all, LARGE);
	close(fd);
	http_server_free(h);
}
END_TEST

START_TEST(each_head_has_its_own_time)
{
	/* The first head takes nearly all of it, the second comes half at the same time as its end. */
	const struct conn_pace pace = { 60000, 2000, 1, 300 };
	struct http_server *h = start(&pace, PLACES);
	char buf[4096];
	int fd = dial(h);

	ck_assert(say(fd, "GET / HT"));
	pause_ms(900);
	pause_ms(800);
	ck_assert(say(fd, "TP/1.1\r\nHost: a\r\n\r\nGET / HT"));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	pause_ms(700);
	ck_assert(say(fd, "TP/1.1\r\nHost: a\r\n\r\n"));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	close(fd);
	http_server_free(h);
}
END_TEST

/* Many clients --------------------------------------------------------------------------------- */

static void check_that_others_are_served(const char *first, size_t bytes_read)
{
	struct http_server *h = start(&patient, CROWD + PLACES);
	char buf[16];
	int fds[CROWD];

	for (int i = 0; i < CROWD; i++) {
		fds[i] = dial(h);
		ck_assert(say(fds[i], first));
	}
	for (int i = 0; bytes_read && i < CROWD; i++)
		ck_assert_int_eq(recv(fds[i], buf, bytes_read, 0), (ssize_t)bytes_read);
	for (int i = 0; i < THREADS * 2; i++) {
		int fd = dial(h);
		ck_assert(is_answered(fd));
		close(fd);
	}
	for (int i = 0; i < CROWD; i++)
		close(fds[i]);
	http_server_free(h);
}

/* clang-format off */
static const struct crowd {
	const char *first;
	size_t bytes_read;
} crowds[] = {
	{ "", 0 },
	{ "GET / HTTP/1.1\r\nX: ", 0 },
	{ "\r\n", 0 },
	{ get, 10 },
	{ post, 0 },
	{ "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", 0 },
	{ "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", 10 },
	{ "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n", 10 },
	{ "GET /large HTTP/1.1\r\nHost: a\r\n\r\n", 10 },
};
/* clang-format on */

START_TEST(more_clients_that_hold_on_than_threads_keep_nobody_waiting)
{
	check_that_others_are_served(crowds[_i].first, crowds[_i].bytes_read);
}
END_TEST

START_TEST(the_longest_idle_one_makes_room)
{
	struct http_server *h = start(&patient, PLACES);
	int fds[PLACES * 3];

	for (int i = 0; i < PLACES * 3; i++) {
		fds[i] = dial(h);
		ck_assert_msg(is_answered(fds[i]), "connection %d", i);
	}
	for (int i = 0; i < PLACES; i++)
		ck_assert_msg(is_over(fds[i]), "connection %d", i);
	for (int i = 0; i < PLACES * 3; i++)
		close(fds[i]);
	http_server_free(h);
}
END_TEST

START_TEST(heads_that_do_not_end_make_room)
{
	struct http_server *h = start(&patient, PLACES);
	struct pollfd polled[PLACES];
	char buf[4096];
	int ended = 0, fd;

	for (int i = 0; i < PLACES; i++) {
		polled[i] = (struct pollfd){ .fd = dial(h), .events = POLLIN };
		ck_assert(say(polled[i].fd, "GET / HTTP/1.1\r\nX: "));
	}
	fd = dial(h);
	ck_assert(is_answered(fd));
	ck_assert_int_gt(poll(polled, PLACES, 10000), 0);
	for (int i = 0; i < PLACES; i++) {
		/* A busy machine may have read their heads in another order. */
		if (polled[i].revents) {
			hear(polled[i].fd, buf, sizeof(buf));
			ck_assert_msg(strncmp(buf, "HTTP/1.1 408", 12) == 0, "%s", buf);
			ended++;
		}
		close(polled[i].fd);
	}
	ck_assert_int_lt(ended, PLACES);
	close(fd);
	http_server_free(h);
}
END_TEST

START_TEST(nobody_has_to_make_room_for_nobody)
{
	struct http_server *h = start(&patient, PLACES);
	struct pollfd polled[PLACES];

	for (int i = 0; i < PLACES; i++)
		polled[i] = (struct pollfd){ .fd = dial(h), .events = POLLIN };
	ck_assert_int_eq(poll(polled, PLACES, 700), 0);
	for (int i = 0; i < PLACES; i++)
		close(polled[i].fd);
	http_server_free(h);
}
END_TEST

START_TEST(where_places_run_short_the_answer_says_that_it_is_the_last)
{
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fds[PLACES];

	for (int i = 0; i < PLACES; i++) {
		fds[i] = dial(h);
		ck_assert(say(fds[i], get));
		bool last = strstr(hear(fds[i], buf, sizeof(buf)), "Connection: close") != NULL;
		ck_assert_msg(last == (i >= PLACES / 4 * 3), "answer %d:\n%s", i, buf);
	}
	for (int i = 0; i < PLACES; i++)
		close(fds[i]);
	http_server_free(h);
}
END_TEST

START_TEST(those_that_are_busy_are_not_ended_for_others)
{
	struct http_server *h = start(&patient, PLACES);
	int fds[PLACES], outside;
	char buf[4096];

	for (int i = 0; i < PLACES; i++) {
		fds[i] = dial(h);
		ck_assert(say(fds[i], "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx"));
	}
	outside = dial(h);
	ck_assert(say(outside, get));
	for (int i = 0; i < PLACES; i++) {
		ck_assert(say(fds[i], "y"));
		ck_assert_int_eq(strncmp(hear(fds[i], buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	}
	ck_assert_int_eq(strncmp(hear(outside, buf, sizeof(buf)), "HTTP/1.1 200", 12), 0);
	for (int i = 0; i < PLACES; i++)
		close(fds[i]);
	close(outside);
	http_server_free(h);
}
END_TEST

/* The end -------------------------------------------------------------------------------------- */

START_TEST(a_server_ends_with_connections_of_every_kind)
{
	struct http_server *h = start(&patient, PLACES);
	int fds[ARRAY_LEN(crowds)];

	for (size_t i = 0; i < ARRAY_LEN(crowds); i++) {
		fds[i] = dial(h);
		ck_assert(say(fds[i], crowds[i].first));
	}
	http_server_free(h);
	for (size_t i = 0; i < ARRAY_LEN(crowds); i++) {
		ck_assert(is_over(fds[i]));
		close(fds[i]);
	}
}
END_TEST

START_TEST(a_drain_refuses_what_still_waits_for_its_client)
{
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fd = dial(h), other = dial(h), before = begun;

	ck_assert(is_answered(other));
	ck_assert(say(fd, post));
	while (begun < before + 2)
		pause_ms(5);
	ck_assert(!http_server_drain(h, 1));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 503", 12), 0);
	ck_assert(say(other, get));
	ck_assert_int_eq(strncmp(hear(other, buf, sizeof(buf)), "HTTP/1.1 503", 12), 0);
	close(fd);
	close(other);
	http_server_free(h);
}
END_TEST

START_TEST(what_follows_a_refused_request_is_not_answered)
{
	static char body[1000000];
	struct http_server *h = start(&patient, PLACES);
	char buf[4096];
	int fd = dial(h), before = begun;

	ck_assert(say(fd, post));
	while (begun == before)
		pause_ms(5);
	ck_assert(!http_server_drain(h, 1));
	ck_assert_int_eq(strncmp(hear(fd, buf, sizeof(buf)), "HTTP/1.1 503", 12), 0);
	ck_assert_int_eq(send(fd, body, sizeof(body), MSG_NOSIGNAL), (ssize_t)sizeof(body));
	say(fd, get);
	ck_assert_str_eq(hear(fd, buf, sizeof(buf)), "");
	close(fd);
	http_server_free(h);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("connections");
	TCase *slow = tcase_create("slow clients"), *many = tcase_create("many clients"),
	      *end = tcase_create("the end"), *gone = tcase_create("gone clients");

	tcase_add_test(slow, an_idle_connection_ends);
	tcase_add_test(slow, the_time_out_is_announced);
	tcase_add_loop_test(slow, what_is_dripped_is_answered_408, 0, (int)ARRAY_LEN(dripped));
	tcase_add_test(slow, the_rest_of_a_body_that_is_answered_is_not_waited_for);
	tcase_add_test(slow, an_answer_that_is_not_read_is_cut);
	tcase_add_test(slow, each_head_has_its_own_time);
	tcase_add_loop_test(many, more_clients_that_hold_on_than_threads_keep_nobody_waiting, 0,
		ARRAY_LEN(crowds));
	tcase_add_test(many, the_longest_idle_one_makes_room);
	tcase_add_test(many, heads_that_do_not_end_make_room);
	tcase_add_test(many, nobody_has_to_make_room_for_nobody);
	tcase_add_test(many, where_places_run_short_the_answer_says_that_it_is_the_last);
	tcase_add_test(many, those_that_are_busy_are_not_ended_for_others);
	tcase_add_test(end, a_server_ends_with_connections_of_every_kind);
	tcase_add_test(end, a_drain_refuses_what_still_waits_for_its_client);
	tcase_add_test(end, what_follows_a_refused_request_is_not_answered);
	tcase_add_test(gone, work_for_a_client_that_closed_ends);
	tcase_add_test(gone, work_for_a_client_that_reset_ends);
	tcase_add_test(gone, who_closed_its_own_side_is_answered_for_a_while);
	tcase_add_test(gone, work_ends_when_the_server_stops);
	suite_add_tcase(suite, gone);
	suite_add_tcase(suite, slow);
	suite_add_tcase(suite, many);
	suite_add_tcase(suite, end);
	return check_run(suite);
}
