/* The first line of the input is a Content-Encoding, the rest a body. However the body is cut, the same comes out of
 * it and the verdict is the same; no coding gives more than the limit. */
#include "base/base.h"
#include "base/strbuf.h"
#include "fetch/fetch_decode.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 64 * 1024 };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool take(void *ctx, const char *p, size_t n)
{
	check(n > 0);
	strbuf_add(ctx, p, n);
	return true;
}

/* True when the body is whole; what came out of it is in `out`. */
static bool decode(struct view header, struct view body, size_t step, struct strbuf *out)
{
	struct fetch_decoder *d = fetch_decoder_new(header, MOST, take, out);
	bool ok = d != NULL;

	for (size_t n; ok && body.n > 0; body.p += n, body.n -= n) {
		n = step < body.n ? step : body.n;
		ok = fetch_decoder_feed(d, body.p, n) == FETCH_DECODED;
	}
	ok = ok && fetch_decoder_whole(d);
	fetch_decoder_free(d);
	return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 2, 7, 1000 };
	struct view body = { (const char *)data, size };
	struct view header = view_split(&body, '\n');
	struct arena *a = arena_new();
	struct strbuf whole = strbuf_init(a, MOST + size);

	if (!body.p)
		body = view_of("");
	bool ok = decode(header, body, size + 1, &whole);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct strbuf cut = strbuf_init(a, MOST + size);
		check(decode(header, body, steps[i], &cut) == ok);
		check(!ok || (cut.len == whole.len &&
				     memcmp(strbuf_text(&cut), strbuf_text(&whole), cut.len) == 0));
	}
	arena_free(a);
	return 0;
}
