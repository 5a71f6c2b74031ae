/* Only what can be bound to is an address of this machine, and the kernel alone knows them all: those of
 * interfaces that came a moment ago, and those that its routes declare local. */
#include "fetch/fetch_self.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* IPv4 and IPv6 have the port at the same place, but that is nothing to rely on. */
union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

void fetch_self_add(struct fetch_self *self, int port)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->ports[i] == port)
			return;
	if (self->count == ARRAY_LEN(self->ports))
		abort();
	self->ports[self->count++] = port;
}

static in_port_t *port_of(union address *a)
{
	return a->any.sa_family == AF_INET ? &a->four.sin_port : &a->six.sin6_port;
}

static bool listens_on(const struct fetch_self *self, int port)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->ports[i] == port)
			return true;
	return false;
}

static bool is_here(union address a, socklen_t n)
{
	*port_of(&a) = 0;
	int fd = socket(a.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true;
	bool here = bind(fd, &a.any, n) == 0 || errno != EADDRNOTAVAIL;
	close(fd);
	return here;
}

int fetch_self_port(const struct fetch_self *self, const struct sockaddr *to, socklen_t n)
{
	union address a = { .six = { 0 } };

	if ((to->sa_family != AF_INET && to->sa_family != AF_INET6) || n > sizeof(a))
		return 0;
	memcpy(&a, to, n);
	int port = ntohs(*port_of(&a));
	return listens_on(self, port) && is_here(a, n) ? port : 0;
}
