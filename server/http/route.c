/* Segments against patterns, and the distance between a slip and what was meant. */
#include "http/route.h"

#include "base/encode.h"
#include "base/utf8.h"

#include <string.h>

enum { MAX_SEGMENTS = 16 };

struct segments {
	size_t count;
	const char *at[MAX_SEGMENTS];
};

/* Splits at '/'; a trailing slash makes no segment, an inner empty segment does. */
static size_t split(struct view path, struct view out[MAX_SEGMENTS])
{
	size_t n = 0;

	view_split(&path, '/'); /* what stands before the first slash */
	while (path.p && n < MAX_SEGMENTS) {
		struct view part = view_split(&path, '/');
		if (part.n > 0 || path.p)
			out[n++] = part;
	}
	return path.p ? MAX_SEGMENTS + 1 : n;
}

static bool decode(struct scope *s, struct view raw, const char **out)
{
	char *text;
	size_t n;

	if (!encode_percent_decode(s->arena, raw, false, &text, &n))
		return err_set(s, ERR_INVALID, "The path holds a broken percent escape: %.*s",
			(int)raw.n, raw.p);
	if (strlen(text) != n || !utf8_valid(text, n))
		return err_set(s, ERR_INVALID, "The path segment %.*s is not UTF-8 text.",
			(int)raw.n, raw.p);
	*out = text;
	return true;
}

static bool is_param(struct view part)
{
	return part.n > 0 && part.p[0] == '{';
}

static bool same_method(const char *asked, const char *method)
{
	return strcmp(asked, method) == 0 ||
	       (strcmp(asked, "HEAD") == 0 && strcmp(method, "GET") == 0);
}

static bool fits(const struct route *route, const struct segments *have, struct req *rq)
{
	struct view want[MAX_SEGMENTS];
	size_t params = 0;

	if (split(view_of(route->pattern), want) != have->count)
		return false;
	for (size_t i = 0; i < have->count; i++) {
		if (!is_param(want[i]) && !view_is(want[i], have->at[i]))
			return false;
		if (is_param(want[i]) && params < REQ_MAX_PARAMS)
			rq->params[params++] = have->at[i];
	}
	return true;
}

enum route_result route_match(
	const struct route *routes, size_t count, struct req *rq, const struct route **out)
{
	struct segments have = { 0 };
	struct view raw[MAX_SEGMENTS];
	size_t n = split(view_of(rq->path), raw);

	if (n > MAX_SEGMENTS)
		return ROUTE_NONE;
	for (; have.count < n; have.count++)
		if (!decode(rq->scope, raw[have.count], &have.at[have.count]))
			return ROUTE_BAD_PATH;
	for (size_t i = 0; i < count; i++) {
		if (same_method(rq->method, routes[i].method) && fits(&routes[i], &have, rq)) {
			*out = &routes[i];
			return ROUTE_FOUND;
		}
	}
	return ROUTE_NONE;
}

enum { FAR = 31 }; /* what words that are too long to compare are apart */

static size_t word_distance(struct view a, struct view b)
{
	size_t distance = text_distance(a, b);

	return distance < FAR ? distance : FAR;
}

/* How far the pattern is from the path: letters within segments, a dear price for segments too many or
 * too few, and a small one for another method. */
static size_t path_distance(const struct route *route, const struct req *rq)
{
	struct view want[MAX_SEGMENTS], have[MAX_SEGMENTS];
	size_t n = split(view_of(route->pattern), want), m = split(view_of(rq->path), have);
	size_t sum = same_method(rq->method, route->method) ? 0 : 2;

	if (m > MAX_SEGMENTS)
		return SIZE_MAX;
	for (size_t i = 0; i < n && i < m; i++)
		sum += is_param(want[i]) ? 1 : word_distance(want[i], have[i]);
	return sum + 6 * (n > m ? n - m : m - n);
}

const char *route_nearest(
	struct arena *a, const struct route *routes, size_t count, const struct req *rq, size_t max)
{
	struct strbuf text = strbuf_init(a, 1024);
	bool *used = arena_alloc(a, count * sizeof(*used));

	for (size_t shown = 0; shown < max && shown < count; shown++) {
		size_t best = count, best_distance = SIZE_MAX;
		for (size_t i = 0; i < count; i++) {
			size_t distance = used[i] ? SIZE_MAX : path_distance(&routes[i], rq);
			if (distance < best_distance) {
				best = i;
				best_distance = distance;
			}
		}
		if (best == count)
			break;
		used[best] = true;
		strbuf_printf(&text, "%s%s %s", shown ? ", " : "", routes[best].method,
			routes[best].pattern);
	}
	return strbuf_text(&text);
}
