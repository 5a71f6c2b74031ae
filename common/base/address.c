/* The two families have the port at the same place, but that is nothing to rely on. */
#include "base/address.h"

#include <arpa/inet.h>
#include <string.h>

bool address_read(const char *host, int port, union address *out)
{
	*out = (union address){ .six = { .sin6_family = AF_INET6 } };
	if (inet_pton(AF_INET6, host, &out->six.sin6_addr) != 1) {
		*out = (union address){ .four = { .sin_family = AF_INET } };
		if (inet_pton(AF_INET, host, &out->four.sin_addr) != 1)
			return false;
	}
	address_set_port(out, port);
	return true;
}

bool address_copy(const struct sockaddr *from, union address *out)
{
	*out = (union address){ .any = { .sa_family = from->sa_family } };
	if (from->sa_family != AF_INET && from->sa_family != AF_INET6)
		return false;
	memcpy(out, from, address_size(out));
	return true;
}

socklen_t address_size(const union address *a)
{
	return a->any.sa_family == AF_INET6 ? sizeof(a->six) : sizeof(a->four);
}

int address_port(const union address *a)
{
	return ntohs(a->any.sa_family == AF_INET6 ? a->six.sin6_port : a->four.sin_port);
}

void address_set_port(union address *a, int port)
{
	if (a->any.sa_family == AF_INET6)
		a->six.sin6_port = htons((uint16_t)port);
	else
		a->four.sin_port = htons((uint16_t)port);
}
