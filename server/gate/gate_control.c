/* Host, and the token for anybody who is not on this machine; what browsers send, gate_page.c looks at. */
#include "gate/gate_control.h"

#include "base/digest.h"
#include "fetch/fetch.h"
#include "gate/gate_host.h"
#include "gate/gate_page.h"

#include <string.h>
#include <strings.h>

/* What follows "Bearer", or NULL. */
static const char *bearer_of(const struct req *rq)
{
	const char *header = req_header(rq, "Authorization");

	return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

bool gate_control(struct emulator *e, struct req *rq)
{
	const char *host = req_header(rq, "Host");
	const char *token = e->config->control_token, *bearer = bearer_of(rq);

	/* Whoever made a server fetch a URL is no more entitled for it: it asks from this machine. */
	if (req_header(rq, FETCH_MARK))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane answers to no request that an emulator makes to fetch a "
			"URL "
			"(the header " FETCH_MARK ").");
	if (token && bearer && digest_same(view_trim(view_of(bearer)), view_of(token)))
		return true;
	if (token && bearer)
		return err_set(rq->scope, ERR_UNAUTHENTICATED,
			"The bearer token is not the one that --control-token set.");
	if (!rq->from_loopback)
		return err_set(rq->scope, ERR_UNAUTHENTICATED,
			"The control plane is open to this machine alone; from elsewhere it needs "
			"'Authorization: Bearer TOKEN' with the token of --control-token.");
	if (host && !gate_host_knows(e, host))
		return err_set(rq->scope, ERR_FORBIDDEN,
			"The control plane does not answer to the host name '%s'. Use the address, "
			"localhost, or the host of --public-url.",
			host);
	return gate_page(e, rq);
}
