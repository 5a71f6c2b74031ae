/* Which coding an Accept-Encoding header asks for. */
#include "http/accept_encoding.h"
#include "tests/support/check_main.h"

#define NONE CODING_IDENTITY
#define GZIP CODING_GZIP
#define BR   CODING_BR

/* clang-format off */
static const struct row {
	const char *header;
	enum content_coding coding;
} rows[] = {
	{ NULL, NONE },
	{ "", NONE },
	{ "identity", NONE },
	{ "gzip", GZIP },
	{ "x-gzip", GZIP },
	{ "br", BR },
	{ "GZIP", GZIP },
	{ "deflate", NONE },
	{ "zstd, deflate", NONE },
	{ "gzip, deflate", GZIP },
	{ "gzip, deflate, br", BR },
	{ "gzip, deflate, br, zstd", BR },
	{ "br, gzip", BR },
	{ "gzip;q=1.0, br;q=0.9", GZIP },
	{ "gzip;q=0.5, br;q=0.5", BR },
	{ "br;q=0, gzip", GZIP },
	{ "br;q=0.000, gzip;q=0.001", GZIP },
	{ "gzip;q=0", NONE },
	{ "br;q=0, gzip;q=0", NONE },
	{ "*", BR },
	{ "*;q=0.1", BR },
	{ "*;q=0", NONE },
	{ "gzip, *;q=0", GZIP },
	{ "gzip;q=0.1, *;q=0.2", BR },
	{ "br;q=0, *", GZIP },
	{ "identity;q=1, *;q=0", NONE },
	{ "identity, gzip;q=0.5", NONE },
	{ "identity;q=0.5, gzip;q=0.5", GZIP },
	{ "identity;q=0.5, gzip;q=0.4, *;q=0", NONE },
	{ "identity;q=0", BR },
	{ "identity;q=0, br;q=0", GZIP },
	{ "identity;q=0, gzip;q=0.1", GZIP },
	{ "identity;q=0, *;q=0", NONE },
	{ "identity;q=0, *", BR },
	{ " gzip ; q = 0.5 ,\tbr ; q=0.4", GZIP },
	{ "gzip;level=9;q=0.5", GZIP },
	{ "gzip;q=", NONE },
	{ "gzip;q=2", NONE },
	{ "gzip;q=-1", NONE },
	{ "gzip;q=0.1234", NONE },
	{ "gzip;q=one", NONE },
	{ "gzip;q=1.001", NONE },
	{ "gzip;q=1.", GZIP },
	{ ",,gzip,,", GZIP },
	{ ";q=1", NONE },
	{ "gzipped, brr", NONE },
};
/* clang-format on */

START_TEST(the_best_is_chosen)
{
	enum content_coding got = accept_encoding_choose(rows[_i].header);

	ck_assert_msg(got == rows[_i].coding, "%s: %d",
		rows[_i].header ? rows[_i].header : "no header", (int)got);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *tc = tcase_create("accept_encoding");

	tcase_add_loop_test(tc, the_best_is_chosen, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
