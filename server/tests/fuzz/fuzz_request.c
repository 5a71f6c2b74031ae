/* The input is the start of a request: a line "METHOD TARGET", then a Range value, then a byte that says
 * what to change. Routing, delivery URLs, signatures and ranges must agree with themselves on it: a path
 * is bad if and only if an error is set, no parameter hides a NUL, a signature made for the target holds
 * and does so no more when one byte differs, a range lies inside the size. */
#include "base/digest.h"
#include "base/encode.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "delivery/delivery_url.h"
#include "delivery/signed_url.h"
#include "dispatch/routes.h"
#include "http/range.h"
#include "http/route.h"

#include <stdlib.h>
#include <string.h>

#define KEY "private_fuzz"

enum { EXPIRY = 1700000000, MAX_SEGMENTS = 16 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool is_utf8(const char *s)
{
	return utf8_valid(s, strlen(s));
}

static size_t count_of(const char *s, char c)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == c;
	return n;
}

static void check_params(const struct route *route, const struct req *rq)
{
	size_t params = count_of(route->pattern, '{');

	for (size_t i = 0; i < params && i < REQ_MAX_PARAMS; i++)
		check(rq->params[i] && is_utf8(rq->params[i]));
	/* A trailing slash adds nothing, so there is one at most beyond the pattern's own. */
	check(count_of(rq->path, '/') <= count_of(route->pattern, '/') + 1);
}

static void check_routes(const struct route *routes, size_t count, struct req *rq)
{
	const struct route *route = NULL;
	enum route_result result;

	err_clear(rq->scope);
	memset(rq->params, 0, sizeof(rq->params));
	result = route_match(routes, count, rq, &route);
	check((result == ROUTE_BAD_PATH) == (rq->scope->err.code != ERR_NONE));
	check(result != ROUTE_BAD_PATH || rq->scope->err.code == ERR_INVALID);
	if (result == ROUTE_FOUND)
		check_params(route, rq);
	/* A NUL must not cut a segment, whatever the table. */
	const char *slash = strchr(rq->path, '/');
	if (slash && strstr(slash, "%00") && count_of(slash, '/') < MAX_SEGMENTS)
		check(result == ROUTE_BAD_PATH);

	const char *nearest = route_nearest(rq->scope->arena, routes, count, rq, 3);
	check(count_of(nearest, ',') <= 2);
	check(*nearest || count_of(rq->path, '/') > MAX_SEGMENTS);
}

static void check_folder(const char *folder)
{
	size_t n = strlen(folder);

	check(folder[0] == '/' && is_utf8(folder));
	check(n == 1 || folder[n - 1] != '/');
	check(!strstr(folder, "//"));
}

static bool check_url(const struct req *rq, struct delivery_url *url)
{
	struct scope *s = rq->scope;

	err_clear(s);
	bool ok = delivery_url_read(s, rq->path, rq->query, url);
	check(ok == (s->err.code == ERR_NONE));
	check(ok || s->err.code == ERR_INVALID || s->err.code == ERR_NOT_FOUND);
	/* A server sees nothing but '*' that does not start so. */
	if (!ok || rq->path[0] != '/')
		return false;
	check(is_utf8(url->imagekit_id) && is_utf8(url->name) && *url->name);
	check(*url->shown_name);
	check_folder(url->folder_path);
	check(!url->chain || !delivery_url_only_named(url) || !delivery_url_wants_original(url));
	for (size_t i = 0; i < url->prefix_count; i++) {
		const char *prefix = url->prefixes[i];
		check(*prefix == '/' && prefix[strlen(prefix) - 1] == '/');
		check(i == 0 || strlen(prefix) < strlen(url->prefixes[i - 1]));
	}
	check(text_starts(rq->path, url->prefixes[url->prefix_count - 1]));
	struct delivery_url cut = *url;
	bool is_cut = delivery_url_cut_virtual(s->arena, &cut);
	check(is_cut || (!cut.suffix && cut.name == url->name));
	check_folder(cut.folder_path);
	return true;
}

/* The target with an expiry and the signature that belongs to it. */
static char *sign(struct arena *a, const struct req *rq, const struct delivery_url *url)
{
	const char *text = rq->target + strlen(url->prefixes[url->prefix_count - 1]);
	const char *query = rq->query;
	uint8_t mac[DIGEST_SHA1];
	/* An empty query is as good as none. */
	size_t n = strlen(text) - (query && !*query);
	const char *message = arena_printf(a, "%.*s%d", (int)n, text, EXPIRY);

	digest_hmac_sha1(view_of(KEY), view_of(message), mac);
	return arena_printf(a, "%s%sik-t=%d&ik-s=%s", rq->target,
		!query   ? "?"
		: *query ? "&"
			 : "",
		EXPIRY, encode_hex_dup(a, mac, sizeof(mac)));
}

static enum signed_url verify(
	struct arena *a, const char *target, const struct delivery_url *url, int64_t now)
{
	return signed_url_check(a, target, KEY, url->prefixes, url->prefix_count, now);
}

static void check_signature(const struct req *rq, const struct delivery_url *url, unsigned change)
{
	struct arena *a = rq->scope->arena;
	char *target = sign(a, rq, url);
	size_t n = strlen(target);

	check(verify(a, target, url, EXPIRY) == SIGNED_URL_VALID);
	check(verify(a, target, url, EXPIRY + 1) == SIGNED_URL_EXPIRED);
	char *at = &target[(change >> 8) % n];
	char byte = (char)(change & 0xff);
	if (byte == '\0' || byte == *at)
		byte = *at == 'x' ? 'y' : 'x';
	*at = byte;
	enum signed_url changed = verify(a, target, url, EXPIRY);
	check(changed == SIGNED_URL_NONE || changed == SIGNED_URL_WRONG);
}

static void check_range(const char *header, int64_t size)
{
	int64_t first = -1, last = -1;

	switch (range_parse(header, size, &first, &last)) {
	case RANGE_PART:
		check(first >= 0 && first <= last && last < size);
		break;
	case RANGE_WHOLE:
	case RANGE_UNSATISFIABLE:
		check(first == -1 && last == -1);
		break;
	}
}

/* The next line, without its end; "" when there is none. */
static char *take_line(struct arena *a, struct view *rest)
{
	struct view line = rest->p ? view_split(rest, '\n') : *rest;

	return arena_strndup(a, line.p ? line.p : "", line.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	struct view rest = { (const char *)data, size };
	char *line = take_line(s.arena, &rest), *range = take_line(s.arena, &rest);
	char *target = strchr(line, ' ');
	struct delivery_url url;
	unsigned change = 0;

	for (size_t i = 0; rest.p && i < rest.n && i < sizeof(change); i++)
		change = change << 8 | (uint8_t)rest.p[i];
	if (target)
		*target++ = '\0';
	struct req rq = { .scope = &s, .method = line, .target = target ? target : "" };
	const char *query = strchr(rq.target, '?');
	rq.path = arena_strndup(
		s.arena, rq.target, query ? (size_t)(query - rq.target) : strlen(rq.target));
	rq.query = query ? query + 1 : NULL;

	check_routes(routes_api, routes_api_count, &rq);
	check_routes(routes_control, routes_control_count, &rq);
	if (check_url(&rq, &url))
		check_signature(&rq, &url, change);
	check_range(range, (int64_t)change);
	scope_close(&s);
	return 0;
}
