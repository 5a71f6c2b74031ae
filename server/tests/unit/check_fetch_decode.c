/* Content-Encoding in pieces of any size, and what comes out of it within its limit. */
#include "base/scope.h"
#include "base/strbuf.h"
#include "fetch/fetch_decode.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <string.h>

enum { MOST = 100 };

/* clang-format off */
/* "hello", and a gzip of 2,000 blanks. */
#define GZIP    "\037\213\010\000\000\000\000\000\002\003\313\110\315\311\311\007\000\206\246\020\066\005\000\000\000"
#define ZLIB    "\170\234\313\110\315\311\311\007\000\006\054\002\025"
#define DEFLATE "\313\110\315\311\311\007\000"
#define BROTLI  "\013\002\200\150\145\154\154\157\003"
#define BLANKS  "\037\213\010\000\000\000\000\000\002\003\123\120\030\005\243\140\024\214\202\121\060\012\106\301\120\007\000\052\312\026\125\320\007\000\000"
#define BYTES(text) text, sizeof(text) - 1

static const struct {
	const char *header, *in;
	size_t n;
	const char *out; /* NULL: it is broken, or cut */
} rows[] = {
	{ "", BYTES("hello"), "hello" },
	{ "identity", BYTES("hello"), "hello" },
	{ " GZIP ", BYTES(GZIP), "hello" },
	{ "gzip", BYTES(GZIP GZIP), "hellohello" },
	{ "gzip", BYTES(GZIP "after"), "hello" },
	{ "gzip", BYTES(GZIP "after" GZIP), "hello" },
	{ "gzip", BYTES(""), "" },
	{ "gzip,identity,,", BYTES(GZIP), "hello" },
	{ "deflate", BYTES(ZLIB), "hello" },
	{ "deflate", BYTES(DEFLATE), "hello" },
	{ "br", BYTES(BROTLI), "hello" },
	{ "br", BYTES(BROTLI "after"), "hello" },
	{ "utf-8", BYTES("hello"), "hello" },
	{ "gzip, utf-8", BYTES("hello"), "hello" },
	{ "gzip", BYTES("hello"), NULL },
	{ "gzip", BYTES("\x1f"), NULL },
	{ "gzip", GZIP, sizeof(GZIP) - 2, NULL },
	{ "gzip", BYTES(GZIP "\x1f"), NULL },
	{ "gzip", BYTES(GZIP "\x1f\x8c"), NULL },
	{ "gzip, gzip", BYTES(GZIP), NULL },
	{ "deflate", ZLIB, sizeof(ZLIB) - 2, NULL },
	{ "deflate", DEFLATE, sizeof(DEFLATE) - 2, NULL },
	{ "deflate", BYTES("hello"), NULL },
	{ "br", BROTLI, sizeof(BROTLI) - 2, NULL },
	{ "br", BYTES("\xff\xff"), NULL },
};
/* clang-format on */

static bool take(void *ctx, const char *p, size_t n)
{
	strbuf_add(ctx, p, n);
	return true;
}

/* All the bytes, `step` at a time. */
static enum fetch_decoded feed(struct fetch_decoder *d, const char *in, size_t n, size_t step)
{
	enum fetch_decoded how = FETCH_DECODED;

	for (size_t take_n; n > 0 && how == FETCH_DECODED; in += take_n, n -= take_n) {
		take_n = step < n ? step : n;
		how = fetch_decoder_feed(d, in, take_n);
	}
	return how;
}

START_TEST(what_comes_out)
{
	const char *header = rows[_i].header;

	for (size_t step = 1; step < MOST; step++) {
		struct strbuf out = strbuf_init(scope.arena, MOST);
		struct fetch_decoder *d = fetch_decoder_new(view_of(header), MOST, take, &out);
		enum fetch_decoded how = feed(d, rows[_i].in, rows[_i].n, step);
		bool whole = how == FETCH_DECODED && fetch_decoder_whole(d);
		ck_assert_msg(whole == (rows[_i].out != NULL), "%s by %zu: %d", header, step, how);
		ck_assert_msg(!whole || strcmp(strbuf_text(&out), rows[_i].out) == 0,
			"%s by %zu: %s", header, step, strbuf_text(&out));
		fetch_decoder_free(d);
	}
}
END_TEST

/* Also for what comes out between two of them, of which the end may be small. */
START_TEST(the_limit_holds_for_each_coding)
{
	struct strbuf out = strbuf_init(scope.arena, MOST);
	struct fetch_decoder *d = fetch_decoder_new(view_of("gzip"), MOST, take, &out);

	ck_assert_int_eq(feed(d, BYTES(BLANKS), MOST), FETCH_TOO_MUCH);
	fetch_decoder_free(d);
	d = fetch_decoder_new(view_of("br, gzip"), MOST, take, &out);
	ck_assert_int_eq(feed(d, BYTES(BLANKS), MOST), FETCH_TOO_MUCH);
	fetch_decoder_free(d);
	ck_assert_uint_eq(out.len, 0);
	d = fetch_decoder_new(view_of("gzip"), 2000, take, &out);
	ck_assert_int_eq(feed(d, BYTES(BLANKS), MOST), FETCH_DECODED);
	fetch_decoder_free(d);
}
END_TEST

static bool refuse(void *ctx, const char *p, size_t n)
{
	(void)ctx;
	(void)p;
	(void)n;
	return false;
}

START_TEST(a_sink_can_refuse)
{
	static const char *const headers[] = { "", "gzip", "identity" };

	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		struct fetch_decoder *d =
			fetch_decoder_new(view_of(headers[i]), MOST, refuse, NULL);
		ck_assert_int_eq(feed(d, BYTES(GZIP), MOST), FETCH_UNWANTED);
		fetch_decoder_free(d);
	}
}
END_TEST

START_TEST(what_is_not_decoded_here)
{
	ck_assert_ptr_null(fetch_decoder_new(view_of("zstd"), MOST, take, NULL));
	ck_assert_ptr_null(fetch_decoder_new(view_of("gzip, zstd"), MOST, take, NULL));
	ck_assert_ptr_null(fetch_decoder_new(view_of("gzip,gzip,gzip,gzip"), MOST, take, NULL));
	fetch_decoder_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fetch_decode");
	TCase *cases = tcase_create("codings");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, what_comes_out, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, the_limit_holds_for_each_coding);
	tcase_add_test(cases, a_sink_can_refuse);
	tcase_add_test(cases, what_is_not_decoded_here);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
