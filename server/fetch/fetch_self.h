/* Which addresses are this server itself. */
#ifndef FETCH_FETCH_SELF_H
#define FETCH_FETCH_SELF_H

#include "base/base.h"

#include <sys/socket.h>

enum { FETCH_MAX_LISTENERS = 4 };

struct fetch_self {
	int ports[FETCH_MAX_LISTENERS];
	size_t count;
};

/* A port that is there already counts once; one too many is the programmer's mistake. */
void fetch_self_add(struct fetch_self *self, int port);

/* The port of the address when this server listens on it and the address is one of this machine, whatever it
 * is called: loopback, the unspecified one, that of an interface, or one that stands for it in IPv6. Else 0.
 * What the system cannot tell counts as this machine. */
int fetch_self_port(const struct fetch_self *self, const struct sockaddr *to, socklen_t n);

#endif
