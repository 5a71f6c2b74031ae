/* Only what can be bound to is an address of this machine, and the kernel alone knows them all: those of
 * interfaces that came a moment ago, and those that its routes declare local. */
#include "fetch/fetch_self.h"

#include "base/address.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void fetch_self_add(struct fetch_self *self, int port)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->ports[i] == port)
			return;
	if (self->count == ARRAY_LEN(self->ports))
		abort();
	self->ports[self->count++] = port;
}

static bool listens_on(const struct fetch_self *self, int port)
{
	for (size_t i = 0; i < self->count; i++)
		if (self->ports[i] == port)
			return true;
	return false;
}

static bool is_here(union address a)
{
	address_set_port(&a, 0);
	int fd = socket(a.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return true;
	bool here = bind(fd, &a.any, address_size(&a)) == 0 || errno != EADDRNOTAVAIL;
	close(fd);
	return here;
}

int fetch_self_port(const struct fetch_self *self, const struct sockaddr *to, socklen_t n)
{
	union address a;

	if (!address_copy(to, &a) || n < address_size(&a))
		return 0;
	int port = address_port(&a);
	return listens_on(self, port) && is_here(a) ? port : 0;
}
