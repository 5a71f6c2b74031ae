/* Splitting of /<imagekit_id>/[tr:<chain>/]<path>. */
#include "delivery/delivery_url.h"

#include "base/encode.h"
#include "base/strbuf.h"
#include "base/utf8.h"

#include <string.h>

static bool decode(struct scope *s, struct view raw, const char **out)
{
	char *text;
	size_t n;

	if (!encode_percent_decode(s->arena, raw, false, &text, &n) || strlen(text) != n ||
		!utf8_valid(text, n))
		return err_set(s, ERR_INVALID,
			"The path segment %.*s is not percent-encoded UTF-8.", (int)raw.n, raw.p);
	*out = text;
	return true;
}

/* A slash inside a segment separates no folders, and no folder has one in its name. It stays encoded, in a folder
 * that no library has: one may be called as the encoded text. */
static void add_folder(struct strbuf *path, const char *segment)
{
	strbuf_str(path, strchr(segment, '/') ? "/./" : "/");
	for (size_t n; *segment; segment += n + (segment[n] != '\0')) {
		n = strcspn(segment, "/");
		strbuf_add(path, segment, n);
		strbuf_str(path, segment[n] ? "%2F" : "");
	}
}

/* The path after the imagekit_id: the first `tr:` segment that is not the last one is the chain, the
 * others are folders and, at the end, the name. */
static bool read_object(struct scope *s, struct view rest, struct delivery_url *out)
{
	struct strbuf folder = strbuf_init(s->arena, 2 * rest.n + 1);
	const char *segment = "";

	while (rest.p) {
		struct view part = view_split(&rest, '/');
		if (rest.p && !out->chain && view_starts(part, "tr:")) {
			out->chain = arena_strndup(s->arena, part.p + 3, part.n - 3);
			continue;
		}
		if (!decode(s, part, &segment))
			return false;
		if (rest.p && *segment)
			add_folder(&folder, segment);
	}
	if (!*segment)
		return err_set(s, ERR_NOT_FOUND, "The path does not name a file.");
	out->folder_path = folder.len ? strbuf_text(&folder) : "/";
	out->name = segment;
	out->shown_name = segment;
	return true;
}

static void read_prefixes(struct scope *s, struct view id, struct delivery_url *out)
{
	const char **prefixes = arena_alloc(s->arena, 2 * sizeof(*prefixes));

	prefixes[0] = arena_printf(s->arena, "/%.*s/ik-seo/", (int)id.n, id.p);
	prefixes[1] = arena_printf(s->arena, "/%.*s/", (int)id.n, id.p);
	out->prefixes = prefixes;
	out->prefix_count = 2;
}

bool delivery_url_read(
	struct scope *s, const char *path, const char *query, struct delivery_url *out)
{
	struct view rest = view_of(path);

	*out = (struct delivery_url){ 0 };
	view_split(&rest, '/'); /* what stands before the first slash */
	if (!rest.p)
		return err_set(s, ERR_NOT_FOUND, "The path does not name a file.");
	struct view id = view_split(&rest, '/');
	read_prefixes(s, id, out);
	if (!decode(s, id, &out->imagekit_id) || !read_object(s, rest, out) ||
		!query_parse(s, query, &out->query))
		return false;
	const char *tr = query_get(&out->query, "tr");
	if (!out->chain && tr && *tr)
		out->chain = tr;
	return true;
}

/* Calls for a quick look at the items of a chain; nesting does not matter for what is asked here. */
static bool every_item(const char *chain, bool (*holds)(struct view item))
{
	for (const char *p = chain; *p;) {
		size_t n = strcspn(p, ",:");
		if (!holds((struct view){ p, n }))
			return false;
		p += n + (p[n] != '\0');
	}
	return true;
}

static bool is_not_original(struct view item)
{
	return !view_is(item, "orig-true") && !view_is(item, "orig");
}

/* Names are letters, digits and '_'; anything else, such as an encoded comma, may hide another item. */
static bool is_named(struct view item)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	return item.n > 2 && view_starts(item, "n-") && strspn(item.p + 2, letters) >= item.n - 2;
}

bool delivery_url_wants_original(const struct delivery_url *url)
{
	return url->chain && !every_item(url->chain, is_not_original);
}

bool delivery_url_only_named(const struct delivery_url *url)
{
	return url->chain && *url->chain && every_item(url->chain, is_named);
}

static bool is_suffix(const char *name)
{
	static const char *const names[] = { "ik-thumbnail.jpg", "ik-video.mp4", "ik-gif-video.mp4",
		"ik-master.m3u8", "ik-master.mpd", "ik-seek-thumbnail-track.vtt",
		"ik-genchapter.vtt", "ik-gensubtitle.transcript", "ik-gensubtitle.vtt" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Takes the last folder as the name. */
static void step_up(struct arena *a, struct delivery_url *url)
{
	const char *path = url->folder_path, *base = strrchr(path, '/');

	url->name = base + 1;
	url->folder_path = base > path ? arena_strndup(a, path, (size_t)(base - path)) : "/";
}

static bool cut_suffixes(struct arena *a, struct delivery_url *url)
{
	while (is_suffix(url->name) && strcmp(url->folder_path, "/") != 0) {
		if (!url->suffix)
			url->suffix = url->name;
		step_up(a, url);
	}
	return url->suffix != NULL;
}

/* `ik-seo/<dirs>/<base>/<any name>.<ext>` stands for `<dirs>/<base>.<ext>`. */
static bool cut_seo_name(struct arena *a, struct delivery_url *url)
{
	static const char prefix[] = "/ik-seo/";
	const char *extension = strrchr(url->name, '.');

	if (!text_starts(url->folder_path, prefix))
		return false;
	url->folder_path += sizeof(prefix) - 2; /* its last slash stays */
	step_up(a, url);
	url->name = arena_printf(a, "%s%s", url->name, extension ? extension : "");
	return true;
}

bool delivery_url_cut_virtual(struct arena *a, struct delivery_url *url)
{
	bool has_suffix = cut_suffixes(a, url);

	return cut_seo_name(a, url) || has_suffix;
}

bool delivery_url_is_generated(const struct delivery_url *url)
{
	return strstr(url->folder_path, "/ik-genimg-prompt") != NULL;
}
