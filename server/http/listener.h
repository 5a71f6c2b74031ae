/* The sockets that are listened on: one, or one for each loopback. Shared by the files of http/ alone. */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include "base/scope.h"

struct listener {
	int fds[2];
	size_t count;
	int port;
};

/* host: an address of IPv4 or IPv6 (`::` takes IPv4 in as well), or localhost for the loopbacks of both, as
 * far as the machine has them. Port 0 is a free one. False: ERR_CONFLICT when it is taken, else
 * ERR_UNAVAILABLE. */
NODISCARD bool listener_open(struct scope *s, const char *host, int64_t port, struct listener *out);
void listener_close(struct listener *l);

#endif
