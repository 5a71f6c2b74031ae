/* Which addresses count as this server: those of this machine, with a port that it listens on. */
#include "fetch/fetch_self.h"
#include "tests/support/check_main.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

enum { OWN = 4010, OWN_TLS = 4433, OTHER = 4011 };

/* clang-format off */
static const struct {
	const char *address;
	bool here;
} addresses[] = {
	{ "127.0.0.1", true },
	{ "127.0.0.2", true },
	{ "127.255.255.254", true },
	{ "0.0.0.0", true },
	{ "192.0.2.1", false },
	{ "198.51.100.7", false },
	{ "::ffff:192.0.2.1", false },
	{ "2001:db8::1", false },
	{ "64:ff9b::c000:201", false },
	{ "::1", true },
	{ "::", true },
	{ "::ffff:127.0.0.1", true },
	{ "::ffff:127.9.9.9", true },
	{ "::ffff:0.0.0.0", true },
};
/* clang-format on */

static socklen_t make_address(const char *text, int port, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };

	memset(out, 0, sizeof(*out));
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
		memcpy(out, &v4, sizeof(v4));
		return sizeof(v4);
	}
	ck_assert_msg(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1, "%s", text);
	memcpy(out, &v6, sizeof(v6));
	return sizeof(v6);
}

static int port_of(const struct fetch_self *self, const char *text, int port)
{
	struct sockaddr_storage to;
	socklen_t n = make_address(text, port, &to);

	return fetch_self_port(self, (const struct sockaddr *)&to, n);
}

START_TEST(an_own_port_at_any_address_of_this_machine)
{
	const char *text = addresses[_i].address;
	struct fetch_self self = { 0 };

	fetch_self_add(&self, OWN);
	fetch_self_add(&self, OWN_TLS);
	ck_assert_msg(port_of(&self, text, OWN) == (addresses[_i].here ? OWN : 0), "%s", text);
	ck_assert_msg(
		port_of(&self, text, OWN_TLS) == (addresses[_i].here ? OWN_TLS : 0), "%s", text);
	ck_assert_msg(port_of(&self, text, OTHER) == 0, "%s", text);
}
END_TEST

START_TEST(without_listeners_nothing_is_this_server)
{
	struct fetch_self self = { 0 };

	ck_assert_int_eq(port_of(&self, "127.0.0.1", OWN), 0);
	ck_assert_int_eq(port_of(&self, "::1", 0), 0);
}
END_TEST

START_TEST(a_port_counts_once)
{
	struct fetch_self self = { 0 };

	for (int i = 0; i < 2 * FETCH_MAX_LISTENERS; i++)
		fetch_self_add(&self, OWN);
	for (int i = 1; i < FETCH_MAX_LISTENERS; i++)
		fetch_self_add(&self, OWN + i);
	ck_assert_uint_eq(self.count, FETCH_MAX_LISTENERS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fetch_self");
	TCase *cases = tcase_create("addresses");

	tcase_add_loop_test(
		cases, an_own_port_at_any_address_of_this_machine, 0, (int)ARRAY_LEN(addresses));
	tcase_add_test(cases, without_listeners_nothing_is_this_server);
	tcase_add_test(cases, a_port_counts_once);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
