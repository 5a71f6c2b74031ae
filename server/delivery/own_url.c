/* A server has as many names as there are ways to it; what follows the name is a delivery URL. */
#include "delivery/own_url.h"

#include "base/encode.h"
#include "delivery/delivery_find.h"
#include "ops/account_ops.h"

#include <string.h>
#include <strings.h>

enum { MOST_SHOWN = 200 };

struct reader {
	struct emulator *e;
	const struct req *rq;
	const struct account *owner;
};

/* What follows `http://` or `https://`; NULL when the text begins with neither. */
static const char *after_scheme(const char *url)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return url + strlen(schemes[i]);
	return NULL;
}

/* What follows the base in the URL, from its slash on; NULL when the URL does not begin with it. Hosts
 * are compared without regard to case, and http is as good as https. */
static const char *path_under(const char *url, const char *base)
{
	const char *rest = after_scheme(url), *want = after_scheme(base);

	if (!rest || !want)
		return NULL;
	size_t host = strcspn(want, "/"), n = strlen(want);
	if (strncasecmp(rest, want, host) != 0 || strncmp(rest + host, want + host, n - host) != 0)
		return NULL;
	return rest[n] == '/' ? rest + n : NULL;
}

static const char *own_path(const struct reader *r, struct arena *a, const char *url)
{
	const char *host = req_header(r->rq, "Host"), *public_url = r->e->config->public_url;
	const char *bases[] = {
		public_url ? public_url : "",
		"https://ik.imagekit.io",
		host && *host ? arena_printf(a, "http://%s", host) : "",
		arena_printf(a, "http://127.0.0.1:%d", r->rq->local_port),
		arena_printf(a, "http://localhost:%d", r->rq->local_port),
		arena_printf(a, "http://[::1]:%d", r->rq->local_port),
	};
	const char *path = NULL;

	for (size_t i = 0; i < ARRAY_LEN(bases) && !path; i++)
		path = path_under(url, bases[i]);
	return path;
}

/* Without `/_case/<id>`, which says nothing to delivery, and without a fragment. */
static const char *target_of(struct arena *a, const char *path)
{
	static const char prefix[] = "/_case/";
	const char *id = text_starts(path, prefix) ? path + sizeof(prefix) - 1 : NULL;

	if (id)
		path = id + strcspn(id, "/?#");
	return arena_strndup(a, path, strcspn(path, "#"));
}

/* Whether the first segment names an account whose files can be meant. */
static bool is_known(const struct reader *r, struct scope *s, const char *target)
{
	struct view rest = view_of(target);
	struct account a;
	char *id;
	size_t n;

	view_split(&rest, '/');
	struct view raw = rest.p ? view_split(&rest, '/') : rest;
	if (!rest.p || memchr(raw.p, '?', raw.n) ||
		!encode_percent_decode(s->arena, raw, false, &id, &n) || strlen(id) != n)
		return false;
	return account_ops_by_imagekit_id(r->e, s, id, &a) && (!r->owner || r->owner->row == a.row);
}

static enum err_code code_of(int status)
{
	switch (status) {
	case 400:
		return ERR_INVALID;
	case 401:
		return ERR_UNAUTHENTICATED;
	case 404:
		return ERR_NOT_FOUND;
	case 501:
		return ERR_NOT_IMPLEMENTED;
	default:
		return ERR_INTERNAL;
	}
}

static bool refuse(struct scope *s, enum err_code code, const char *url, const char *why)
{
	const char *asked =
		code == ERR_NOT_IMPLEMENTED ? ", which asks for a transformed file," : "";

	return err_restate(s, code, "The URL %.*s%s cannot be read from the media library: %s",
		MOST_SHOWN, url, asked, why);
}

/* `CODE - A reason` without the code. */
static const char *reason_of(struct arena *a, const char *ik_error)
{
	const char *dash = strstr(ik_error, " - ");

	return arena_printf(a, "%s.", dash ? dash + strlen(" - ") : ik_error);
}

static bool open_target(const struct reader *r, struct scope *s, const char *url,
	const char *target, struct remote_bytes *out)
{
	struct delivery_asked asked = { .target = target, .owner = r->owner };
	struct delivery_found *found = arena_alloc(s->arena, sizeof(*found));
	struct view query = view_of(target), path = view_split(&query, '?');

	if (!delivery_url_read(s, arena_strndup(s->arena, path.p, path.n), query.p, &asked.url))
		return refuse(s, s->err.code, url, s->err.msg);
	struct delivery_refusal refusal = delivery_find(r->e, s, &asked, found);
	if (refusal.status && !refusal.ik_error)
		return err_set(s, ERR_INTERNAL, "reading %s from the library", url);
	if (refusal.status)
		return refuse(
			s, code_of(refusal.status), url, reason_of(s->arena, refusal.ik_error));
	*out = (struct remote_bytes){ .fd = found->fd, .content = &found->file.content };
	return true;
}

static bool open_url(const void *ctx, struct scope *s, const char *url, struct remote_bytes *out)
{
	const struct reader *r = ctx;
	const char *path = own_path(r, s->arena, url);
	const char *target = path ? target_of(s->arena, path) : NULL;

	return target && is_known(r, s, target) && open_target(r, s, url, target, out);
}

struct own_urls own_url_reader(struct emulator *e, struct req *rq, const struct account *owner)
{
	struct reader *r = arena_alloc(rq->scope->arena, sizeof(*r));

	*r = (struct reader){ e, rq, owner };
	return (struct own_urls){ open_url, r };
}
