/* A closed-loop load generator: keep-alive connections to 127.0.0.1, one thread, one request at a
 * time on each. The request is the bytes of a file; each run of 16 '@' in it becomes a new number every
 * time. Whatever is not a 200 is an error. Prints one line of JSON.
 * usage: load PORT CONNECTIONS SECONDS MAX_REQUESTS REQUEST_FILE */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS_MAX = 64,
	REQUEST_MAX = 4 << 20,
	HEAD_MAX = 32 << 10,
	MARK = 16,
	MARKS_MAX = 8,
	LATENCIES_MAX = 1 << 20,
	IDLE_MS = 10000,
};

static const char mark_text[] = "@@@@@@@@@@@@@@@@";

struct connection {
	int fd;
	char *request;
	size_t sent;
	char head[HEAD_MAX + 1];
	size_t head_length;
	int64_t body_left; /* -1: the head is not complete */
	int64_t started_us;
	bool failed;
};

struct load {
	int epoll;
	struct sockaddr_in address;
	char *request;
	size_t length;
	size_t marks[MARKS_MAX];
	size_t mark_count;
	uint64_t next_number;
	uint64_t begun, done, errors, reconnects, limit;
	int64_t end_us;
	size_t busy;
	uint32_t *latencies;
	struct connection connections[CONNECTIONS_MAX];
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool request_read(struct load *load, const char *path)
{
	FILE *file = fopen(path, "rb");

	load->request = calloc(1, REQUEST_MAX);
	if (!file || !load->request) {
		perror(path);
		return false;
	}
	load->length = fread(load->request, 1, REQUEST_MAX, file);
	fclose(file);
	size_t from = 0;
	while (load->mark_count < MARKS_MAX) {
		char *at = memmem(load->request + from, load->length - from, mark_text, MARK);
		if (!at)
			break;
		load->marks[load->mark_count++] = (size_t)(at - load->request);
		from = (size_t)(at - load->request) + MARK;
	}
	return load->length > 0;
}

static bool connection_open(struct load *load, struct connection *c)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 ||
		connect(c->fd, (struct sockaddr *)&load->address, sizeof(load->address)) != 0) {
		perror("load: connect");
		return false;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return epoll_ctl(load->epoll, EPOLL_CTL_ADD, c->fd, &event) == 0;
}

/* Writes what the socket takes; the rest goes out when it is writable again. */
static bool connection_send(struct load *load, struct connection *c)
{
	while (c->sent < load->length) {
		ssize_t n = send(c->fd, c->request + c->sent, load->length - c->sent,
			MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN)
			return false;
		if (n < 0)
			break;
		c->sent += (size_t)n;
	}
	struct epoll_event event = { .data.ptr = c };
	event.events = c->sent < load->length ? EPOLLIN | EPOLLOUT : EPOLLIN;
	return epoll_ctl(load->epoll, EPOLL_CTL_MOD, c->fd, &event) == 0;
}

static bool connection_begin(struct load *load, struct connection *c)
{
	char number[MARK + 1];

	snprintf(number, sizeof(number), "%016" PRIx64, load->next_number++);
	for (size_t i = 0; i < load->mark_count; i++)
		memcpy(c->request + load->marks[i], number, MARK);
	c->sent = 0;
	c->head_length = 0;
	c->body_left = -1;
	c->failed = false;
	c->started_us = now_us();
	load->begun++;
	return connection_send(load, c);
}

/* The status and the length out of a complete head. */
static bool head_parse(struct connection *c, const char *end)
{
	static const char name[] = "\r\ncontent-length:";
	const char *at = strcasestr(c->head, name);

	if (!at || at > end || strncmp(c->head, "HTTP/1.1 ", 9) != 0)
		return false;
	c->body_left = strtoll(at + sizeof(name) - 1, NULL, 10);
	c->failed = strncmp(c->head + 9, "200", 3) != 0;
	size_t extra = c->head_length - (size_t)(end + 4 - c->head);
	c->body_left -= (int64_t)extra;
	return c->body_left >= 0;
}

/* Takes in what has arrived. False when the connection is of no more use. */
static bool connection_receive(struct connection *c)
{
	static char sink[1 << 16];

	if (c->body_left < 0) {
		ssize_t n = recv(
			c->fd, c->head + c->head_length, HEAD_MAX - c->head_length, MSG_DONTWAIT);
		if (n <= 0)
			return n < 0 && errno == EAGAIN;
		c->head_length += (size_t)n;
		c->head[c->head_length] = '\0';
		char *end = strstr(c->head, "\r\n\r\n");
		return end ? head_parse(c, end) : c->head_length < HEAD_MAX;
	}
	ssize_t n = recv(c->fd, sink, sizeof(sink), MSG_DONTWAIT);
	if (n <= 0)
		return n < 0 && errno == EAGAIN;
	c->body_left -= n;
	return c->body_left >= 0;
}

static void connection_done(struct load *load, struct connection *c)
{
	if (c->failed && load->errors++ == 0)
		fprintf(stderr, "load: first error: %.300s\n", c->head);
	if (load->done < LATENCIES_MAX)
		load->latencies[load->done] = (uint32_t)(now_us() - c->started_us);
	load->done++;
}

/* A connection that was closed on us: the request it carried is an error, unless none of the answer
 * had come and it is an old connection, when it goes out again on a new one. */
static bool connection_replace(struct load *load, struct connection *c)
{
	close(c->fd);
	load->reconnects++;
	if (load->reconnects > 10 * CONNECTIONS_MAX) {
		fputs("load: the server keeps closing connections\n", stderr);
		return false;
	}
	if (c->head_length > 0)
		load->errors++;
	load->begun--;
	return connection_open(load, c) && connection_begin(load, c);
}

static bool more(const struct load *load)
{
	return now_us() < load->end_us && load->begun < load->limit;
}

static bool connection_event(struct load *load, struct connection *c, uint32_t events)
{
	if ((events & EPOLLOUT) && !connection_send(load, c))
		return connection_replace(load, c);
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		return true;
	if (!connection_receive(c))
		return connection_replace(load, c);
	if (c->body_left != 0)
		return true;
	connection_done(load, c);
	if (more(load))
		return connection_begin(load, c) || connection_replace(load, c);
	load->busy--;
	return true;
}

static bool run(struct load *load, size_t connections)
{
	struct epoll_event events[CONNECTIONS_MAX];

	for (size_t i = 0; i < connections && load->begun < load->limit; i++) {
		struct connection *c = &load->connections[i];
		c->request = malloc(load->length);
		if (!c->request || !connection_open(load, c))
			return false;
		memcpy(c->request, load->request, load->length);
		load->busy++;
		if (!connection_begin(load, c))
			return false;
	}
	while (load->busy > 0) {
		int n = epoll_wait(load->epoll, events, CONNECTIONS_MAX, IDLE_MS);
		if (n <= 0) {
			fputs("load: no answer for 10 s\n", stderr);
			return false;
		}
		for (int i = 0; i < n; i++) {
			if (!connection_event(load, events[i].data.ptr, events[i].events))
				return false;
		}
	}
	return true;
}

static int by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void report(struct load *load, double seconds)
{
	size_t n = load->done < LATENCIES_MAX ? (size_t)load->done : LATENCIES_MAX;

	qsort(load->latencies, n, sizeof(*load->latencies), by_size);
	printf("{\"requests\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"reconnects\":%" PRIu64
	       ",\"seconds\":%.6f,\"per_second\":%.2f,\"p50_us\":%" PRIu32 ",\"p99_us\":%" PRIu32
	       ",\"max_us\":%" PRIu32 "}\n",
		load->done, load->errors, load->reconnects, seconds, (double)load->done / seconds,
		n ? load->latencies[n / 2] : 0, n ? load->latencies[n * 99 / 100] : 0,
		n ? load->latencies[n - 1] : 0);
}

static void load_free(struct load *load)
{
	for (size_t i = 0; i < CONNECTIONS_MAX; i++)
		free(load->connections[i].request);
	free(load->request);
	free(load->latencies);
	free(load);
}

int main(int argc, char **argv)
{
	if (argc != 6) {
		fputs("usage: load PORT CONNECTIONS SECONDS MAX_REQUESTS REQUEST_FILE\n", stderr);
		return 2;
	}
	struct load *load = calloc(1, sizeof(*load));
	size_t connections = strtoul(argv[2], NULL, 10);
	if (!load || connections < 1 || connections > CONNECTIONS_MAX)
		return 2;
	load->address = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	load->limit = strtoull(argv[4], NULL, 10);
	load->latencies = calloc(LATENCIES_MAX, sizeof(*load->latencies));
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	/* No two runs use the same numbers. */
	load->next_number = (uint64_t)time(NULL) << 32 | (uint64_t)(getpid() & 0xffff) << 16;
	if (!load->latencies || load->epoll < 0 || !request_read(load, argv[5]))
		return 1;
	int64_t start = now_us();
	load->end_us = start + (int64_t)(strtod(argv[3], NULL) * 1e6);
	bool finished = run(load, connections);
	report(load, (double)(now_us() - start) / 1e6);
	load_free(load);
	return finished ? 0 : 1;
}
