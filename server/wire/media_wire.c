/* The socket calls are made without blocking first and wait in poll(2) only when they must, so that
 * a deadline holds whatever the other side does and a quick exchange costs no extra call. */
#include "wire/media_wire.h"

#include "base/bytes.h"
#include "base/clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LENGTH_BYTES = 4 };
/* One file is expected. Room for a few more lets us see, and close, those that are too many. */
enum { FILES_SEEN = 4 };

/* Control data as the kernel wants it aligned. */
union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(FILES_SEEN * sizeof(int))];
};

static enum media_wire_status wait_for(int sock, short events, int64_t deadline_us)
{
	struct pollfd p = { .fd = sock, .events = events };

	for (;;) {
		int timeout = -1;
		if (deadline_us != MEDIA_WIRE_FOREVER) {
			int64_t left_ms = (deadline_us - clock_monotonic_us() + 999) / 1000;
			if (left_ms <= 0)
				return MEDIA_WIRE_LATE;
			timeout = left_ms > INT_MAX ? INT_MAX : (int)left_ms;
		}
		int ready = poll(&p, 1, timeout);
		if (ready > 0)
			return MEDIA_WIRE_OK;
		if (ready < 0 && errno != EINTR)
			return MEDIA_WIRE_BROKEN;
	}
}

/* What a failed call means: try again after the wait, or give up. */
static enum media_wire_status after_error(int sock, short events, int64_t deadline_us)
{
	if (errno == EINTR)
		return MEDIA_WIRE_OK;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return wait_for(sock, events, deadline_us);
	if (errno == EPIPE || errno == ECONNRESET)
		return MEDIA_WIRE_CLOSED;
	return MEDIA_WIRE_BROKEN;
}

static void attach_file(struct msghdr *m, union control *c, int fd)
{
	m->msg_control = c->space;
	m->msg_controllen = CMSG_SPACE(sizeof(int));
	c->header.cmsg_level = SOL_SOCKET;
	c->header.cmsg_type = SCM_RIGHTS;
	c->header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&c->header), &fd, sizeof(fd));
}

/* Takes what was sent off the front of the two pieces. */
static void advance(struct iovec parts[2], size_t sent)
{
	for (int i = 0; i < 2; i++) {
		size_t n = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		parts[i].iov_base = (char *)parts[i].iov_base + n;
		parts[i].iov_len -= n;
		sent -= n;
	}
}

enum media_wire_status media_wire_send(
	int sock, const char *text, size_t n, int fd, int64_t deadline_us)
{
	if (n == 0 || n > MEDIA_WIRE_MAX)
		return MEDIA_WIRE_BROKEN;
	uint8_t length[LENGTH_BYTES] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
		(uint8_t)n };
	/* sendmsg() only reads, but the structure it takes has no const. */
	union {
		const char *from;
		void *base;
	} body = { .from = text };
	struct iovec parts[2] = { { length, sizeof(length) }, { body.base, n } };
	union control control = { 0 };
	struct msghdr m = { .msg_iov = parts, .msg_iovlen = 2 };
	if (fd != MEDIA_WIRE_NO_FD)
		attach_file(&m, &control, fd);
	while (parts[0].iov_len + parts[1].iov_len > 0) {
		ssize_t sent = sendmsg(sock, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0) {
			enum media_wire_status st = after_error(sock, POLLOUT, deadline_us);
			if (st != MEDIA_WIRE_OK)
				return st;
			continue;
		}
		advance(parts, (size_t)sent);
		/* The file went with the first bytes. */
		m.msg_control = NULL;
		m.msg_controllen = 0;
	}
	return MEDIA_WIRE_OK;
}

/* Keeps the first file of a message; closes all others, and says so. */
static bool take_files(struct msghdr *m, int *fd)
{
	bool fine = (m->msg_flags & MSG_CTRUNC) == 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) {
			fine = false;
			continue;
		}
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int got;
			memcpy(&got, CMSG_DATA(c) + i * sizeof(int), sizeof(got));
			if (*fd == MEDIA_WIRE_NO_FD) {
				*fd = got;
			} else {
				close(got);
				fine = false;
			}
		}
	}
	return fine;
}

/* Reads exactly n bytes. A file may come with any of them. */
static enum media_wire_status receive_all(
	int sock, void *into, size_t n, int *fd, int64_t deadline_us)
{
	char *p = into;

	while (n > 0) {
		union control control;
		struct iovec part = { p, n };
		struct msghdr m = { .msg_iov = &part,
			.msg_iovlen = 1,
			.msg_control = control.space,
			.msg_controllen = sizeof(control.space) };
		ssize_t got = recvmsg(sock, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		if (got < 0) {
			enum media_wire_status st = after_error(sock, POLLIN, deadline_us);
			if (st != MEDIA_WIRE_OK)
				return st;
			continue;
		}
		if (!take_files(&m, fd))
			return MEDIA_WIRE_BROKEN;
		if (got == 0)
			return MEDIA_WIRE_CLOSED;
		p += got;
		n -= (size_t)got;
	}
	return MEDIA_WIRE_OK;
}

static enum media_wire_status receive_message(
	struct arena *a, int sock, int64_t deadline_us, struct media_wire_message *out)
{
	uint8_t b[LENGTH_BYTES] = { 0 };
	enum media_wire_status st = receive_all(sock, b, sizeof(b), &out->fd, deadline_us);

	if (st != MEDIA_WIRE_OK)
		return st;
	size_t n = bytes_big(&(struct bytes){ b, sizeof(b) }, 0, sizeof(b));
	if (n == 0 || n > MEDIA_WIRE_MAX)
		return MEDIA_WIRE_BROKEN;
	char *text = arena_alloc(a, n + 1);
	out->text = text;
	out->len = n;
	return receive_all(sock, text, n, &out->fd, deadline_us);
}

enum media_wire_status media_wire_receive(
	struct arena *a, int sock, int64_t deadline_us, struct media_wire_message *out)
{
	*out = (struct media_wire_message){ .fd = MEDIA_WIRE_NO_FD };
	enum media_wire_status st = receive_message(a, sock, deadline_us, out);
	if (st != MEDIA_WIRE_OK && out->fd != MEDIA_WIRE_NO_FD) {
		close(out->fd);
		out->fd = MEDIA_WIRE_NO_FD;
	}
	return st;
}
