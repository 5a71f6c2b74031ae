/* One ffprobe a file: it reads the file that it finds as its standard input, writes JSON into a pipe and
 * ends. It may open no network, no playlist that leads to other files, and runs under a deadline and a
 * limit on memory; what it writes is bounded as well. */
#include "render/video_probe.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "base/text.h"
#include "render/child_process.h"
#include "render/turns.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	MAX_OUTPUT = 256 * 1024,
	MAX_VERSION = 64,
	PATIENCE = 6, /* deadlines that one waits for its turn: many uploads may come together */
};

const char video_probe_missing[] =
	"ffprobe is not installed: no folder of PATH has it (the Debian package is ffmpeg)";

struct video_probe {
	char *program; /* NULL: there is none */
	struct video_limits limits;
	struct turns *turns;
	pthread_mutex_t lock;
	char *version; /* once it was read */
};

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static char *find_program(const char *path)
{
	struct view rest = view_of(path ? path : "");
	struct arena *a = arena_new();
	char *found = NULL;

	while (rest.p && !found) {
		struct view folder = view_split(&rest, ':');
		const char *candidate = arena_printf(a, "%.*s/ffprobe", (int)folder.n, folder.p);
		if (view_starts(folder, "/") && is_program(candidate))
			found = xstrdup(candidate);
	}
	arena_free(a);
	return found;
}

struct video_probe *video_probe_new(const char *path, const struct video_limits *limits)
{
	struct video_probe *p = xcalloc(1, sizeof(*p));

	p->program = find_program(path);
	p->limits = *limits;
	p->turns = turns_new(limits->workers);
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void video_probe_free(struct video_probe *p)
{
	if (!p)
		return;
	turns_free(p->turns);
	pthread_mutex_destroy(&p->lock);
	free(p->version);
	free(p->program);
	free(p);
}

const char *video_probe_program(const struct video_probe *p)
{
	return p->program;
}

static int64_t deadline_of(const struct video_probe *p, int times)
{
	return clock_monotonic_us() + (int64_t)p->limits.deadline_ms * 1000 * times;
}

enum end { END_FINE, END_LATE, END_FAILED };

/* Reads up to the end of the output; what does not fit the buffer makes it full. */
static enum end read_output(int fd, int64_t deadline_us, struct strbuf *out)
{
	char buf[4096];

	for (;;) {
		struct pollfd f = { .fd = fd, .events = POLLIN };
		int64_t left_ms = (deadline_us - clock_monotonic_us() + 999) / 1000;
		if (left_ms <= 0)
			return END_LATE;
		if (poll(&f, 1, (int)left_ms) <= 0)
			continue;
		ssize_t n = read(fd, buf, sizeof(buf));
		if (n == 0)
			return END_FINE;
		if (n < 0 && errno != EINTR)
			return END_FAILED;
		if (n > 0)
			strbuf_add(out, buf, (size_t)n);
		if (out->full)
			return END_FAILED;
	}
}

static void limit_memory(pid_t pid, int64_t bytes)
{
	const struct rlimit limit = { (rlim_t)bytes, (rlim_t)bytes };

	if (prlimit(pid, RLIMIT_AS, &limit, NULL) != 0)
		log_message(
			LOG_DEBUG, "video_probe", "no limit on memory: %s", strerrordesc_np(errno));
}

static bool cannot_start(struct scope *s, int error)
{
	return err_set(s, ERR_UNAVAILABLE,
		"Videos cannot be read now: ffprobe cannot be started (%s).",
		strerrordesc_np(error));
}

/* Runs the program with these arguments. False: ERR_UNAVAILABLE, it did not start. */
static bool run(struct video_probe *p, struct scope *s, char *const argv[], int in,
	struct strbuf *out, enum end *end)
{
	int64_t deadline_us = deadline_of(p, 1);
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return cannot_start(s, errno);
	int rc = child_process_spawn(s->arena, argv, in, ends[1], &pid);
	close(ends[1]);
	if (rc != 0) {
		close(ends[0]);
		return cannot_start(s, rc);
	}
	limit_memory(pid, p->limits.max_memory);
	*end = read_output(ends[0], deadline_us, out);
	close(ends[0]);
	int status =
		*end == END_FINE ? child_process_wait(pid, deadline_us) : child_process_kill(pid);
	if (*end == END_FINE && status != 0)
		*end = WIFSIGNALED(status) && clock_monotonic_us() >= deadline_us ? END_LATE
										  : END_FAILED;
	return true;
}

/* The same when its turn comes. */
static bool run_in_turn(struct video_probe *p, struct scope *s, char *const argv[], int in,
	struct strbuf *out, enum end *end)
{
	if (!turns_take(p->turns, s->account, deadline_of(p, PATIENCE)))
		return err_set(s, ERR_UNAVAILABLE,
			"Videos cannot be read now: too many are being read. Try again later.");
	bool ok = run(p, s, argv, in, out, end);
	turns_leave(p->turns, s->account);
	return ok;
}

/* "ffprobe version 5.1.6-0+deb12u1 Copyright …" */
static const char *version_of(struct arena *a, const char *text)
{
	static const char prefix[] = "ffprobe version ";

	if (!text_starts(text, prefix))
		return NULL;
	const char *version = text + sizeof(prefix) - 1;
	size_t n = strcspn(version, " \r\n");
	return n > 0 && n <= MAX_VERSION ? arena_strndup(a, version, n) : NULL;
}

static const char *ask_version(struct video_probe *p, struct scope *s)
{
	char option[] = "-version";
	char *argv[] = { p->program, option, NULL };
	struct strbuf out = strbuf_init(s->arena, MAX_OUTPUT);
	enum end end = END_FAILED;

	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return NULL;
	bool ran = run_in_turn(p, s, argv, in, &out, &end);
	close(in);
	err_clear(s);
	return ran && end == END_FINE ? version_of(s->arena, strbuf_text(&out)) : NULL;
}

/* What was read once stays; two that ask at the same time may both read it. */
const char *video_probe_version(struct video_probe *p, struct scope *s)
{
	const char *version = NULL;

	if (!p->program)
		return NULL;
	pthread_mutex_lock(&p->lock);
	if (p->version)
		version = arena_strdup(s->arena, p->version);
	pthread_mutex_unlock(&p->lock);
	if (version || !(version = ask_version(p, s)))
		return version;
	pthread_mutex_lock(&p->lock);
	if (!p->version)
		p->version = xstrdup(version);
	pthread_mutex_unlock(&p->lock);
	return version;
}

static char **make_arguments(struct arena *a, const char *program)
{
	/* Only what is needed: tags are the file's own words, and may be many. */
	static const char entries[] = "format=format_name,duration:"
				      "stream=codec_type,codec_name,width,height,duration,bit_rate:"
				      "format_tags=creation_time:stream_tags=creation_time:"
				      "stream_disposition=attached_pic";
	static const char *const arguments[] = { "-v", "quiet", "-protocol_whitelist", "file",
		"-format_whitelist", "mov,matroska,avi,ogg,flv,asf,mpeg,mpegts", "-print_format",
		"json", "-show_entries", entries, "/proc/self/fd/0" };
	char **argv = arena_alloc(a, (ARRAY_LEN(arguments) + 2) * sizeof(*argv));

	argv[0] = arena_strdup(a, program);
	for (size_t i = 0; i < ARRAY_LEN(arguments); i++)
		argv[i + 1] = arena_strdup(a, arguments[i]);
	return argv;
}

static bool unreadable(struct scope *s)
{
	return err_set(s, ERR_INVALID, "The video cannot be read: ffprobe does not understand it.");
}

bool video_probe_read(struct video_probe *p, struct scope *s, int fd, struct media_facts *out)
{
	struct strbuf text = strbuf_init(s->arena, MAX_OUTPUT);
	enum end end = END_FAILED;

	if (!p->program)
		return err_set(s, ERR_NOT_IMPLEMENTED, "This emulator cannot read videos here: %s.",
			video_probe_missing);
	if (!run_in_turn(p, s, make_arguments(s->arena, p->program), fd, &text, &end))
		return false;
	if (end == END_LATE)
		return err_set(s, ERR_INVALID,
			"The video takes too long to read: the limit is %d milliseconds.",
			p->limits.deadline_ms);
	if (end != END_FINE)
		return unreadable(s);
	if (video_facts_read(s, strbuf_text(&text), text.len, out))
		return true;
	err_clear(s);
	return unreadable(s);
}
