/* Which addresses and URLs may be fetched, decided without a socket. */
#include "fetch/fetch_policy.h"
#include "tests/support/check_main.h"
#include "tests/support/own_scope.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

/* ---- addresses */

/* clang-format off */
static const struct {
	const char *address;
	bool loopback;
} addresses[] = {
	{ "127.0.0.1", true },
	{ "127.0.0.0", true },
	{ "127.255.255.255", true },
	{ "126.255.255.255", false },
	{ "128.0.0.0", false },
	{ "0.0.0.0", false },
	{ "10.0.0.1", false },
	{ "192.168.1.1", false },
	{ "169.254.169.254", false },
	{ "93.184.216.34", false },
	{ "255.255.255.255", false },
	{ "::1", true },
	{ "::", false },
	{ "::2", false },
	{ "1::1", false },
	{ "fe80::1", false },
	{ "fd00::1", false },
	{ "2001:db8::1", false },
	{ "::ffff:127.0.0.1", true },
	{ "::ffff:127.9.9.9", true },
	{ "::ffff:10.0.0.1", false },
	{ "::ffff:0.0.0.1", false },
	/* deprecated and translated forms reach other hosts */
	{ "::127.0.0.1", false },
	{ "64:ff9b::7f00:1", false },
};
/* clang-format on */

static void make_address(const char *text, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(80) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(80) };

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(out, &v4, sizeof(v4));
		return;
	}
	ck_assert_msg(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "%s", text);
	memcpy(out, &v6, sizeof(v6));
}

START_TEST(loopback_is_told_from_the_rest)
{
	const char *label = addresses[_i].address;
	struct sockaddr_storage storage;
	const struct sockaddr *to = (const struct sockaddr *)&storage;

	make_address(label, &storage);
	ck_assert_msg(
		fetch_policy_allows(FETCH_LOOPBACK, to) == addresses[_i].loopback, "%s", label);
	ck_assert_msg(fetch_policy_allows(FETCH_ANY, to), "%s", label);
	ck_assert_msg(!fetch_policy_allows(FETCH_NONE, to), "%s", label);
	ck_assert_str_eq(fetch_policy_address(scope.arena, to), label);
}
END_TEST

START_TEST(other_families_are_never_allowed)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX, .sun_path = "/x" };
	const struct sockaddr *any = (const struct sockaddr *)&to;

	ck_assert(!fetch_policy_allows(FETCH_ANY, any));
	ck_assert(!fetch_policy_allows(FETCH_LOOPBACK, any));
	ck_assert_str_eq(fetch_policy_address(scope.arena, any), "an unknown address");
}
END_TEST

START_TEST(policies_are_called_as_on_the_command_line)
{
	ck_assert_str_eq(fetch_policy_word(FETCH_NONE), "none");
	ck_assert_str_eq(fetch_policy_word(FETCH_LOOPBACK), "loopback");
	ck_assert_str_eq(fetch_policy_word(FETCH_ANY), "any");
}
END_TEST

/* ---- URLs */

/* clang-format off */
static const struct {
	const char *url, *wire; /* wire NULL: refused with the message */
	const char *message;
} urls[] = {
	{ "http://h", "http://h", NULL },
	{ "HTTPS://h:8443/a/b?c=d&e", "HTTPS://h:8443/a/b?c=d&e", NULL },
	{ "http://h/a#b", "http://h/a", NULL },
	{ "http://h#b", "http://h", NULL },
	{ "http://h?q#b?c", "http://h?q", NULL },
	{ "http://h/a b", "http://h/a%20b", NULL },
	{ "http://h/a%20b", "http://h/a%20b", NULL },
	{ "http://h/\xC3\xA9?\xE2\x82\xAC", "http://h/%C3%A9?%E2%82%AC", NULL },
	{ "http://b\xC3\xBC" "cher.example/x", "http://b\xC3\xBC" "cher.example/x", NULL },
	{ "http://h/a@b:c", "http://h/a@b:c", NULL },
	{ "http://[::1]:80/", "http://[::1]:80/", NULL },
	{ "", NULL, "The URL  is neither http nor https." },
	{ "/path", NULL, "The URL /path is neither http nor https." },
	{ "ftp://h/", NULL, "The URL ftp://h/ is neither http nor https." },
	{ "file:///etc/passwd", NULL, "The URL file:///etc/passwd is neither http nor https." },
	{ "httpx://h", NULL, "The URL httpx://h is neither http nor https." },
	{ " http://h", NULL, "The URL ?http://h is neither http nor https." },
	{ "http:", NULL, "The URL http: has no valid host." },
	{ "http:/h", NULL, "The URL http:/h has no valid host." },
	{ "http://", NULL, "The URL http:// has no valid host." },
	{ "http:///h", NULL, "The URL http:///h has no valid host." },
	{ "http://:80/", NULL, "The URL http://:80/ has no valid host." },
	{ "http://[]/", NULL, "The URL http://[]/ has no valid host." },
	{ "http://\\h/", NULL, "The URL http://\\h/ has no valid host." },
	{ "http://a b/", NULL, "The URL http://a?b/ has no valid host." },
	{ "http://h/\r\nX: y", NULL, "The URL http://h/??X:?y has control characters in it." },
	{ "http://h/\x7f", NULL, "The URL http://h/? has control characters in it." },
	{ "http://u:p@h/x", NULL, "The URL http://h/x must not carry a user name or password." },
	{ "http://u@h", NULL, "The URL http://h must not carry a user name or password." },
	{ "http://a@b@h/", NULL, "The URL http://h/ must not carry a user name or password." },
	{ "http://u@/", NULL, "The URL http:/// has no valid host." },
};
/* clang-format on */

START_TEST(urls_are_cleaned_or_refused)
{
	const char *wire = NULL, *url = urls[_i].url;
	bool ok = fetch_policy_url(&scope, url, &wire);

	ck_assert_msg(ok == (urls[_i].wire != NULL), "%s: %s", url, ok ? wire : scope.err.msg);
	if (ok) {
		ck_assert_msg(strcmp(wire, urls[_i].wire) == 0, "%s: %s", url, wire);
		return;
	}
	ck_assert_int_eq(scope.err.code, ERR_INVALID);
	ck_assert_msg(strcmp(scope.err.msg, urls[_i].message) == 0, "%s: %s", url, scope.err.msg);
}
END_TEST

static char *url_of_length(size_t n)
{
	char *url = arena_alloc(scope.arena, n + 1);

	memset(url, 'a', n);
	memcpy(url, "http://h/", 9);
	return url;
}

START_TEST(length_is_limited)
{
	const char *wire;

	ck_assert(fetch_policy_url(&scope, url_of_length(FETCH_MAX_URL), &wire));
	ck_assert_uint_eq(strlen(wire), FETCH_MAX_URL);
	ck_assert(!fetch_policy_url(&scope, url_of_length(FETCH_MAX_URL + 1), &wire));
	ck_assert_str_eq(scope.err.msg, "The URL is longer than 8192 bytes.");
}
END_TEST

/* Encoding triples what it touches: the longest URL must still come out whole. */
START_TEST(the_longest_url_can_be_all_blanks)
{
	char *url = url_of_length(FETCH_MAX_URL);
	const char *wire;

	memset(url + 9, ' ', FETCH_MAX_URL - 9);
	ck_assert(fetch_policy_url(&scope, url, &wire));
	ck_assert_uint_eq(strlen(wire), 9 + 3 * (FETCH_MAX_URL - 9));
}
END_TEST

START_TEST(hosts_are_found)
{
	static const struct {
		const char *url, *host;
	} rows[] = {
		{ "http://h", "h" },
		{ "http://h:80/x:y", "h" },
		{ "https://u:p@h/", "h" },
		{ "http://[::1]:80/", "::1" },
		{ "http://h?x@y", "h" },
		{ "http://a@b@c/", "c" },
		{ "file:///etc", "" },
		{ "mailto:x", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct view host = fetch_policy_host(rows[i].url);
		ck_assert_msg(
			view_is(host, rows[i].host), "%s: %.*s", rows[i].url, (int)host.n, host.p);
	}
}
END_TEST

START_TEST(shown_urls_are_short_printable_and_without_password)
{
	const char *shown = fetch_policy_show(scope.arena, url_of_length(1000));

	ck_assert_uint_eq(strlen(shown), 203);
	ck_assert_str_eq(shown + 197, "aaa...");
	ck_assert_str_eq(fetch_policy_show(scope.arena, "http://u:p@h/a"), "http://h/a");
	ck_assert_str_eq(fetch_policy_show(scope.arena, "http://u:p@"), "http://");
	ck_assert_str_eq(fetch_policy_show(scope.arena, "x\n\xC3\xA9 y"), "x????y");
	ck_assert_str_eq(fetch_policy_show(scope.arena, ""), "");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fetch");
	TCase *cases = tcase_create("policy");

	tcase_add_checked_fixture(cases, open_scope, close_scope);
	tcase_add_loop_test(cases, loopback_is_told_from_the_rest, 0, (int)ARRAY_LEN(addresses));
	tcase_add_test(cases, other_families_are_never_allowed);
	tcase_add_test(cases, policies_are_called_as_on_the_command_line);
	tcase_add_loop_test(cases, urls_are_cleaned_or_refused, 0, (int)ARRAY_LEN(urls));
	tcase_add_test(cases, length_is_limited);
	tcase_add_test(cases, the_longest_url_can_be_all_blanks);
	tcase_add_test(cases, hosts_are_found);
	tcase_add_test(cases, shown_urls_are_short_printable_and_without_password);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
