/* Addresses of IPv4 and IPv6 with their ports, as sockets take them. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include "base/base.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* Which member holds is told by any.sa_family: AF_INET or AF_INET6. */
union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* Of a host in numbers, without brackets. False when it is neither. */
bool address_read(const char *host, int port, union address *out);

/* A copy, as a sockaddr may be less aligned than what it stands for. False when it is of another family. */
bool address_copy(const struct sockaddr *from, union address *out);

socklen_t address_size(const union address *a);
int address_port(const union address *a);
void address_set_port(union address *a, int port);

#endif
