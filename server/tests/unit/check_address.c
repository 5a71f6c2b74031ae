/* Numbers to addresses and back. */
#include "base/address.h"
#include "tests/support/check_main.h"

#include <arpa/inet.h>
#include <string.h>

static const struct {
	const char *host;
	int family; /* AF_UNSPEC: refused */
} rows[] = {
	{ "127.0.0.1", AF_INET },
	{ "0.0.0.0", AF_INET },
	{ "::1", AF_INET6 },
	{ "::", AF_INET6 },
	{ "2001:db8::ff", AF_INET6 },
	{ "::ffff:10.0.0.1", AF_INET6 },
	{ "", AF_UNSPEC },
	{ "localhost", AF_UNSPEC },
	{ "[::1]", AF_UNSPEC },
	{ "127.1", AF_UNSPEC },
	{ "1.2.3.4.5", AF_UNSPEC },
};

START_TEST(hosts_in_numbers_are_read)
{
	union address a;
	bool ok = address_read(rows[_i].host, 65535, &a);

	ck_assert_msg(ok == (rows[_i].family != AF_UNSPEC), "%s", rows[_i].host);
	if (!ok)
		return;
	char text[INET6_ADDRSTRLEN];
	bool six = rows[_i].family == AF_INET6;
	ck_assert_int_eq(a.any.sa_family, rows[_i].family);
	ck_assert_uint_eq(address_size(&a), six ? sizeof(a.six) : sizeof(a.four));
	ck_assert_int_eq(address_port(&a), 65535);
	address_set_port(&a, 80);
	ck_assert_int_eq(address_port(&a), 80);
	ck_assert_ptr_nonnull(inet_ntop(rows[_i].family,
		six ? (const void *)&a.six.sin6_addr : &a.four.sin_addr, text, sizeof(text)));
	ck_assert_str_eq(text, rows[_i].host);
}
END_TEST

START_TEST(copies_are_of_the_two_families)
{
	union address a, b;
	struct sockaddr other = { .sa_family = AF_UNIX };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!address_read(rows[i].host, 8080, &a))
			continue;
		ck_assert(address_copy(&a.any, &b));
		ck_assert_mem_eq(&a, &b, address_size(&a));
	}
	ck_assert(!address_copy(&other, &b));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("base");
	TCase *cases = tcase_create("address");

	tcase_add_loop_test(cases, hosts_in_numbers_are_read, 0, (int)ARRAY_LEN(rows));
	tcase_add_test(cases, copies_are_of_the_two_families);
	suite_add_tcase(suite, cases);
	return check_run(suite);
}
