/* One connection: its socket, what has come and was not taken yet, and how fast the other side is. Every read
 * and write of a connection goes through here. Shared by the files of http/ alone. */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include "http/crew.h"

#include <netinet/in.h>
#include <sys/socket.h>

/* What is expected of the other side while we wait for it. */
struct conn_pace {
	int idle_ms;   /* between two requests, and before the first; announced, so kept at least */
	int spell_ms;  /* of waiting for a head, a body, or room for an answer, */
	int64_t floor; /* in which so many bytes must move, or the connection is lost */
	int linger_ms; /* for the client to read the last answer */
};

enum conn_place {
	CONN_WAITS,   /* for bytes of a head; in nobody's hands */
	CONN_LINGERS, /* the last answer is out; what still comes is thrown away */
	CONN_LENT,    /* to the thread that serves it */
};

union conn_address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

struct conn {
	int fd;
	const struct conn_pace *pace;
	struct crew *crew; /* of the thread that serves it */

	/* The lobby's, under its lock. */
	enum conn_place place;
	struct conn *next, **link;
	uint32_t serial;
	int64_t since_us; /* it waits, or the last spell of its head began */

	/* Of whoever has it. */
	char *in; /* in[at] to in[len] came and was not taken; NULL when nothing did */
	size_t at, len, room;
	size_t kept;       /* of the buffer: the head of the request in progress */
	size_t scanned;    /* of a head that is not whole yet */
	size_t wanted;     /* bytes in the buffer before it is served; 0: a whole head */
	bool in_head;      /* a part of a head was there when it last began to wait */
	bool hurried;      /* served although they are not there yet */
	int64_t waited_us; /* in this spell */
	int64_t moved;     /* bytes, in this spell */
	bool ended;        /* the other side will send no more */
	bool late;         /* it lost the right to: it was too slow */
	bool broken;       /* nothing can be read or written any more */
	bool keeps;        /* goes on behind this answer */
	int local_port;
	char remote[INET6_ADDRSTRLEN];
};

/* Takes the socket, which does not block. */
struct conn *conn_new(int fd, const union conn_address *remote, int local_port);

/* Closes the socket. */
void conn_free(struct conn *c);

/* Takes up what is there, without waiting, as long as the buffer holds less than `most` bytes. False when
 * nothing is to be had any more: ended or broken. */
bool conn_fill(struct conn *c, size_t most);

/* Takes the first bytes of the buffer for the head of a request: they stay where they are until
 * conn_forget(). */
void conn_settle(struct conn *c, size_t kept);

/* What is known of the other side, without waiting and without taking anything. Closed: it will send no more, and
 * may read or not. */
enum conn_state { CONN_OPEN, CONN_CLOSED, CONN_BROKEN };
enum conn_state conn_look(const struct conn *c);

/* What was slow so far is forgiven. */
void conn_begin_spell(struct conn *c);

/* Waits for bytes: up to n of them; 0 when the other side has ended, -1 when it is gone or too slow. */
int64_t conn_read(struct conn *c, void *buf, size_t n);

/* One byte as conn_read(), or -1 for none. */
int conn_byte(struct conn *c);

/* Forgets what was taken; what came behind it moves to the front. */
void conn_forget(struct conn *c);

/* Forgets also what was not taken. */
void conn_forget_all(struct conn *c);

/* Waits until all of it is in the kernel's hands. False when the other side is gone or too slow. */
bool conn_write(struct conn *c, const void *p, size_t n);

/* What another thread has to say when the one that serves the connection waits for its client: as much as
 * goes out at once. */
void conn_interject(struct conn *c, const void *p, size_t n);

/* Throws away what has come; false when nothing more will. */
bool conn_discard(struct conn *c);

/* Sends a reset at once. */
void conn_reset(struct conn *c);

#endif
