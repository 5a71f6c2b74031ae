/* The wire between server and helper: framing, files, deadlines, and messages nobody should believe. */
#include "base/clock.h"
#include "base/scope.h"
#include "tests/support/check_main.h"
#include "tests/support/media_bench.h"
#include "wire/media_wire.h"

#include <pthread.h>
#include <sys/socket.h>

struct wire {
	int a, b; /* the two ends */
	struct scope s;
	int descriptors; /* before any of this */
};

static struct wire wire_open(void)
{
	struct wire w = { .descriptors = media_bench_descriptors() };
	int pair[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	w.a = pair[0];
	w.b = pair[1];
	w.s = scope_open();
	return w;
}

static void wire_close(struct wire *w)
{
	if (w->a >= 0)
		close(w->a);
	close(w->b);
	scope_close(&w->s);
	ck_assert_int_eq(media_bench_descriptors(), w->descriptors);
}

static int64_t in_ms(int64_t ms)
{
	return clock_monotonic_us() + ms * 1000;
}

static void put(int sock, const void *p, size_t n)
{
	ck_assert_int_eq(write(sock, p, n), (ssize_t)n);
}

START_TEST(a_message_arrives_as_it_was_sent)
{
	static const size_t sizes[] = { 1, 2, 255, 256, 65535, MEDIA_WIRE_MAX };
	struct wire w = wire_open();
	char *text = xmalloc(MEDIA_WIRE_MAX);
	struct media_wire_message m;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		memset(text, 'a' + (int)i, sizes[i]);
		ck_assert_int_eq(
			media_wire_send(w.a, text, sizes[i], MEDIA_WIRE_NO_FD, in_ms(5000)),
			MEDIA_WIRE_OK);
		ck_assert_int_eq(
			media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
		ck_assert_uint_eq(m.len, sizes[i]);
		ck_assert_int_eq(memcmp(m.text, text, sizes[i]), 0);
		ck_assert_int_eq(m.text[m.len], '\0');
		ck_assert_int_eq(m.fd, MEDIA_WIRE_NO_FD);
	}
	free(text);
	wire_close(&w);
}
END_TEST

START_TEST(the_length_is_four_bytes_big_endian)
{
	struct wire w = wire_open();
	char text[258] = { 0 };
	unsigned char head[4];

	ck_assert_int_eq(media_wire_send(w.a, text, sizeof(text), MEDIA_WIRE_NO_FD, in_ms(5000)),
		MEDIA_WIRE_OK);
	ck_assert_int_eq(read(w.b, head, sizeof(head)), 4);
	ck_assert_mem_eq(head, "\0\0\1\2", 4);
	wire_close(&w);
}
END_TEST

START_TEST(a_file_travels_with_its_message)
{
	struct wire w = wire_open();
	struct media_wire_message m;
	int fd = media_bench_open("opaque.png");
	char head[8];

	ck_assert_int_eq(media_wire_send(w.a, "{}", 2, fd, in_ms(5000)), MEDIA_WIRE_OK);
	close(fd);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
	ck_assert_int_ge(m.fd, 0);
	ck_assert_int_eq(pread(m.fd, head, sizeof(head), 0), 8);
	ck_assert_mem_eq(head, "\x89PNG\r\n\x1a\n", 8);
	ck_assert_int_eq(fcntl(m.fd, F_GETFD), FD_CLOEXEC);
	close(m.fd);
	wire_close(&w);
}
END_TEST

START_TEST(messages_keep_their_borders)
{
	struct wire w = wire_open();
	struct media_wire_message m;
	int fd = media_bench_open("opaque.png");

	ck_assert_int_eq(media_wire_send(w.a, "one", 3, MEDIA_WIRE_NO_FD, in_ms(5000)), 0);
	ck_assert_int_eq(media_wire_send(w.a, "two", 3, fd, in_ms(5000)), 0);
	ck_assert_int_eq(media_wire_send(w.a, "three", 5, MEDIA_WIRE_NO_FD, in_ms(5000)), 0);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
	ck_assert_str_eq(m.text, "one");
	ck_assert_int_eq(m.fd, MEDIA_WIRE_NO_FD);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
	ck_assert_str_eq(m.text, "two");
	ck_assert_int_ge(m.fd, 0);
	close(m.fd);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
	ck_assert_str_eq(m.text, "three");
	ck_assert_int_eq(m.fd, MEDIA_WIRE_NO_FD);
	close(fd);
	wire_close(&w);
}
END_TEST

static void *write_in_pieces(void *arg)
{
	static const char bytes[] = "\0\0\0\5hello";
	const int *sock = arg;

	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		usleep(2000);
		if (write(*sock, bytes + i, 1) != 1)
			break;
	}
	return NULL;
}

START_TEST(a_message_may_come_byte_by_byte)
{
	struct wire w = wire_open();
	struct media_wire_message m;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, write_in_pieces, &w.a), 0);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(5000), &m), MEDIA_WIRE_OK);
	ck_assert_str_eq(m.text, "hello");
	pthread_join(thread, NULL);
	wire_close(&w);
}
END_TEST

static const struct {
	const char *label, *bytes;
	size_t n;
	bool end; /* the sender closes after them */
	enum media_wire_status expect;
} broken[] = {
	{ "nothing", "", 0, true, MEDIA_WIRE_CLOSED },
	{ "the end in the length", "\0\0", 2, true, MEDIA_WIRE_CLOSED },
	{ "the end in the text", "\0\0\0\5hel", 7, true, MEDIA_WIRE_CLOSED },
	{ "no length", "\0\0\0\0", 4, false, MEDIA_WIRE_BROKEN },
	{ "one byte too long", "\0\1\0\1", 4, false, MEDIA_WIRE_BROKEN },
	{ "a giant", "\xff\xff\xff\xff", 4, false, MEDIA_WIRE_BROKEN },
	{ "garbage", "garbage garbage", 15, false, MEDIA_WIRE_BROKEN },
	{ "silence", "", 0, false, MEDIA_WIRE_LATE },
	{ "silence in the length", "\0\0\0", 3, false, MEDIA_WIRE_LATE },
	{ "silence in the text", "\0\0\0\5hell", 8, false, MEDIA_WIRE_LATE },
};

START_TEST(what_is_no_message_is_told_apart)
{
	struct wire w = wire_open();
	struct media_wire_message m;

	put(w.a, broken[_i].bytes, broken[_i].n);
	if (broken[_i].end) {
		close(w.a);
		w.a = -1;
	}
	int64_t start = clock_monotonic_us();
	enum media_wire_status st = media_wire_receive(w.s.arena, w.b, in_ms(60), &m);
	int64_t took = clock_monotonic_us() - start;
	ck_assert_msg(st == broken[_i].expect, "%s: %d", broken[_i].label, (int)st);
	ck_assert_msg(st != MEDIA_WIRE_LATE || took >= 60000, "%s: too early", broken[_i].label);
	ck_assert_msg(took < 2000000, "%s: too late", broken[_i].label);
	ck_assert_int_eq(m.fd, MEDIA_WIRE_NO_FD);
	wire_close(&w);
}
END_TEST

/* Sends raw bytes with `count` copies of a descriptor. */
static void put_with_files(int sock, const char *bytes, size_t n, int fd, size_t count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(16 * sizeof(int))];
	} control = { 0 };
	char copy[32];
	memcpy(copy, bytes, n);
	struct iovec part = { copy, n };
	struct msghdr m = { .msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = CMSG_SPACE(count * sizeof(int)) };

	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(count * sizeof(int));
	for (size_t i = 0; i < count; i++)
		memcpy(CMSG_DATA(&control.header) + i * sizeof(int), &fd, sizeof(fd));
	ck_assert_int_eq(sendmsg(sock, &m, MSG_NOSIGNAL), (ssize_t)n);
}

static const struct {
	const char *label, *bytes;
	size_t n, files;
	enum media_wire_status expect;
} with_files[] = {
	{ "two files", "\0\0\0\2{}", 6, 2, MEDIA_WIRE_BROKEN },
	{ "more than there is room for", "\0\0\0\2{}", 6, 16, MEDIA_WIRE_BROKEN },
	{ "a file with a giant", "\xff\xff\xff\xff", 4, 1, MEDIA_WIRE_BROKEN },
	{ "a file and half a message", "\0\0\0\5he", 6, 1, MEDIA_WIRE_LATE },
};

START_TEST(files_of_bad_messages_are_closed)
{
	struct wire w = wire_open();
	struct media_wire_message m;
	int fd = media_bench_open("opaque.png");

	put_with_files(w.a, with_files[_i].bytes, with_files[_i].n, fd, with_files[_i].files);
	close(fd);
	enum media_wire_status st = media_wire_receive(w.s.arena, w.b, in_ms(60), &m);
	ck_assert_msg(st == with_files[_i].expect, "%s: %d", with_files[_i].label, (int)st);
	ck_assert_int_eq(m.fd, MEDIA_WIRE_NO_FD);
	/* wire_close() counts the descriptors. */
	wire_close(&w);
}
END_TEST

START_TEST(a_second_file_later_in_a_message_is_refused)
{
	struct wire w = wire_open();
	struct media_wire_message m;
	int fd = media_bench_open("opaque.png");

	put_with_files(w.a, "\0\0\0\4{", 5, fd, 1);
	put_with_files(w.a, "}  ", 3, fd, 1);
	close(fd);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(1000), &m), MEDIA_WIRE_BROKEN);
	wire_close(&w);
}
END_TEST

START_TEST(sending_is_bounded_too)
{
	struct wire w = wire_open();
	char *text = xcalloc(1, MEDIA_WIRE_MAX + 1);
	enum media_wire_status st = MEDIA_WIRE_OK;

	ck_assert_int_eq(media_wire_send(w.a, text, 0, -1, in_ms(100)), MEDIA_WIRE_BROKEN);
	ck_assert_int_eq(
		media_wire_send(w.a, text, MEDIA_WIRE_MAX + 1, -1, in_ms(100)), MEDIA_WIRE_BROKEN);
	/* Nobody reads: at some point the socket is full. */
	for (int i = 0; i < 1000 && st == MEDIA_WIRE_OK; i++)
		st = media_wire_send(w.a, text, MEDIA_WIRE_MAX, -1, in_ms(50));
	ck_assert_int_eq(st, MEDIA_WIRE_LATE);
	free(text);
	wire_close(&w);
}
END_TEST

START_TEST(sending_to_nobody_is_no_signal)
{
	struct wire w = wire_open();

	close(w.a);
	w.a = -1;
	ck_assert_int_eq(media_wire_send(w.b, "{}", 2, -1, in_ms(1000)), MEDIA_WIRE_CLOSED);
	wire_close(&w);
}
END_TEST

START_TEST(a_deadline_that_has_passed_still_takes_what_is_there)
{
	struct wire w = wire_open();
	struct media_wire_message m;

	ck_assert_int_eq(media_wire_send(w.a, "{}", 2, -1, in_ms(-1)), MEDIA_WIRE_OK);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(-1), &m), MEDIA_WIRE_OK);
	ck_assert_int_eq(media_wire_receive(w.s.arena, w.b, in_ms(-1), &m), MEDIA_WIRE_LATE);
	wire_close(&w);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("media_wire");
	TCase *wire = tcase_create("wire");

	tcase_add_test(wire, a_message_arrives_as_it_was_sent);
	tcase_add_test(wire, the_length_is_four_bytes_big_endian);
	tcase_add_test(wire, a_file_travels_with_its_message);
	tcase_add_test(wire, messages_keep_their_borders);
	tcase_add_test(wire, a_message_may_come_byte_by_byte);
	tcase_add_loop_test(wire, what_is_no_message_is_told_apart, 0, ARRAY_LEN(broken));
	tcase_add_loop_test(wire, files_of_bad_messages_are_closed, 0, ARRAY_LEN(with_files));
	tcase_add_test(wire, a_second_file_later_in_a_message_is_refused);
	tcase_add_test(wire, sending_is_bounded_too);
	tcase_add_test(wire, sending_to_nobody_is_no_signal);
	tcase_add_test(wire, a_deadline_that_has_passed_still_takes_what_is_there);
	suite_add_tcase(suite, wire);
	return check_run(suite);
}
