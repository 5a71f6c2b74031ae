/* A server in a thread of the test, on a free port of 127.0.0.1: one connection after the other, each
 * with one request, which the test's own function answers. */
#ifndef TESTS_HTTP_PEER_H
#define TESTS_HTTP_PEER_H

#include "base/base.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_peer {
	void (*answer)(int fd, const char *request);
	int port;
	int requests; /* so far; read it with http_peer_requests() */
	int socket;
	pthread_t thread;
};

/* A socket that has a free port and does not listen. */
static inline int http_peer_bind(int *port)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	socklen_t n = sizeof(to);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) != 0 ||
		getsockname(fd, (struct sockaddr *)&to, &n) != 0)
		abort();
	*port = ntohs(to.sin_port);
	return fd;
}

/* Stops early when the client has gone. */
static inline bool http_peer_send(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

static inline void http_peer_talk(struct http_peer *peer, int fd)
{
	char request[16 * 1024];
	size_t n = 0;

	do {
		ssize_t got = recv(fd, request + n, sizeof(request) - 1 - n, 0);
		if (got <= 0)
			return;
		n += (size_t)got;
		request[n] = '\0';
	} while (!strstr(request, "\r\n\r\n"));
	__atomic_add_fetch(&peer->requests, 1, __ATOMIC_SEQ_CST);
	peer->answer(fd, request);
}

static inline void *http_peer_serve(void *ctx)
{
	struct http_peer *peer = ctx;
	int fd;

	while ((fd = accept4(peer->socket, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		http_peer_talk(peer, fd);
		close(fd);
	}
	return NULL;
}

static inline void http_peer_start(struct http_peer *peer)
{
	peer->requests = 0;
	peer->socket = http_peer_bind(&peer->port);
	if (listen(peer->socket, 64) != 0 ||
		pthread_create(&peer->thread, NULL, http_peer_serve, peer) != 0)
		abort();
}

static inline void http_peer_stop(struct http_peer *peer)
{
	/* Wakes accept(). */
	shutdown(peer->socket, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->socket);
}

static inline int http_peer_requests(const struct http_peer *peer)
{
	return __atomic_load_n(&peer->requests, __ATOMIC_SEQ_CST);
}

#endif
