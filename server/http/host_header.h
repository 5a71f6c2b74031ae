/* The Host header (RFC 9112 §3.2, RFC 3986 §3.2.2). */
#ifndef HTTP_HOST_HEADER_H
#define HTTP_HOST_HEADER_H

#include "base/base.h"

/* A name or an address, with or without a port, or nothing: so that it can be part of a URL. Quotes are not
 * taken, though the RFC would allow the single one: nobody is called so. */
bool host_header_is_valid(const char *host);

#endif
