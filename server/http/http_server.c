/* civetweb's callbacks and the life of the listener.
 *
 * civetweb is started with decode_url=no, so the target arrives as it was sent, and everything goes
 * through its begin_request callback: its own file serving, authentication and form parsing never run.
 * Each connection holds a thread while it is open, hence the large pool of cheap threads and the short
 * time-outs for heads (which also bound silent connections). */
#include "http/http_server.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"
#include "http/exchange_send.h"
#include "http/halt.h"
#include "http/head.h"
#include "http/head_buffer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_server {
	struct http_server_options options;
	struct mg_context *mg;
	int64_t port;
	struct halt halt;
	pthread_mutex_t lock; /* all below */
	pthread_cond_t open;  /* `started` became true */
	pthread_cond_t idle;  /* `active` became empty */
	struct exchange *active;
	bool started;
	char why[200]; /* civetweb's last complaint while starting */
};

/* What comes while the server starts waits until it has. */
static bool enter(struct http_server *h, struct exchange *x)
{
	pthread_mutex_lock(&h->lock);
	while (!h->started)
		pthread_cond_wait(&h->open, &h->lock);
	bool open = !halt_begun(&h->halt);
	if (open) {
		x->next = h->active;
		x->link = &h->active;
		if (x->next)
			x->next->link = &x->next;
		h->active = x;
	}
	pthread_mutex_unlock(&h->lock);
	return open;
}

static void leave(struct http_server *h, struct exchange *x)
{
	pthread_mutex_lock(&h->lock);
	*x->link = x->next;
	if (x->next)
		x->next->link = x->link;
	if (!h->active)
		pthread_cond_broadcast(&h->idle);
	pthread_mutex_unlock(&h->lock);
}

static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
	       strncasecmp(address, "::ffff:127.", 11) == 0;
}

static struct req read_head(struct scope *s, struct exchange *x)
{
	const struct mg_request_info *info = x->info;
	const char *path = info->local_uri_raw, *query = info->query_string;

	return (struct req){
		.scope = s,
		.method = info->request_method,
		.path = path,
		.query = query,
		.target = query ? arena_printf(s->arena, "%s?%s", path, query) : path,
		.remote_address = info->remote_addr,
		.from_loopback = is_loopback(info->remote_addr),
		.local_port = info->server_port,
		.exchange = x,
	};
}

static void refuse(struct http_server *h, struct req *rq, int status, const char *why)
{
	struct reply rp = reply_init(rq->scope->arena);

	h->options.refuse(h->options.ctx, rq->scope, status, why, &rp);
	rp.close = true;
	exchange_send(rq->exchange, rq, &rp);
}

/* Goes out once the application may be gone, so nothing of it is used. */
static void write_stopping(struct mg_connection *conn)
{
	static const char body[] =
		"{\"message\":\"The server is stopping before this request came to its "
		"end.\"}";
	char answer[400];
	int n = snprintf(answer, sizeof(answer),
		"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json; "
		"charset=utf-8\r\n"
		"Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		sizeof(body) - 1, body);

	mg_write(conn, answer, (size_t)n);
}

static int on_request(struct mg_connection *conn)
{
	const struct mg_request_info *info = mg_get_request_info(conn);
	struct http_server *h = info->user_data;
	struct exchange x = { .conn = conn, .info = info, .halt = &h->halt, .lock = &h->lock };
	struct scope s = scope_open();
	struct req rq = read_head(&s, &x);
	int status;
	const char *fault = head_check(&x, &status);

	if (!enter(h, &x)) {
		write_stopping(conn);
		mg_disable_connection_keep_alive(conn);
		scope_close(&s);
		return 503;
	}
	if (fault) {
		refuse(h, &rq, status, fault);
	} else {
		struct reply rp = reply_init(s.arena);
		h->options.handle(h->options.ctx, &rq, &rp);
		status = rp.status;
		exchange_send(&x, &rq, &rp);
	}
	head_buffer_done(info);
	/* The arena may hold connections of the database: they go back before the request counts as
	 * ended, so that a drained server has none in use. */
	scope_close(&s);
	leave(h, &x);
	/* To civetweb 0 says that nobody has taken the request. */
	return status ? status : 503;
}

static const char *explain(int *status, const char *message)
{
	if (*status == 411) {
		*status = 400;
		return "The Content-Length header is not a number of bytes.";
	}
	if (*status == 505)
		return "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
	if (strcmp(message, "Invalid URI") == 0)
		return "The request target is not a valid URI: it must be ASCII, percent-encoded "
		       "and "
		       "without blanks.";
	return "The request head cannot be read: the method, the target, the version or a header "
	       "line is "
	       "malformed, a header holds a control character, or the head is larger than 16 KiB.";
}

/* What civetweb cannot make a request of. The connection ends after it. */
static int on_error(struct mg_connection *conn, int status, const char *message)
{
	const struct mg_request_info *info = mg_get_request_info(conn);
	struct http_server *h = info->user_data;
	struct exchange x = {
		.conn = conn, .info = info, .halt = &h->halt, .lock = &h->lock, .lost = true
	};

	/* The client left or fell silent behind a line end of its own: nobody waits for an answer. */
	if (head_buffer_blank_since())
		return 0;
	if (!enter(h, &x)) {
		write_stopping(conn);
		return 0;
	}
	struct scope s = scope_open();
	struct req rq = { .scope = &s, .method = "", .exchange = &x };
	const char *why = explain(&status, message);
	refuse(h, &rq, status, why);
	scope_close(&s);
	leave(h, &x);
	return 0;
}

static int on_complaint(const struct mg_connection *conn, const char *message)
{
	struct http_server *h = mg_get_user_data(mg_get_context(conn));

	pthread_mutex_lock(&h->lock);
	if (!h->started && snprintf(h->why, sizeof(h->why), "%s", message) < 0)
		h->why[0] = '\0';
	pthread_mutex_unlock(&h->lock);
	log_message(LOG_DEBUG, "http", "%s", message);
	return 1;
}

/* A request takes its thread's stack to depths that the wait for the next connection, which may be long,
 * does not need. What lies below this call is given back, or hundreds of threads would keep it for ever. */
static void on_close(const struct mg_connection *conn)
{
	enum { KEPT = 4096 }; /* for the calls from here */
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE),
		  here = (uintptr_t)__builtin_frame_address(0);
	pthread_attr_t attr;
	void *lowest;
	size_t size;

	(void)conn;
	if (pthread_getattr_np(pthread_self(), &attr) != 0)
		return;
	if (pthread_attr_getstack(&attr, &lowest, &size) == 0) {
		uintptr_t end = (here - KEPT) / page * page;
		if (end > (uintptr_t)lowest && end - (uintptr_t)lowest < size)
			madvise(lowest, end - (uintptr_t)lowest, MADV_DONTNEED);
	}
	pthread_attr_destroy(&attr);
}

/* civetweb is built with IPv6 or without, as Debian's is. */
static bool knows_family(struct scope *s, const struct http_server_options *o)
{
	return !strchr(o->host, ':') || mg_check_feature(MG_FEATURES_IPV6) ||
	       err_set(s, ERR_UNAVAILABLE,
		       "The installed libcivetweb is built without IPv6, so the server cannot "
		       "listen on %s.",
		       o->host);
}

/* Binds and lets go, to tell "taken" from other failures before civetweb blurs them. */
static bool probe_port(struct scope *s, const struct http_server_options *o)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)o->port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)o->port) };
	bool v6 = inet_pton(AF_INET6, o->host, &six.sin6_addr) == 1;
	int fd, one = 1;

	if (!v6 && inet_pton(AF_INET, o->host, &four.sin_addr) != 1)
		return err_set(
			s, ERR_UNAVAILABLE, "'%s' is not an IP address to listen on.", o->host);
	fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_errno(s, ERR_UNAVAILABLE, "opening a socket for", o->host);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	const struct sockaddr *to =
		v6 ? (struct sockaddr *)(void *)&six : (struct sockaddr *)(void *)&four;
	bool ok = bind(fd, to, v6 ? sizeof(six) : sizeof(four)) == 0;
	if (!ok)
		err_errno(s, errno == EADDRINUSE ? ERR_CONFLICT : ERR_UNAVAILABLE, "listening on",
			arena_printf(s->arena, "%s port %lld", o->host, (long long)o->port));
	close(fd);
	return ok;
}

static const char *listen_at(struct scope *s, const struct http_server_options *o)
{
	bool six = strchr(o->host, ':') != NULL;

	return arena_printf(s->arena, "%s%s%s:%lld", six ? "[" : "", o->host, six ? "]" : "",
		(long long)o->port);
}

static struct mg_context *start_civetweb(struct scope *s, struct http_server *h)
{
	const struct http_server_options *o = &h->options;
	/* clang-format off */
	const char *options[] = {
		"listening_ports", listen_at(s, o),
		"num_threads", arena_printf(s->arena, "%lld", (long long)o->threads),
		"decode_url", "no",
		"decode_query_string", "no",
		"enable_auth_domain_check", "no",
		"enable_keep_alive", "yes",
		"tcp_nodelay", "1",
		"request_timeout_ms", "20000",
		"keep_alive_timeout_ms", "15000",
		/* Larger than what is allowed, so that head_check() can say what is wrong. */
		"max_request_size", arena_printf(s->arena, "%d", HEAD_BUFFER_SIZE),
		"connection_queue", "256",
		"listen_backlog", "1024",
		NULL,
	};
	/* clang-format on */ struct mg_callbacks callbacks = {
		.begin_request = on_request,
		.http_error = on_error,
		.log_message = on_complaint,
		.connection_close = on_close,
	};

	mg_init_library(0);
	return mg_start(&callbacks, h, options);
}

static bool is_listener(int fd, int64_t port)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} address = { .six = { 0 } };
	socklen_t size = sizeof(address), length = sizeof(int);
	int listens = 0;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 || !listens ||
		getsockname(fd, &address.any, &size) != 0)
		return false;
	in_port_t found =
		address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port;
	return ntohs(found) == port;
}

/* A connection that says nothing would hold a thread of civetweb's: the kernel keeps it until its first
 * byte comes instead. civetweb does not hand out its socket, so it is looked for among ours. Best effort:
 * without it the time-out for heads bounds such connections. */
static void keep_silent_out(int64_t port)
{
	enum { MOST_FDS = 1024, SILENT_S = 60 };
	int seconds = SILENT_S;

	for (int fd = 0; fd < MOST_FDS; fd++)
		if (is_listener(fd, port))
			setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof(seconds));
}

bool http_server_start(
	struct scope *s, const struct http_server_options *options, struct http_server **out)
{
	struct mg_server_port ports[4];

	if (!knows_family(s, options) || !probe_port(s, options))
		return false;
	struct http_server *h = xcalloc(1, sizeof(*h));
	h->options = *options;
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->open, NULL);
	pthread_cond_init(&h->idle, NULL);
	halt_init(&h->halt);
	h->mg = start_civetweb(s, h);
	if (!h->mg) {
		err_set(s, ERR_UNAVAILABLE, "The HTTP server did not start: %s", h->why);
		http_server_free(h);
		return false;
	}
	if (mg_get_server_ports(h->mg, (int)ARRAY_LEN(ports), ports) > 0)
		h->port = ports[0].port;
	keep_silent_out(h->port);
	if (options->listening)
		options->listening(options->ctx, h->port);
	pthread_mutex_lock(&h->lock);
	h->started = true;
	pthread_cond_broadcast(&h->open);
	pthread_mutex_unlock(&h->lock);
	*out = h;
	return true;
}

int64_t http_server_port(const struct http_server *h)
{
	return h->port;
}

/* Waits on `idle` until no request is in progress or the time is up; the lock is held. */
static void wait_idle(struct http_server *h, int ms)
{
	const struct timespec until = halt_deadline(ms);

	while (h->active && pthread_cond_timedwait(&h->idle, &h->lock, &until) == 0)
		continue;
}

/* The handler's thread sits in a read, so this one answers for it; `answered` keeps the two apart. */
static void refuse_rest(struct http_server *h)
{
	for (struct exchange *x = h->active; x; x = x->next) {
		if (x->answered)
			continue;
		x->answered = true;
		write_stopping(x->conn);
	}
}

bool http_server_drain(struct http_server *h, int ms)
{
	pthread_mutex_lock(&h->lock);
	halt_begin(&h->halt); /* under the lock: who entered before is waited for */
	wait_idle(h, ms);
	bool clean = !h->active;
	if (!clean) {
		refuse_rest(h);
		/* Room for the answers to arrive before the end of the process resets the connections. */
		wait_idle(h, 100);
	}
	pthread_mutex_unlock(&h->lock);
	return clean;
}

void http_server_free(struct http_server *h)
{
	if (!h)
		return;
	if (h->mg)
		mg_stop(h->mg);
	mg_exit_library();
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->open);
	pthread_cond_destroy(&h->idle);
	halt_destroy(&h->halt);
	free(h);
}
