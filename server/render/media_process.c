/* The helper gets the socket as its standard input and /dev/null as its output. */
#include "render/media_process.h"

#include "base/clock.h"
#include "base/log.h"
#include "render/child_process.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_MESSAGE = 4096 }; /* bytes in a request of ours */

struct media_process {
	pid_t pid;
	int sock;
	int served;
};

/* An errno value; 0 is success. */
static int spawn(struct scope *s, const char *helper, int64_t max_memory, int sock, pid_t *pid)
{
	char *path = arena_strdup(s->arena, helper);
	char *memory = arena_printf(s->arena, "--max-memory=%" PRId64, max_memory);
	char *argv[] = { path, memory, NULL };

	return child_process_spawn(s->arena, argv, sock, CHILD_PROCESS_NO_FILE, pid);
}

static bool wait_ready(struct media_process *p, struct scope *s, int64_t deadline_us)
{
	struct media_wire_message m;
	enum media_wire_status st = media_wire_receive(s->arena, p->sock, deadline_us, &m);

	if (st == MEDIA_WIRE_LATE)
		return err_set(s, ERR_UNAVAILABLE,
			"Images cannot be read now: the image helper did not start in time.");
	if (m.fd != MEDIA_WIRE_NO_FD)
		close(m.fd);
	if (st == MEDIA_WIRE_OK && media_message_read_ready(s, m.text, m.len))
		return true;
	err_clear(s);
	return err_set(s, ERR_UNAVAILABLE, "Images cannot be read now: %s",
		st == MEDIA_WIRE_CLOSED ? "the image helper ended as soon as it was started."
					: "the image helper is not the one this server needs.");
}

struct media_process *media_process_start(
	struct scope *s, const char *helper, int64_t max_memory, int64_t deadline_us)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		err_set(s, ERR_UNAVAILABLE, "Images cannot be read now: %s.",
			strerrordesc_np(errno));
		return NULL;
	}
	int rc = spawn(s, helper, max_memory, pair[1], &pid);
	close(pair[1]);
	if (rc != 0) {
		close(pair[0]);
		log_message(
			LOG_ERROR, "media_helper_missing", "%s: %s", helper, strerrordesc_np(rc));
		err_set(s, ERR_UNAVAILABLE,
			"Images cannot be read now: the image helper cannot be started (%s).",
			strerrordesc_np(rc));
		return NULL;
	}
	struct media_process *p = xcalloc(1, sizeof(*p));
	*p = (struct media_process){ .pid = pid, .sock = pair[0] };
	if (wait_ready(p, s, deadline_us))
		return p;
	log_message(LOG_ERROR, "media_helper_failed", "%s", s->err.msg);
	media_process_end(p);
	return NULL;
}

int media_process_end(struct media_process *p)
{
	if (!p)
		return 0;
	close(p->sock);
	int status = child_process_kill(p->pid);
	free(p);
	return status;
}

bool media_process_is_idle(const struct media_process *p)
{
	struct pollfd f = { .fd = p->sock, .events = POLLIN };

	return poll(&f, 1, 0) == 0;
}

int media_process_served(const struct media_process *p)
{
	return p->served;
}

enum media_wire_status media_process_exchange(struct media_process *p, struct scope *s,
	const struct media_request *request, int fd, struct media_reply *reply)
{
	int64_t deadline_us = clock_monotonic_us() + request->deadline_ms * 1000;
	struct strbuf text = strbuf_init(s->arena, MAX_MESSAGE);
	struct media_wire_message m;

	p->served++;
	media_message_write_request(&text, request);
	enum media_wire_status st =
		media_wire_send(p->sock, strbuf_text(&text), text.len, fd, deadline_us);
	if (st == MEDIA_WIRE_OK)
		st = media_wire_receive(s->arena, p->sock, deadline_us, &m);
	if (st != MEDIA_WIRE_OK)
		return st;
	if (m.fd != MEDIA_WIRE_NO_FD) {
		close(m.fd);
		return MEDIA_WIRE_BROKEN;
	}
	if (!media_message_read_reply(s, m.text, m.len, reply)) {
		err_clear(s);
		return MEDIA_WIRE_BROKEN;
	}
	/* An answer to something else is none. */
	return reply->error || reply->verb == request->verb ? MEDIA_WIRE_OK : MEDIA_WIRE_BROKEN;
}
