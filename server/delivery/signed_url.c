/* Takes the two parameters off the end and signs what is left again. */
#include "delivery/signed_url.h"

#include "base/digest.h"
#include "base/encode.h"
#include "base/text.h"

#include <string.h>

static const char never[] = "9999999999";

/* Cuts the last &-part off the query when it is called `name`; its value goes to `value`. */
static bool cut_last(struct view *query, const char *name, struct view *value)
{
	size_t start = query->n, n = strlen(name);

	while (start > 0 && query->p[start - 1] != '&')
		start--;
	struct view last = { query->p + start, query->n - start };
	if (last.n <= n || memcmp(last.p, name, n) != 0 || last.p[n] != '=')
		return false;
	*value = (struct view){ last.p + n + 1, last.n - n - 1 };
	query->n = start > 0 ? start - 1 : 0;
	return true;
}

static bool is_signed(struct arena *a, struct view path, struct view query, struct view time,
	const char *private_key, struct view signature)
{
	uint8_t mac[DIGEST_SHA1];
	char hex[2 * DIGEST_SHA1 + 1];
	const char *text = arena_printf(a, "%.*s%s%.*s%.*s", (int)path.n, path.p,
		query.n ? "?" : "", (int)query.n, query.p, (int)time.n, time.p);

	digest_hmac_sha1(view_of(private_key), view_of(text), mac);
	encode_hex(mac, sizeof(mac), hex);
	return digest_same(view_of(hex), signature);
}

enum signed_url signed_url_check(struct arena *a, const char *target, const char *private_key,
	const char *const *prefixes, size_t prefix_count, int64_t now_s)
{
	struct view query = view_of(target), signature, time;
	struct view path = view_split(&query, '?');
	int64_t expiry = INT64_MAX;

	if (!query.p || !cut_last(&query, "ik-s", &signature))
		return SIGNED_URL_NONE;
	if (!cut_last(&query, "ik-t", &time))
		time = view_of(never);
	else if (!text_int(time, &expiry) || time.p[0] == '-')
		return SIGNED_URL_WRONG;
	for (size_t i = 0; i < prefix_count; i++) {
		if (!view_starts(path, prefixes[i]))
			continue;
		size_t n = strlen(prefixes[i]);
		struct view rest = { path.p + n, path.n - n };
		if (is_signed(a, rest, query, time, private_key, signature))
			return expiry < now_s ? SIGNED_URL_EXPIRED : SIGNED_URL_VALID;
	}
	return SIGNED_URL_WRONG;
}
