/* --public-url, then the service's own host names, then the Host header. */
#include "call/public_url.h"

#include "gate/gate_host.h"

#include <string.h>

static bool is_service_host(const char *host)
{
	struct view rest = view_of(host);
	struct view name = view_split(&rest, ':');

	return text_same_nocase(name, "api.imagekit.io") ||
	       text_same_nocase(name, "upload.imagekit.io");
}

static const char *own_address(const struct req *rq)
{
	bool six = strchr(rq->remote_address, ':') && !strchr(rq->remote_address, '.');

	return arena_printf(
		rq->scope->arena, "http://%s:%d", six ? "[::1]" : "127.0.0.1", rq->local_port);
}

const char *public_url_base(
	const struct emulator *e, const struct req *rq, const struct account *account)
{
	struct arena *a = rq->scope->arena;
	const char *host = req_header(rq, "Host"), *id = account->imagekit_id;

	if (e->config->public_url)
		return arena_printf(a, "%s/%s", e->config->public_url, id);
	if (host && is_service_host(host))
		return arena_printf(a, "https://ik.imagekit.io/%s", id);
	if (host && *host)
		return arena_printf(a, "http://%s/%s", host, id);
	return arena_printf(a, "%s/%s", own_address(rq), id);
}

/* A name of the service, which leads here for those alone who made it so. */
static bool is_faked(struct view authority)
{
	static const char service[] = ".imagekit.io";
	struct view name = view_split(&authority, ':');
	size_t n = sizeof(service) - 1;

	return name.n > n && text_same_nocase((struct view){ name.p + name.n - n, n }, service);
}

static bool is_faked_url(const char *url)
{
	const char *host = strstr(url, "://") + strlen("://");

	return is_faked((struct view){ host, strcspn(host, "/") });
}

/* Tests that make a name of the service lead here may do so for their calls of the API alone: it is used only
 * where there is no other way. */
const char *public_url_control(const struct emulator *e, const struct req *rq)
{
	struct arena *a = rq->scope->arena;
	const char *host = req_header(rq, "Host");
	bool named = host && *host, faked = named && is_faked(view_of(host));

	if (named && !faked && gate_host_knows(e, host) && !e->config->public_url)
		return arena_printf(a, "http://%s", host);
	if (e->config->public_url && !is_faked_url(e->config->public_url))
		return e->config->public_url;
	if (rq->from_loopback)
		return own_address(rq);
	return named ? arena_printf(a, "%s://%s", faked ? "https" : "http", host) : "";
}
