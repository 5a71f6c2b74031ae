/* GET /v1/files/{fileId}/metadata and GET /v1/metadata?url=. */
#include "api/answer.h"
#include "api/handlers.h"
#include "api/public_url.h"
#include "base/encode.h"
#include "base/utf8.h"
#include "delivery/delivery_url.h"
#include "model/name_rules.h"
#include "ops/metadata_ops.h"
#include "ops/near_miss.h"
#include "view/metadata_view.h"

#include <string.h>
#include <strings.h>

enum { MAX_METADATA_JSON = 1024 * 1024 };

static bool answer_metadata(struct req *rq, struct reply *rp, const struct metadata *m)
{
	struct strbuf body = strbuf_init(rq->scope->arena, MAX_METADATA_JSON);
	struct json_writer w = json_writer(&body);

	metadata_view_write(&w, NULL, m);
	return answer_json(rq, rp, 200, &body);
}

bool metadata_api_get(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct metadata m;

	return metadata_ops_by_id(e, rq->scope, rq->account, rq->params[0], &m) &&
	       answer_metadata(rq, rp, &m);
}

/* What follows `http://` or `https://`; NULL when the text begins with neither. */
static const char *after_scheme(const char *url)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		size_t n = strlen(schemes[i]);
		if (strlen(url) >= n && text_same_nocase((struct view){ url, n }, schemes[i]))
			return url + n;
	}
	return NULL;
}

/* Some clients send the URL as it is, with a query of its own: then it is all that follows `url=`. */
static bool read_url(struct req *rq, const char **out)
{
	struct view rest = view_of(rq->query ? rq->query : "");
	const char *value = NULL;
	char *decoded;
	size_t n = 0;

	*out = "";
	while (rest.p && !value) {
		struct view param = view_split(&rest, '&');
		if (!view_starts(param, "url="))
			continue;
		value = param.p + strlen("url=");
		n = param.n - strlen("url=");
	}
	if (!value || n == 0)
		return err_set(rq->scope, ERR_INVALID, "Your request is missing url parameter.");
	*out = value;
	if (after_scheme(value))
		return true;
	if (!encode_percent_decode(
		    rq->scope->arena, (struct view){ value, n }, true, &decoded, &n) ||
		strlen(decoded) != n || !utf8_valid(decoded, n))
		return err_set(rq->scope, ERR_INVALID,
			"Your request contains invalid value for url parameter.");
	*out = decoded;
	return true;
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

/* An account's files have as many addresses as this server has names. */
static const char *own_path(const struct emulator *e, const struct req *rq, const char *url)
{
	struct arena *a = rq->scope->arena;
	const char *id = rq->account->imagekit_id, *host = req_header(rq, "Host");
	const char *bases[] = {
		public_url_base(e, rq, rq->account),
		arena_printf(a, "https://ik.imagekit.io/%s", id),
		arena_printf(a, "http://%s/%s", host ? host : "", id),
		arena_printf(a, "http://127.0.0.1:%d/%s", rq->local_port, id),
		arena_printf(a, "http://localhost:%d/%s", rq->local_port, id),
		arena_printf(a, "http://[::1]:%d/%s", rq->local_port, id),
	};
	const char *path = NULL;

	for (size_t i = 0; i < ARRAY_LEN(bases) && !path; i++)
		path = path_under(url, bases[i]);
	return path;
}

static bool inaccessible(struct scope *s)
{
	return err_set(s, ERR_NOT_FOUND,
		"The requested file does not exist or is inaccessible at this time.");
}

static bool split_url(struct emulator *e, struct req *rq, const char *url, struct delivery_url *out)
{
	struct scope *s = rq->scope;
	const char *path = own_path(e, rq, url);

	if (!path)
		return err_set(s, ERR_INVALID,
			"%s should be accessible using your ImageKit.io account.", url);
	struct view query = { path, strcspn(path, "#") };
	struct view plain = view_split(&query, '?');
	const char *asked = query.p ? arena_strndup(s->arena, query.p, query.n) : NULL;
	if (delivery_url_read(s,
		    arena_printf(
			    s->arena, "/%s%.*s", rq->account->imagekit_id, (int)plain.n, plain.p),
		    asked, out))
		return true;
	err_clear(s);
	return inaccessible(s);
}

static struct metadata_place place_of(const struct delivery_url *url)
{
	return (struct metadata_place){
		.folder_path = url->folder_path,
		.name = url->name,
		.delivery_key = query_get(&url->query, "ik-obj-version"),
	};
}

/* A stored file of exactly this name, else the one that its virtual names stand on. */
static bool find_file(
	struct emulator *e, struct req *rq, struct delivery_url *url, struct metadata_place *out)
{
	struct scope *s = rq->scope;
	struct file f;

	*out = place_of(url);
	bool found = metadata_ops_find(e, s, rq->account, out, &f);
	if (!found && s->err.code == ERR_NONE && delivery_url_cut_virtual(s->arena, url)) {
		*out = place_of(url);
		found = metadata_ops_find(e, s, rq->account, out, &f);
	}
	if (found || s->err.code != ERR_NONE)
		return found;
	inaccessible(s);
	return near_miss_note(s, NEAR_MISS_FILE_PATH, rq->account->row,
		name_rules_join(s->arena, url->folder_path, url->name));
}

static bool answer_from_own_url(
	struct emulator *e, struct req *rq, struct reply *rp, const char *url)
{
	struct scope *s = rq->scope;
	struct metadata_place place;
	struct delivery_url parts = { 0 };
	struct metadata m;

	if (!split_url(e, rq, url, &parts) || !find_file(e, rq, &parts, &place))
		return false;
	if (parts.suffix || (parts.chain && !delivery_url_wants_original(&parts)))
		return err_set(s, ERR_NOT_IMPLEMENTED,
			"This emulator does not compute the metadata of transformed files yet.");
	return metadata_ops_by_place(e, s, rq->account, &place, &m) && answer_metadata(rq, rp, &m);
}

bool metadata_api_get_from_url(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct metadata m;
	const char *url;

	if (!read_url(rq, &url))
		return false;
	if (metadata_ops_of_remote(e, rq->scope, url, &m))
		return answer_metadata(rq, rp, &m);
	return rq->scope->err.code == ERR_NONE && answer_from_own_url(e, rq, rp, url);
}
