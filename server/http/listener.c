/* localhost is two addresses; with port 0 the second one has to take what the first one was given. */
#include "http/listener.h"

#include "base/address.h"
#include "base/log.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

enum {
	BACKLOG = 4096,  /* the system's own limit may be lower */
	FREE_PORTS = 16, /* tried until one is free at both addresses */
};

static int bound_port(int fd)
{
	union address a = { .six = { 0 } };
	socklen_t n = sizeof(a);

	if (getsockname(fd, &a.any, &n) != 0)
		return 0;
	return address_port(&a);
}

/* Whether the machine lacks what it was asked for, in contrast to a port that is taken. */
static bool is_lacking(int error)
{
	return error == EAFNOSUPPORT || error == EADDRNOTAVAIL || error == EPROTONOSUPPORT;
}

/* Linux lets `::` take IPv4 in unless the machine is set otherwise; here it always does. */
static int open_socket(const union address *a)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int one = 1, zero = 0;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	/* Connections inherit it: answers go out in one piece, or in few large ones. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (a->any.sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (bind(fd, &a->any, address_size(a)) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* False with errno set. */
static bool add(struct listener *l, const char *host)
{
	union address a;

	if (!address_read(host, l->port, &a)) {
		errno = EINVAL;
		return false;
	}
	int fd = open_socket(&a);
	if (fd < 0)
		return false;
	l->fds[l->count++] = fd;
	l->port = bound_port(fd);
	return true;
}

static bool fail(struct scope *s, const char *host, int64_t port)
{
	bool is_of_port = errno == EADDRINUSE || errno == EACCES;

	return err_errno(s, errno == EADDRINUSE ? ERR_CONFLICT : ERR_UNAVAILABLE,
		is_of_port ? "--port: listening on" : "--host: listening on",
		arena_printf(s->arena, "%s port %lld", host, (long long)port));
}

/* The second loopback beside the first. */
static bool add_six(struct scope *s, struct listener *l)
{
	if (add(l, "::1"))
		return true;
	if (!is_lacking(errno))
		return fail(s, "::1", l->port);
	log_message(LOG_WARN, "http",
		"This machine has no IPv6 loopback: localhost is 127.0.0.1 alone.");
	return true;
}

static bool add_loopbacks(struct scope *s, struct listener *l, int port)
{
	for (int i = 1;; i++) {
		l->port = port;
		if (!add(l, "127.0.0.1"))
			return fail(s, "127.0.0.1", port);
		if (add_six(s, l))
			return true;
		if (port != 0 || s->err.code != ERR_CONFLICT || i == FREE_PORTS)
			return false;
		err_clear(s);
		listener_close(l);
	}
}

bool listener_open(struct scope *s, const char *host, int64_t port, struct listener *out)
{
	*out = (struct listener){ .port = (int)port };
	bool ok = strcmp(host, "localhost") == 0 ? add_loopbacks(s, out, (int)port)
						 : add(out, host) || fail(s, host, port);
	if (!ok)
		listener_close(out);
	return ok;
}

void listener_close(struct listener *l)
{
	for (size_t i = 0; i < l->count; i++)
		close(l->fds[i]);
	l->count = 0;
}
