/* How the server and its media helper talk: over a stream socket between the two, each message a
 * length (four bytes, big-endian) and that much JSON, with at most one open file beside it. Neither
 * side believes the other: a length is checked before anything is allocated, files beyond the one
 * are closed. */
#ifndef WIRE_MEDIA_WIRE_H
#define WIRE_MEDIA_WIRE_H

#include "base/arena.h"

enum { MEDIA_WIRE_MAX = 64 * 1024 }; /* bytes of JSON in one message; at least 1 */
enum { MEDIA_WIRE_NO_FD = -1 };

#define MEDIA_WIRE_FOREVER INT64_MAX /* a deadline that never comes */

enum media_wire_status {
	MEDIA_WIRE_OK,
	MEDIA_WIRE_CLOSED, /* the other side is gone */
	MEDIA_WIRE_LATE,   /* the deadline came first */
	MEDIA_WIRE_BROKEN, /* a length or files that no message has, or a system call failed */
};

struct media_wire_message {
	const char *text; /* in the arena, terminated; not checked to be JSON */
	size_t len;
	int fd; /* close-on-exec and the receiver's to close; MEDIA_WIRE_NO_FD when none came */
};

/* Sends n bytes (1 to MEDIA_WIRE_MAX) and, unless `fd` is MEDIA_WIRE_NO_FD, that file; the caller
 * keeps its own descriptor. `deadline_us` is an instant of clock_monotonic_us(). After anything but
 * MEDIA_WIRE_OK the socket is of no further use. */
NODISCARD enum media_wire_status media_wire_send(
	int sock, const char *text, size_t n, int fd, int64_t deadline_us);

/* Waits for one whole message. MEDIA_WIRE_CLOSED also when the end comes in the middle of one. On
 * failure nothing is left open and out->fd is MEDIA_WIRE_NO_FD. */
NODISCARD enum media_wire_status media_wire_receive(
	struct arena *a, int sock, int64_t deadline_us, struct media_wire_message *out);

#endif
