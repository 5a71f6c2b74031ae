/* Which Host headers are one. */
#include "http/host_header.h"
#include "tests/support/check_main.h"

/* clang-format off */
static const struct row {
	const char *host;
	bool valid;
} rows[] = {
	{ "", true },
	{ "localhost", true },
	{ "127.0.0.1:4010", true },
	{ "[::1]", true },
	{ "[::1]:4010", true },
	{ "[::ffff:127.0.0.1]:80", true },
	{ "image_kit.example-1.test:0", true },
	{ "api.imagekit.io.", true },
	{ "host:", true },
	{ "h%41st:65535", true },
	{ "a+b,c;d=(e)", true },
	{ "a b", false },
	{ "a\tb", false },
	{ "a/b", false },
	{ "a\\b", false },
	{ "a\"b", false },
	{ "a'b", false },
	{ "a<b>", false },
	{ "user@host", false },
	{ "user:password@host", false },
	{ "a?b", false },
	{ "a#b", false },
	{ "a\x01", false },
	{ "a\x7f", false },
	{ "a\xc3\xa9", false },
	{ "a%4", false },
	{ "a%zz", false },
	{ ":80", false },
	{ "a:b", false },
	{ "a:-1", false },
	{ "a:65536", false },
	{ "a:99999999999999999999", false },
	{ "a:1:2", false },
	{ "::1", false },
	{ "[::1", false },
	{ "[::1]x", false },
	{ "[]", false },
	{ "[127.0.0.1]", false },
	{ "[fe80::1%25eth0]", false },
	{ "http://host", false },
	{ "a^b", false },
	{ "{a}", false },
};
/* clang-format on */

START_TEST(hosts_are_names_or_addresses)
{
	const struct row *row = &rows[_i];

	ck_assert_msg(host_header_is_valid(row->host) == row->valid, "%s", row->host);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("http");
	TCase *tc = tcase_create("host_header");

	tcase_add_loop_test(tc, hosts_are_names_or_addresses, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
