/* GET /_emulator/readyz over a plain socket, with a deadline for each step. */
#include "healthcheck.h"

#include "base/address.h"
#include "base/clock.h"
#include "base/strbuf.h"
#include "config/config_address.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ANSWER = 16 * 1024, MAX_REQUEST = 8 * 1024, PAUSE_NS = 50 * 1000 * 1000 };

/* One try: where it goes to, and until when. */
struct probe {
	struct scope *s;
	const struct config *config;
	const char *url;
	int64_t deadline_us;
	int fd;
};

static bool refuse(struct probe *p, const char *why)
{
	return err_set(p->s, ERR_UNAVAILABLE, "healthcheck: %s: %s", p->url, why);
}

static bool refuse_errno(struct probe *p, int number)
{
	return refuse(p, strerrordesc_np(number));
}

/* Until the socket is ready for `events`, or the deadline. */
static bool await(struct probe *p, short events)
{
	struct pollfd fd = { .fd = p->fd, .events = events };
	int rc;

	do {
		int64_t left = p->deadline_us - clock_monotonic_us();
		rc = poll(&fd, 1, left > 0 ? (int)(left / 1000) : 0);
	} while (rc < 0 && errno == EINTR);
	if (rc < 0)
		return refuse_errno(p, errno);
	return rc > 0 || refuse(p, "no answer in time");
}

static bool connect_to(struct probe *p)
{
	socklen_t length = sizeof(int);
	union address to;
	int failure = 0;

	if (!address_read(config_address_host(p->config), (int)p->config->port, &to))
		return refuse_errno(p, EINVAL);
	p->fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (p->fd < 0)
		return refuse_errno(p, errno);
	if (connect(p->fd, &to.any, address_size(&to)) == 0)
		return true;
	if (errno != EINPROGRESS)
		return refuse_errno(p, errno);
	if (!await(p, POLLOUT))
		return false;
	if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &failure, &length) != 0)
		failure = errno;
	return failure == 0 || refuse_errno(p, failure);
}

static bool send_request(struct probe *p)
{
	const char *token = p->config->control_token;
	struct strbuf b = strbuf_init(p->s->arena, MAX_REQUEST);

	strbuf_printf(&b, "GET /_emulator/readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n",
		p->url + strlen("http://"));
	if (token)
		strbuf_printf(&b, "Authorization: Bearer %s\r\n", token);
	strbuf_str(&b, "\r\n");
	for (size_t sent = 0; sent < b.len;) {
		ssize_t n = send(p->fd, strbuf_text(&b) + sent, b.len - sent, MSG_NOSIGNAL);
		if (n > 0)
			sent += (size_t)n;
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			return refuse_errno(p, errno);
		else if (!await(p, POLLOUT))
			return false;
	}
	return true;
}

/* All that comes until the server closes. */
static bool receive(struct probe *p, struct strbuf *answer)
{
	char buf[1024];
	ssize_t n = -1;

	while (n != 0) {
		if (!await(p, POLLIN))
			return false;
		n = recv(p->fd, buf, sizeof(buf), 0);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return refuse_errno(p, errno);
		if (n > 0)
			strbuf_add(answer, buf, (size_t)n);
		if (answer->full)
			break;
	}
	return true;
}

static bool judge(struct probe *p, const char *answer)
{
	const char *body = strstr(answer, "\r\n\r\n");

	if (!text_starts(answer, "HTTP/1.1 ") || !body)
		return refuse(p, "what answers there does not speak HTTP");
	if (!text_starts(answer, "HTTP/1.1 200 "))
		return refuse(p, arena_printf(p->s->arena, "readyz answered %.3s",
					 answer + strlen("HTTP/1.1 ")));
	return strstr(body, "\"ready\"") ||
	       refuse(p, "what answers there is not this program, or it is not ready");
}

static bool ask(struct probe *p)
{
	struct strbuf answer = strbuf_init(p->s->arena, MAX_ANSWER);

	p->fd = -1;
	bool ok = connect_to(p) && send_request(p) && receive(p, &answer) &&
		  judge(p, strbuf_text(&answer));
	if (p->fd >= 0)
		close(p->fd);
	return ok;
}

bool healthcheck(struct scope *s, const struct config *config)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	int64_t deadline = clock_monotonic_us() + config->timeout * 1000000;

	if (config->port == 0)
		return err_set(s, ERR_INVALID,
			"healthcheck: port 0 stands for any free port; say with --port which one "
			"the server got");
	for (;;) {
		struct scope attempt = scope_open();
		struct probe probe = { .s = &attempt, .config = config, .deadline_us = deadline };
		probe.url = config_address_url(attempt.arena, config, config->port);
		bool ok = ask(&probe);
		bool last = !config->wait || clock_monotonic_us() + PAUSE_NS / 1000 >= deadline;
		if (!ok && last)
			err_set(s, ERR_UNAVAILABLE, "%s", attempt.err.msg);
		scope_close(&attempt);
		if (ok || last)
			return ok;
		nanosleep(&pause, NULL);
	}
}
