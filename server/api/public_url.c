/* --public-url, then the service's own host names, then the Host header. */
#include "api/public_url.h"

static bool is_service_host(const char *host)
{
	struct view rest = view_of(host);
	struct view name = view_split(&rest, ':');

	return text_same_nocase(name, "api.imagekit.io") ||
	       text_same_nocase(name, "upload.imagekit.io");
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
	return arena_printf(a, "http://127.0.0.1:%d/%s", rq->local_port, id);
}
