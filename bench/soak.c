/* Many requests in fixed shares, to see what a server keeps of them: of each twenty seven details, two
 * lists, two deliveries, three for what is not there, three uploads of small texts and as many deletions.
 * Each connection has a thread, stays open, and works on files of its own. An answer with another status
 * than the one that belongs there ends the program. Prints one line of JSON.
 * usage: soak PORT CONNECTIONS REQUESTS PRIVATE_KEY IMAGEKIT_ID */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS_MAX = 256,
	REQUEST_MAX = 4 << 10,
	ANSWER_MAX = 256 << 10,
	FILES = 8, /* that a connection has at the most */
	ID_LENGTH = 24,
	PATIENCE_S = 30,
};

enum step { DETAILS, LIST, DELIVERY, MISSING, UPLOAD, DELETE, STEPS };

/* At least one file is there at every step but the first. */
static const enum step cycle[] = { UPLOAD, DETAILS, MISSING, UPLOAD, DETAILS, DETAILS, LIST, DELETE,
	DELIVERY, DETAILS, MISSING, UPLOAD, DETAILS, DETAILS, LIST, DELETE, DELIVERY, DETAILS,
	MISSING, DELETE };
enum { CYCLE = sizeof(cycle) / sizeof(cycle[0]) };

struct file {
	char id[ID_LENGTH + 1];
	uint64_t number;
};

struct connection {
	pthread_t thread;
	const struct soak *soak;
	unsigned index;
	int fd;
	uint64_t share, next_number;
	struct file files[FILES]; /* the oldest first */
	size_t count;
	char request[REQUEST_MAX];
	char answer[ANSWER_MAX + 1];
	bool ok;
};

struct soak {
	struct sockaddr_in address;
	char key[256]; /* in base64 */
	const char *account;
	struct connection *connections;
};

static bool complain(const struct connection *c, const char *what)
{
	fprintf(stderr, "soak: %s: %.200s\n%.600s\n", what, c->request, c->answer);
	return false;
}

static void encode_key(char *out, const char *key)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(key) + 1; /* with the colon */

	for (size_t i = 0; i < n; i += 3) {
		uint32_t word = 0;
		for (size_t k = 0; k < 3; k++) {
			unsigned char byte = 0;
			if (i + k < n)
				byte = i + k == n - 1 ? ':' : (unsigned char)key[i + k];
			word = word << 8 | byte;
		}
		for (size_t k = 0; k < 4; k++)
			*out++ = i + k > n ? '=' : letters[word >> (18 - 6 * k) & 63];
	}
	*out = '\0';
}

static bool open_connection(struct connection *c)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	int one = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)&c->soak->address,
				 sizeof(c->soak->address)) != 0) {
		perror("soak: connect");
		return false;
	}
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0;
}

/* Reads one whole answer; its body, or NULL. */
static const char *read_answer(struct connection *c)
{
	size_t have = 0, want = SIZE_MAX;
	char *body = NULL;

	while (have < want) {
		ssize_t n = recv(c->fd, c->answer + have, ANSWER_MAX - have, 0);
		if (n <= 0)
			return NULL;
		have += (size_t)n;
		c->answer[have] = '\0';
		char *end = body ? NULL : strstr(c->answer, "\r\n\r\n");
		if (!end)
			continue;
		const char *length = strcasestr(c->answer, "\r\ncontent-length:");
		body = end + strlen("\r\n\r\n");
		want = (size_t)(body - c->answer);
		if (length && length < end)
			want += (size_t)strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
	}
	return body;
}

static const char *ask(struct connection *c, const char *status)
{
	size_t n = strlen(c->request);

	c->answer[0] = '\0';
	if (send(c->fd, c->request, n, MSG_NOSIGNAL) != (ssize_t)n) {
		complain(c, "the request does not go out");
		return NULL;
	}
	const char *body = read_answer(c);
	if (!body)
		complain(c, "no whole answer");
	else if (strncmp(c->answer + strlen("HTTP/1.1 "), status, 3) != 0) {
		complain(c, "another status is due");
		body = NULL;
	}
	return body;
}

static void __attribute__((format(printf, 3, 4)))
write_request(struct connection *c, const char *method, const char *target, ...)
{
	char path[512];
	va_list ap;

	va_start(ap, target);
	vsnprintf(path, sizeof(path), target, ap);
	va_end(ap);
	(void)snprintf(c->request, sizeof(c->request),
		"%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %s\r\n\r\n", method,
		path, c->soak->key);
}

static bool upload(struct connection *c)
{
	static const char member[] = "\"fileId\":\"";
	struct file *f = &c->files[c->count];
	char body[1024];

	f->number = c->next_number++;
	int n = snprintf(body, sizeof(body),
		"--soak\r\nContent-Disposition: form-data; name=\"fileName\"\r\n\r\n"
		"soak-%u-%" PRIu64 ".txt\r\n"
		"--soak\r\nContent-Disposition: form-data; "
		"name=\"useUniqueFileName\"\r\n\r\nfalse\r\n"
		"--soak\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsoak,n%" PRIu64
		"\r\n"
		"--soak\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
		"what number %" PRIu64 " of connection %u says\r\n--soak--\r\n",
		c->index, f->number, f->number % 50, f->number, c->index);
	(void)snprintf(c->request, sizeof(c->request),
		"POST /api/v1/files/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic "
		"%s\r\n"
		"Content-Type: multipart/form-data; boundary=soak\r\nContent-Length: %d\r\n\r\n%s",
		c->soak->key, n, body);
	const char *answer = ask(c, "200");
	const char *id = answer ? strstr(answer, member) : NULL;
	if (!id)
		return false;
	(void)snprintf(f->id, sizeof(f->id), "%s", id + strlen(member));
	c->count++;
	return true;
}

static bool delete_oldest(struct connection *c)
{
	write_request(c, "DELETE", "/v1/files/%s", c->files[0].id);
	if (!ask(c, "204"))
		return false;
	memmove(c->files, c->files + 1, --c->count * sizeof(*c->files));
	return true;
}

static bool take_step(struct connection *c, enum step step)
{
	const struct file *f = &c->files[0];

	switch (step) {
	case DETAILS:
		write_request(c, "GET", "/v1/files/%s/details", f->id);
		return ask(c, "200");
	case LIST:
		write_request(c, "GET", "/v1/files?limit=10&sort=DESC_CREATED");
		return ask(c, "200");
	case DELIVERY:
		write_request(c, "GET", "/%s/soak-%u-%" PRIu64 ".txt", c->soak->account, c->index,
			f->number);
		return ask(c, "200");
	case MISSING:
		write_request(c, "GET", "/v1/files/%024" PRIx64 "/details", f->number);
		return ask(c, "404");
	case UPLOAD:
		return upload(c);
	case DELETE:
		return delete_oldest(c);
	case STEPS:
		break;
	}
	return false;
}

static void *run(void *arg)
{
	struct connection *c = arg;

	c->ok = open_connection(c);
	for (uint64_t i = 0; c->ok && i < c->share; i++)
		c->ok = take_step(c, cycle[i % CYCLE]);
	if (c->fd >= 0)
		close(c->fd);
	return NULL;
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whole cycles, so that every file that was uploaded is deleted again. */
static bool run_all(struct soak *soak, unsigned connections, uint64_t requests)
{
	uint64_t cycles = requests / CYCLE, done = 0;
	double start = now_s();
	bool ok = true;

	for (unsigned i = 0; i < connections; i++) {
		struct connection *c = &soak->connections[i];
		*c = (struct connection){ .soak = soak, .index = i, .fd = -1 };
		c->share = (cycles / connections + (i < cycles % connections)) * CYCLE;
		c->next_number = (uint64_t)time(NULL) << 24;
		done += c->share;
		if (pthread_create(&c->thread, NULL, run, c) != 0)
			return false;
	}
	for (unsigned i = 0; i < connections; i++) {
		pthread_join(soak->connections[i].thread, NULL);
		ok = ok && soak->connections[i].ok;
	}
	printf("{\"requests\":%" PRIu64 ",\"seconds\":%.3f,\"per_second\":%.1f}\n", done,
		now_s() - start, (double)done / (now_s() - start));
	return ok;
}

int main(int argc, char **argv)
{
	struct soak soak = { .address = { .sin_family = AF_INET,
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) } };

	if (argc != 6 || strlen(argv[4]) > 150 || strlen(argv[5]) > 100) {
		fputs("usage: soak PORT CONNECTIONS REQUESTS PRIVATE_KEY IMAGEKIT_ID\n", stderr);
		return 2;
	}
	unsigned connections = (unsigned)strtoul(argv[2], NULL, 10);
	if (connections < 1 || connections > CONNECTIONS_MAX)
		return 2;
	soak.address.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	encode_key(soak.key, argv[4]);
	soak.account = argv[5];
	soak.connections = calloc(connections, sizeof(*soak.connections));
	bool ok = soak.connections && run_all(&soak, connections, strtoull(argv[3], NULL, 10));
	free(soak.connections);
	return ok ? 0 : 1;
}
