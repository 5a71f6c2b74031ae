/* posix_spawn and not fork: the server has threads. The child gets the socket as its standard input,
 * /dev/null as its output, none of the server's other files, none of its secrets in the environment,
 * no blocked or ignored signals, and a process group of its own so that a Ctrl-C meant for the server
 * does not take an image in the middle. */
#include "render/media_process.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_MESSAGE = 4096 }; /* bytes in a request of ours */

struct media_process {
	pid_t pid;
	int sock;
	int served;
};

/* What a helper may know of the server's environment: where libraries and fonts are, and what a
 * sanitizer was told. Everything else, keys and secrets above all, stays here. */
static const char *const passed_on[] = { "PATH=", "HOME=", "LANG=", "TMPDIR=", "LD_LIBRARY_PATH=",
	"FONTCONFIG_FILE=", "FONTCONFIG_PATH=", "XDG_CACHE_HOME=", "ASAN_OPTIONS=", "LSAN_OPTIONS=",
	"UBSAN_OPTIONS=", "TSAN_OPTIONS=" };

static bool is_passed_on(const char *entry)
{
	for (size_t i = 0; i < ARRAY_LEN(passed_on); i++) {
		if (text_starts(entry, passed_on[i]))
			return true;
	}
	return false;
}

static char **make_environment(struct arena *a)
{
	char **env = arena_alloc(a, (ARRAY_LEN(passed_on) + 1) * sizeof(*env));
	size_t n = 0;

	for (char **e = environ; *e && n < ARRAY_LEN(passed_on); e++) {
		if (is_passed_on(*e))
			env[n++] = *e;
	}
	return env;
}

static int add_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;

	sigemptyset(&none);
	sigfillset(&all);
	int rc = posix_spawnattr_setsigmask(attr, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(attr, &all);
	if (rc == 0)
		rc = posix_spawnattr_setpgroup(attr, 0);
	if (rc == 0)
		rc = posix_spawnattr_setflags(attr, flags);
	return rc;
}

static int add_files(posix_spawn_file_actions_t *files, int sock)
{
	int rc = posix_spawn_file_actions_adddup2(files, sock, STDIN_FILENO);

	if (rc == 0)
		rc = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1);
	return rc;
}

/* An errno value; 0 is success. */
static int spawn(struct scope *s, const char *helper, int64_t max_memory, int sock, pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	char *path = arena_strdup(s->arena, helper);
	char *memory = arena_printf(s->arena, "--max-memory=%" PRId64, max_memory);
	char *argv[] = { path, memory, NULL };

	int rc = posix_spawn_file_actions_init(&files);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attr);
	if (rc == 0) {
		rc = add_files(&files, sock);
		if (rc == 0)
			rc = add_attributes(&attr);
		if (rc == 0)
			rc = posix_spawn(
				pid, path, &files, &attr, argv, make_environment(s->arena));
		posix_spawnattr_destroy(&attr);
	}
	posix_spawn_file_actions_destroy(&files);
	return rc;
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
	int status = 0;

	if (!p)
		return 0;
	close(p->sock);
	/* It is our child and not yet waited for, so the id cannot be anybody else's. */
	kill(p->pid, SIGKILL);
	pid_t ended;
	do {
		ended = waitpid(p->pid, &status, 0);
	} while (ended < 0 && errno == EINTR);
	free(p);
	return ended < 0 ? 0 : status;
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
	return MEDIA_WIRE_OK;
}
