/* Entity tags: made for API bodies, compared for conditional requests. */
#include "http/etag.h"

#include "base/date_text.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/text.h"

#include <string.h>

static const char *weak(struct arena *a, const uint8_t *sum, size_t n, size_t len)
{
	struct view text = view_of(encode_base64(a, sum, n));

	while (text.n > 0 && text.p[text.n - 1] == '=')
		text.n--;
	return arena_printf(a, "W/\"%zx-%.*s\"", len, (int)text.n, text.p);
}

const char *etag_weak(struct arena *a, const char *body, size_t len)
{
	uint8_t sum[DIGEST_SHA1];

	digest_sha1(body, len, sum);
	return weak(a, sum, sizeof(sum), len);
}

const char *etag_weak_of(struct arena *a, const uint8_t *sha1, int64_t len)
{
	return weak(a, sha1, DIGEST_SHA1, (size_t)len);
}

const char *etag_weak_md5(struct arena *a, const char *body, size_t len)
{
	uint8_t sum[DIGEST_MD5];

	digest_md5(body, len, sum);
	return weak(a, sum, sizeof(sum), len);
}

/* The tag without its weakness mark: with its quotes, so that nothing else can be equal to it. */
static struct view opaque(struct view tag)
{
	if (view_starts(tag, "W/")) {
		tag.p += 2;
		tag.n -= 2;
	}
	return tag;
}

/* The length of the entity tag at the start of v; 0 when there is none. */
static size_t tag_length(struct view v)
{
	struct view rest = opaque(v);

	if (rest.n < 2 || *rest.p != '"')
		return 0;
	const char *end = memchr(rest.p + 1, '"', rest.n - 1);
	return end ? (size_t)(end - v.p) + 1 : 0;
}

/* Takes the next tag off a list. Commas may stand inside the quotes. What is no tag runs to the
 * next comma and comes back empty. */
static struct view next_tag(struct view *list)
{
	struct view tag = { list->p, tag_length(*list) };

	list->p += tag.n;
	list->n -= tag.n;
	if (view_trim(view_split(list, ',')).n > 0)
		tag.n = 0;
	return tag;
}

static struct view skip_blanks(struct view v)
{
	while (v.n > 0 && (*v.p == ' ' || *v.p == '\t'))
		v.p++, v.n--;
	return v;
}

bool etag_listed(const char *if_none_match, const char *etag)
{
	struct view list = view_trim(view_of(if_none_match ? if_none_match : ""));
	struct view wanted = opaque(view_of(etag));

	if (view_is(list, "*"))
		return true;
	while (list.p) {
		list = skip_blanks(list);
		struct view tag = opaque(next_tag(&list));
		if (tag.n > 0 && tag.n == wanted.n && memcmp(tag.p, wanted.p, tag.n) == 0)
			return true;
	}
	return false;
}

bool etag_allows_range(const char *if_range, const char *etag, int64_t last_modified_ms)
{
	int64_t date;

	if (!if_range)
		return true;
	if (tag_length(view_of(if_range)) > 0)
		return if_range[0] == '"' && strcmp(if_range, etag) == 0;
	return date_text_parse_http(if_range, &date) && last_modified_ms / 1000 <= date / 1000;
}
