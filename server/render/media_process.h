/* One running media helper: a child process and the socket to it. Used by one thread at a time; the
 * pool sees to that. */
#ifndef RENDER_MEDIA_PROCESS_H
#define RENDER_MEDIA_PROCESS_H

#include "base/scope.h"
#include "wire/media_message.h"
#include "wire/media_wire.h"

struct media_process;

/* Starts `helper` and waits until it says that it is ready, at most until `deadline_us` (of
 * clock_monotonic_us()). NULL: ERR_UNAVAILABLE, and nothing is left behind. */
NODISCARD struct media_process *media_process_start(
	struct scope *s, const char *helper, int64_t max_memory, int64_t deadline_us);

/* Kills it if it still runs, waits for its end and frees. NULL is fine. Returns the wait status, for
 * the log: 0 when there is none. */
int media_process_end(struct media_process *p);

/* True while it waits for work: it lives and has said nothing that nobody asked for. */
bool media_process_is_idle(const struct media_process *p);

/* How many exchanges it has been through. */
int media_process_served(const struct media_process *p);

/* Sends the request with the file and reads the answer. After anything but MEDIA_WIRE_OK the process
 * must be ended; MEDIA_WIRE_BROKEN also stands for an answer that is not a valid reply. */
NODISCARD enum media_wire_status media_process_exchange(struct media_process *p, struct scope *s,
	const struct media_request *request, int fd, struct media_reply *reply);

#endif
