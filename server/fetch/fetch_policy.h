/* Pure rules of outgoing requests: which URLs may be asked, which addresses may be connected to, and
 * how a URL is shown in a message. */
#ifndef FETCH_FETCH_POLICY_H
#define FETCH_FETCH_POLICY_H

#include "base/scope.h"
#include "base/text.h"
#include "fetch/fetch_terms.h"

#include <sys/socket.h>

enum { FETCH_MAX_URL = 8192 };

/* Whether the policy lets a socket connect to this address. Families other than IPv4 and IPv6 are
 * never allowed. IPv4 addresses inside IPv6 ones (::ffff:a.b.c.d) count as what they are. */
bool fetch_policy_allows(enum fetch_allow allow, const struct sockaddr *to);

/* The word that stands for the policy on the command line. */
const char *fetch_policy_word(enum fetch_allow allow);

/* The address in digits, without the port; "an unknown address" for other families. */
const char *fetch_policy_address(struct arena *a, const struct sockaddr *to);

/* Checks an absolute http or https URL and makes of it what goes on the wire: no fragment, blanks and
 * non-ASCII bytes after the host percent-encoded. In the arena. False: ERR_INVALID. */
NODISCARD bool fetch_policy_url(struct scope *s, const char *url, const char **out);

/* The host in a URL, without brackets, user or port; empty when there is none. */
struct view fetch_policy_host(const char *url);

bool fetch_policy_is_http(const char *url);

/* The URL for a message: printable, at most 200 characters, without user and password. */
const char *fetch_policy_show(struct arena *a, const char *url);

#endif
