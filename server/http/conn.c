/* Sockets never block: a thread that has to wait for the other side does so in one place, which counts what
 * moves in how much waiting. The time that the server itself takes is nobody's fault. */
#include "http/conn.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	FIRST_ROOM = 4096,
	SHORT_WAIT_MS = 5, /* longer ones leave the thread's place to another */
	MIN_READ = 4096,
	DISCARDED_AT_ONCE = 1 << 20,
	MAX_ACK_MS = 1000,
};

static void write_address(const union conn_address *a, char *text, size_t n)
{
	const struct in6_addr *six = &a->six.sin6_addr;

	if (a->any.sa_family == AF_INET)
		inet_ntop(AF_INET, &a->four.sin_addr, text, (socklen_t)n);
	else if (IN6_IS_ADDR_V4MAPPED(six))
		inet_ntop(AF_INET, &six->s6_addr[12], text, (socklen_t)n);
	else
		inet_ntop(AF_INET6, six, text, (socklen_t)n);
}

struct conn *conn_new(int fd, const union conn_address *remote, int local_port)
{
	struct conn *c = xcalloc(1, sizeof(*c));

	c->fd = fd;
	c->local_port = local_port;
	write_address(remote, c->remote, sizeof(c->remote));
	return c;
}

void conn_free(struct conn *c)
{
	close(c->fd);
	free(c->in);
	free(c);
}

static bool must_wait(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK;
}

/* As recv(2) without waiting: -1 with must_wait(), or the connection is broken. */
static ssize_t receive(struct conn *c, void *buf, size_t n)
{
	ssize_t got;

	do
		got = recv(c->fd, buf, n, MSG_DONTWAIT);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		c->moved += got;
	else if (got == 0)
		c->ended = true;
	else if (!must_wait())
		c->broken = true;
	return got;
}

enum conn_state conn_look(const struct conn *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLRDHUP };

	if (c->broken)
		return CONN_BROKEN;
	if (poll(&p, 1, 0) > 0 && (p.revents & (POLLERR | POLLHUP)))
		return CONN_BROKEN;
	return c->ended || (p.revents & POLLRDHUP) ? CONN_CLOSED : CONN_OPEN;
}

static void grow(struct conn *c, size_t room)
{
	if (room <= c->room)
		return;
	c->in = xreallocarray(c->in, room, 1);
	c->room = room;
}

bool conn_fill(struct conn *c, size_t most)
{
	while (c->len < most && !c->ended && !c->broken) {
		if (c->len == c->room)
			grow(c, c->room ? c->room * 2 : FIRST_ROOM);
		size_t want = c->room - c->len;
		ssize_t got = receive(c, c->in + c->len, want);
		if (got <= 0)
			break;
		c->len += (size_t)got;
		if ((size_t)got < want)
			return true;
	}
	return !c->ended && !c->broken;
}

void conn_settle(struct conn *c, size_t kept)
{
	grow(c, c->len + MIN_READ);
	c->at = c->kept = kept;
}

/* One poll(2), which counts as waiting. True when it is worth another try. */
static bool wait_once(struct conn *c, short events, int ms)
{
	struct pollfd p = { .fd = c->fd, .events = events };
	int64_t before = clock_monotonic_us();
	int n = poll(&p, 1, ms);

	c->waited_us += clock_monotonic_us() - before;
	return n > 0;
}

void conn_begin_spell(struct conn *c)
{
	c->waited_us = 0;
	c->moved = 0;
}

/* True when it is worth another try, false when the other side is too slow. */
static bool await(struct conn *c, short events)
{
	int64_t spell_us = (int64_t)c->pace->spell_ms * 1000;

	if (c->moved >= c->pace->floor)
		conn_begin_spell(c);
	c->late = c->waited_us >= spell_us;
	if (c->late)
		return false;
	if (wait_once(c, events, SHORT_WAIT_MS))
		return true;
	int64_t left_ms = (spell_us - c->waited_us) / 1000 + 1;
	crew_aside(c->crew);
	wait_once(c, events, left_ms > 1 ? (int)left_ms : 1);
	crew_back(c->crew);
	return true;
}

static int64_t receive_waiting(struct conn *c, void *buf, size_t n)
{
	while (!c->ended && !c->broken && !c->late) {
		ssize_t got = receive(c, buf, n);
		if (got > 0)
			return got;
		if (got < 0 && !c->broken && !await(c, POLLIN))
			return -1; /* it may still be told why */
	}
	return c->broken || c->late ? -1 : 0;
}

/* Small reads go through the buffer, behind what is kept of it. */
static int64_t refill(struct conn *c)
{
	c->at = c->len = c->kept;
	int64_t got = receive_waiting(c, c->in + c->kept, c->room - c->kept);
	if (got > 0)
		c->len += (size_t)got;
	return got;
}

int64_t conn_read(struct conn *c, void *buf, size_t n)
{
	if (c->at == c->len && n >= MIN_READ)
		return receive_waiting(c, buf, n);
	if (c->at == c->len) {
		int64_t got = refill(c);
		if (got <= 0)
			return got;
	}
	size_t there = c->len - c->at;
	if (n > there)
		n = there;
	memcpy(buf, c->in + c->at, n);
	c->at += n;
	return (int64_t)n;
}

int conn_byte(struct conn *c)
{
	if (c->at == c->len && refill(c) <= 0)
		return -1;
	return (unsigned char)c->in[c->at++];
}

static void begin_anew(struct conn *c)
{
	c->at = c->kept = c->scanned = c->wanted = 0;
	c->in_head = c->hurried = c->late = false;
	conn_begin_spell(c);
}

static void drop_all(struct conn *c)
{
	free(c->in);
	c->in = NULL;
	c->len = c->room = 0;
}

void conn_forget(struct conn *c)
{
	c->len -= c->at;
	if (c->len > 0)
		memmove(c->in, c->in + c->at, c->len);
	else
		drop_all(c);
	begin_anew(c);
}

void conn_forget_all(struct conn *c)
{
	drop_all(c);
	begin_anew(c);
}

bool conn_write(struct conn *c, const void *p, size_t n)
{
	const char *from = p;

	while (n > 0 && !c->broken) {
		ssize_t put = send(c->fd, from, n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (put >= 0) {
			c->moved += put;
			from += put;
			n -= (size_t)put;
		} else if (errno != EINTR && (!must_wait() || !await(c, POLLOUT))) {
			c->broken = true;
		}
	}
	return !c->broken;
}

void conn_interject(struct conn *c, const void *p, size_t n)
{
	(void)!send(c->fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
}

bool conn_discard(struct conn *c)
{
	char buf[16 * 1024];
	ssize_t got = 1;

	for (size_t all = 0; got > 0 && all < DISCARDED_AT_ONCE; all += (size_t)got)
		got = receive(c, buf, sizeof(buf));
	return !c->ended && !c->broken;
}

/* A reset overtakes what has not arrived yet; so it waits until the other side has it. */
static bool has_arrived(const struct conn *c)
{
	int waiting = 0;

	return ioctl(c->fd, SIOCOUTQ, &waiting) != 0 || waiting == 0;
}

/* Taking the peer away from a connected socket sends the reset at once. */
void conn_reset(struct conn *c)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	for (int ms = 0; ms < MAX_ACK_MS && !has_arrived(c); ms++)
		poll(NULL, 0, 1);
	if (connect(c->fd, &nobody, sizeof(nobody)) != 0)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	c->broken = true;
}
