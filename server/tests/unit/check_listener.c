/* What is listened on where a machine has no IPv6, and where a port is free at one loopback alone.
 * wraps: socket bind */
#include "base/address.h"
#include "http/listener.h"
#include "tests/support/check_main.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

int __wrap_socket(int family, int type, int protocol);
int __wrap_bind(int fd, const struct sockaddr *to, socklen_t n);
int __real_socket(int family, int type, int protocol);
int __real_bind(int fd, const struct sockaddr *to, socklen_t n);

/* How the machine answers; a bind to IPv6 counts down to its success. */
static int no_socket_six, no_bind_six;
static int failing_binds;

int __wrap_socket(int family, int type, int protocol)
{
	if (family != AF_INET6 || !no_socket_six)
		return __real_socket(family, type, protocol);
	errno = no_socket_six;
	return -1;
}

int __wrap_bind(int fd, const struct sockaddr *to, socklen_t n)
{
	if (to->sa_family != AF_INET6 || !no_bind_six || failing_binds-- <= 0)
		return __real_bind(fd, to, n);
	errno = no_bind_six;
	return -1;
}

static bool has_six(void)
{
	const union address six = { .six = { .sin6_family = AF_INET6,
					    .sin6_addr = IN6ADDR_LOOPBACK_INIT } };
	int fd = __real_socket(AF_INET6, SOCK_STREAM, 0);
	bool has = fd >= 0 && __real_bind(fd, &six.any, sizeof(six.six)) == 0;

	if (fd >= 0)
		close(fd);
	return has;
}

/* clang-format off */
static const struct row {
	const char *host;
	int no_socket, no_bind, binds; /* errno of a socket, of so many binds, of IPv6 */
	bool needs_six;
	size_t count; /* 0: it fails */
	enum err_code code;
} rows[] = {
	{ "127.0.0.1", EAFNOSUPPORT, 0, 0, false, 1, ERR_NONE },
	{ "localhost", EAFNOSUPPORT, 0, 0, false, 1, ERR_NONE },
	{ "localhost", 0, EADDRNOTAVAIL, 100, true, 1, ERR_NONE },
	{ "localhost", 0, 0, 0, true, 2, ERR_NONE },
	{ "localhost", 0, EADDRINUSE, 3, true, 2, ERR_NONE },
	{ "localhost", 0, EADDRINUSE, 100, true, 0, ERR_CONFLICT },
	{ "localhost", 0, EACCES, 100, true, 0, ERR_UNAVAILABLE },
	{ "::1", EAFNOSUPPORT, 0, 0, false, 0, ERR_UNAVAILABLE },
	{ "::1", 0, EADDRNOTAVAIL, 1, true, 0, ERR_UNAVAILABLE },
	{ "::1", 0, EADDRINUSE, 1, true, 0, ERR_CONFLICT },
	{ "::", 0, 0, 0, true, 1, ERR_NONE },
};
/* clang-format on */

START_TEST(it_listens_on)
{
	const struct row *row = &rows[_i];
	struct scope s = scope_open();
	struct listener l;

	if (row->needs_six && !has_six())
		return; /* test_addresses.py says that it did not run */
	no_socket_six = row->no_socket;
	no_bind_six = row->no_bind;
	failing_binds = row->binds;
	bool ok = listener_open(&s, row->host, 0, &l);
	ck_assert_msg(ok == (row->count > 0), "%s", s.err.msg);
	ck_assert_uint_eq(l.count, row->count);
	ck_assert_int_eq(s.err.code, row->code);
	if (ok)
		ck_assert_int_gt(l.port, 0);
	for (size_t i = 0; i < l.count; i++) {
		union address a;
		socklen_t n = sizeof(a);
		ck_assert_int_eq(getsockname(l.fds[i], &a.any, &n), 0);
		ck_assert_int_eq(address_port(&a), l.port);
	}
	listener_close(&l);
	scope_close(&s);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("listener");
	TCase *tc = tcase_create("listener");

	tcase_add_loop_test(tc, it_listens_on, 0, ARRAY_LEN(rows));
	suite_add_tcase(suite, tc);
	return check_run(suite);
}
