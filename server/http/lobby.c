/* All connections are in one epoll set, where the threads of the crew wait together. An event disarms its
 * connection, so one thread alone gets it, and says which one by descriptor and serial number: a connection
 * that was shown out meanwhile is no longer found. Another thread, the usher, lets in and looks for those that
 * have waited long enough. */
#include "http/lobby.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	ROUND_MS = 250, /* between two looks at the clock */
	BRISK_MS = 25,  /* while a body is awaited */
	BODY_MS = 50,   /* then it is served as far as it came, when a thread is to spare, */
	PRESSING_MS =
		1000, /* and then even if not; so long a head may take where places are short */
	FULL_MS = 20, /* until the next try when there was no place */
	LET_IN_AT_ONCE = 64,
};

static const uint64_t end_of_all = UINT64_MAX;

struct lobby {
	struct lobby_options options;
	struct crew *crew;
	int epoll;
	int end;  /* an eventfd, readable from lobby_shut() on */
	int wake; /* an eventfd that calls the usher to a brisk round */
	pthread_t usher;
	bool has_usher;
	pthread_mutex_t lock; /* all below, and what conn.h says */
	struct conn *all;
	struct conn **by_fd;
	size_t room; /* of by_fd */
	int64_t count;
	uint32_t serial;
	bool shut;
	bool brisk; /* the usher goes round as long as a body is awaited */
};

static uint64_t name_of(const struct conn *c)
{
	return (uint64_t)c->serial << 32 | (uint32_t)c->fd;
}

static struct conn *find(const struct lobby *l, uint64_t what)
{
	size_t fd = (uint32_t)what;
	struct conn *c = fd < l->room ? l->by_fd[fd] : NULL;

	return c && c->serial == what >> 32 ? c : NULL;
}

static bool arm(struct lobby *l, struct conn *c, int operation)
{
	uint32_t events = EPOLLONESHOT | EPOLLIN | (c->hurried ? EPOLLOUT : 0);
	struct epoll_event event = { .events = events, .data.u64 = name_of(c) };

	return epoll_ctl(l->epoll, operation, c->fd, &event) == 0;
}

static void show_out(struct lobby *l, struct conn *c)
{
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	l->by_fd[c->fd] = NULL;
	l->count--;
	conn_free(c); /* which takes it out of the set as well */
}

static void enlist(struct lobby *l, struct conn *c)
{
	size_t fd = (size_t)c->fd, room = l->room ? l->room : 64;

	while (room <= fd)
		room *= 2;
	if (room > l->room) {
		l->by_fd = xreallocarray(l->by_fd, room, sizeof(struct conn *));
		for (size_t i = l->room; i < room; i++)
			l->by_fd[i] = NULL;
		l->room = room;
	}
	l->by_fd[fd] = c;
	c->serial = l->serial++;
	c->next = l->all;
	c->link = &l->all;
	if (c->next)
		c->next->link = &c->next;
	l->all = c;
	l->count++;
}

static bool says_nothing(const struct conn *c)
{
	int there = 0;

	return ioctl(c->fd, FIONREAD, &there) != 0 || there == 0;
}

static bool is_idle(const struct conn *c)
{
	return c->place == CONN_LINGERS || (c->place == CONN_WAITS && c->len == 0);
}

static void have_served(struct lobby *l, struct conn *c)
{
	c->hurried = true;
	(void)!arm(l, c, EPOLL_CTL_MOD);
}

/* What came too slowly is answered. The lock is held. */
static void judge_head(struct lobby *l, struct conn *c, int64_t now)
{
	c->since_us = now;
	if (!says_nothing(c))
		return;
	c->late = true;
	have_served(l, c);
}

static bool is_in_head(const struct conn *c)
{
	return c->place == CONN_WAITS && c->len > 0 && c->wanted == 0 && !c->late;
}

static struct conn *find_longest(const struct lobby *l, bool (*fits)(const struct conn *c))
{
	struct conn *longest = NULL;

	for (struct conn *c = l->all; c; c = c->next)
		if (fits(c) && (!longest || c->since_us < longest->since_us))
			longest = c;
	return longest;
}

/* There will be a place soon when a head has been on its way for long. */
static void press(struct lobby *l, int64_t now)
{
	struct conn *c = find_longest(l, is_in_head);

	if (c && (now - c->since_us) / 1000 >= PRESSING_MS)
		judge_head(l, c, now);
}

/* Shows out who has waited longest for its next request. What it has sent in this instant shows only to a
 * look at the socket. The lock is held. */
static bool make_place(struct lobby *l, int64_t now)
{
	struct conn *longest = find_longest(l, is_idle);

	if (!longest) {
		press(l, now);
		return false;
	}
	if (longest->place == CONN_WAITS && !says_nothing(longest)) {
		longest->since_us = now;
		return false;
	}
	show_out(l, longest);
	return true;
}

static void greet(struct lobby *l, int fd, const union conn_address *from)
{
	struct conn *c = conn_new(fd, from, l->options.listener->port);

	c->pace = l->options.pace;
	c->crew = l->crew;
	c->since_us = clock_monotonic_us();
	pthread_mutex_lock(&l->lock);
	enlist(l, c);
	if (!arm(l, c, EPOLL_CTL_ADD))
		show_out(l, c);
	pthread_mutex_unlock(&l->lock);
}

static bool has_place(struct lobby *l)
{
	pthread_mutex_lock(&l->lock);
	bool ok = l->count < l->options.most || make_place(l, clock_monotonic_us());
	pthread_mutex_unlock(&l->lock);
	return ok;
}

static bool somebody_asks(int listener)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

/* False when somebody is left outside for want of a place or of a descriptor. */
static bool let_in(struct lobby *l, int listener)
{
	for (int i = 0; i < LET_IN_AT_ONCE; i++) {
		union conn_address from = { .six = { 0 } };
		socklen_t n = sizeof(from);

		/* Or somebody would have to make place for nobody. */
		if (!somebody_asks(listener))
			return true;
		if (!has_place(l))
			return false;
		int fd = accept4(listener, &from.any, &n, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd >= 0)
			greet(l, fd, &from);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			return true;
		else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			return false;
	}
	return true;
}

/* The lock is held. */
static void look_at(struct lobby *l, struct conn *c, int64_t now)
{
	int64_t ms = (now - c->since_us) / 1000;

	if (c->place == CONN_LINGERS && ms >= c->pace->linger_ms)
		show_out(l, c);
	else if (c->place == CONN_WAITS && c->len > 0 && ms >= c->pace->spell_ms)
		judge_head(l, c, now);
	else if (c->place == CONN_WAITS && c->len == 0 && ms >= c->pace->idle_ms && says_nothing(c))
		show_out(l, c);
}

static bool awaits_body(const struct conn *c)
{
	return c->place == CONN_WAITS && c->wanted > 0 && !c->hurried;
}

/* Has it served although its body is not there: a client may wait for a refusal before it sends one. `spare`
 * are the threads for those that are pressing, [1], and for the others. */
static void hurry(struct lobby *l, struct conn *c, int64_t now, int spare[2])
{
	int64_t ms = (now - c->since_us) / 1000;
	int *left = &spare[ms >= PRESSING_MS];

	if (*left <= 0 || ms < BODY_MS)
		return;
	(*left)--;
	have_served(l, c);
}

/* Gives in how many milliseconds the next round is due; -1: when somebody comes. */
static int go_round(struct lobby *l)
{
	int64_t now = clock_monotonic_us();
	int spare[2] = { crew_spare(l->crew, false), crew_spare(l->crew, true) };

	pthread_mutex_lock(&l->lock);
	l->brisk = false;
	for (struct conn *c = l->all, *next; c; c = next) {
		next = c->next;
		if (awaits_body(c)) {
			hurry(l, c, now, spare);
			l->brisk = true;
		}
		look_at(l, c, now);
	}
	int due = l->brisk ? BRISK_MS : l->all ? ROUND_MS : -1;
	pthread_mutex_unlock(&l->lock);
	return due;
}

/* False when somebody was left outside. */
static bool let_all_in(struct lobby *l)
{
	const struct listener *at = l->options.listener;
	bool all = true;

	for (size_t i = 0; i < at->count; i++)
		all = let_in(l, at->fds[i]) && all;
	return all;
}

static int at_most(int a, int b)
{
	return a < b ? a : b;
}

static void *usher(void *arg)
{
	struct lobby *l = arg;
	const struct listener *at = l->options.listener;
	struct pollfd polled[2 + ARRAY_LEN(at->fds)] = { { .fd = l->end, .events = POLLIN },
		{ .fd = l->wake, .events = POLLIN } };
	int64_t next_round = 0;
	int due = -1;
	bool full = false;

	for (size_t i = 0; i < at->count; i++)
		polled[2 + i] = (struct pollfd){ .fd = at->fds[i], .events = POLLIN };
	for (;;) {
		/* Those outside are no news until there may be a place. */
		int n = full ? poll(polled, 2, due < 0 ? FULL_MS : at_most(due, FULL_MS))
			     : poll(polled, 2 + at->count, due);
		uint64_t calls;
		if (n > 0 && polled[0].revents)
			return NULL;
		bool called = read(l->wake, &calls, sizeof(calls)) > 0;
		full = !let_all_in(l);
		if (called || due < 0 || clock_monotonic_us() >= next_round) {
			due = go_round(l);
			next_round = clock_monotonic_us() + INT64_C(1000) * due;
		}
	}
}

bool lobby_open(struct scope *s, const struct lobby_options *options, struct lobby **out)
{
	struct lobby *l = xcalloc(1, sizeof(*l));
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = end_of_all };

	l->options = *options;
	pthread_mutex_init(&l->lock, NULL);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->epoll < 0 || l->end < 0 || l->wake < 0 ||
		epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->end, &event) != 0) {
		err_errno(s, ERR_UNAVAILABLE, "preparing for", "connections");
		lobby_free(l);
		return false;
	}
	*out = l;
	return true;
}

bool lobby_start(struct scope *s, struct lobby *l, struct crew *crew)
{
	l->crew = crew;
	l->has_usher = pthread_create(&l->usher, NULL, usher, l) == 0;
	return l->has_usher ||
	       err_set(s, ERR_UNAVAILABLE, "The system gives no thread for connections.");
}

bool lobby_wait(void *ctx, int ms, uint64_t *what)
{
	struct lobby *l = ctx;
	struct epoll_event event;

	if (epoll_wait(l->epoll, &event, 1, ms) != 1 || event.data.u64 == end_of_all)
		return false;
	*what = event.data.u64;
	return true;
}

/* Whoever arms it has it no more: the next event may be there already. The lock is held. */
static void put_back(struct lobby *l, struct conn *c, enum conn_place place)
{
	c->place = place;
	if (l->shut || !arm(l, c, EPOLL_CTL_MOD))
		show_out(l, c);
}

/* What the client still sends is read, or the end would be a reset, which may overtake the answer. */
static void linger(struct lobby *l, struct conn *c)
{
	bool more = conn_discard(c);

	pthread_mutex_lock(&l->lock);
	if (more)
		put_back(l, c, CONN_LINGERS);
	else
		show_out(l, c);
	pthread_mutex_unlock(&l->lock);
}

struct conn *lobby_lend(struct lobby *l, uint64_t what)
{
	pthread_mutex_lock(&l->lock);
	struct conn *c = find(l, what);
	/* One that was hurried while an event was on its way may be lent already. */
	bool lent = !c || c->place == CONN_LENT, lingers = c && c->place == CONN_LINGERS;
	if (!lent)
		c->place = CONN_LENT;
	pthread_mutex_unlock(&l->lock);
	if (!lent && lingers)
		linger(l, c);
	return lent || lingers ? NULL : c;
}

static void ring(int event)
{
	const uint64_t one = 1;

	(void)!write(event, &one, sizeof(one));
}

void lobby_await_more(struct lobby *l, struct conn *c)
{
	bool in_head = c->len > 0;

	pthread_mutex_lock(&l->lock);
	if (!c->in_head || c->moved >= c->pace->floor) {
		c->since_us = clock_monotonic_us();
		conn_begin_spell(c);
	}
	c->in_head = in_head;
	bool call = c->wanted > 0 && !l->brisk;
	l->brisk = l->brisk || call;
	put_back(l, c, CONN_WAITS);
	pthread_mutex_unlock(&l->lock);
	if (call)
		ring(l->wake);
}

void lobby_part(struct lobby *l, struct conn *c)
{
	bool gone = c->ended || c->broken || shutdown(c->fd, SHUT_WR) != 0;

	conn_forget_all(c);
	pthread_mutex_lock(&l->lock);
	c->since_us = clock_monotonic_us();
	if (gone)
		show_out(l, c);
	else
		put_back(l, c, CONN_LINGERS);
	pthread_mutex_unlock(&l->lock);
}

bool lobby_is_short(struct lobby *l)
{
	pthread_mutex_lock(&l->lock);
	bool is_short = l->count > l->options.most / 4 * 3;
	pthread_mutex_unlock(&l->lock);
	return is_short;
}

void lobby_shut(struct lobby *l)
{
	ring(l->end);
	if (l->has_usher)
		pthread_join(l->usher, NULL);
	l->has_usher = false;
	pthread_mutex_lock(&l->lock);
	l->shut = true;
	for (struct conn *c = l->all; c; c = c->next)
		shutdown(c->fd, SHUT_RDWR);
	pthread_mutex_unlock(&l->lock);
}

void lobby_free(struct lobby *l)
{
	if (!l)
		return;
	while (l->all)
		show_out(l, l->all);
	if (l->epoll >= 0)
		close(l->epoll);
	if (l->end >= 0)
		close(l->end);
	if (l->wake >= 0)
		close(l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l->by_fd);
	free(l);
}
