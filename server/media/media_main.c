/* imagekit-emulator-media: reads and makes images for the server, which starts it with a socket as standard
 * input. One request after the other until the socket ends; see wire/ for the messages. */
#include "base/text.h"
#include "embedded/embedded_xmp.h"
#include "media/media_describe.h"
#include "media/media_generate.h"
#include "media/media_library.h"
#include "media/media_limits.h"
#include "media/media_probe.h"
#include "wire/media_message.h"
#include "wire/media_wire.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ALARM_GRACE_MS = 1000 }; /* the server, if there is one, comes first */
enum { EXIT_USAGE = 2 };

static const int server = STDIN_FILENO;

static bool read_arguments(int argc, char **argv, int64_t *max_memory)
{
	static const char option[] = "--max-memory=";

	return argc == 2 && text_starts(argv[1], option) &&
	       text_int(view_of(argv[1] + strlen(option)), max_memory) && *max_memory > 0;
}

static bool write_probe(struct scope *s, const struct media_request *r, int fd, struct strbuf *out)
{
	struct media_facts facts;

	if (!media_probe_file(s, fd, r->max_pixels, &facts))
		return false;
	media_message_write_facts(out, &facts);
	return true;
}

static bool write_description(
	struct scope *s, const struct media_request *r, int fd, struct strbuf *out)
{
	struct media_description description;

	if (!media_describe_file(s, fd, r->max_pixels, &description))
		return false;
	media_message_write_description(out, &description);
	return true;
}

static bool write_made(struct scope *s, const struct media_request *r, int fd, struct strbuf *out)
{
	int64_t bytes;

	if (!media_generate_file(s, &r->picture, fd, &bytes))
		return false;
	media_message_write_made(out, bytes);
	return true;
}

static bool do_request(struct scope *s, const struct media_request *r, int fd, struct strbuf *out)
{
	switch (r->verb) {
	case MEDIA_PROBE:
		return write_probe(s, r, fd, out);
	case MEDIA_DESCRIBE:
		return write_description(s, r, fd, out);
	case MEDIA_GENERATE:
		return write_made(s, r, fd, out);
	}
	return err_set(s, ERR_INTERNAL, "an unknown verb");
}

static void write_answer(struct scope *s, const struct media_wire_message *m, struct strbuf *out)
{
	struct media_request request;

	if (!media_message_read_request(s, m->text, m->len, &request)) {
		media_message_write_error(out, s->err.msg);
		return;
	}
	media_limits_alarm(request.deadline_ms + ALARM_GRACE_MS);
	if (!do_request(s, &request, m->fd, out))
		media_message_write_error(out, s->err.msg);
	media_limits_alarm(0);
}

static enum media_wire_status serve_one(void)
{
	struct scope s = scope_open();
	struct strbuf answer = strbuf_init(s.arena, MEDIA_WIRE_MAX);
	struct media_wire_message m;

	enum media_wire_status st = media_wire_receive(s.arena, server, MEDIA_WIRE_FOREVER, &m);
	if (st == MEDIA_WIRE_OK) {
		write_answer(&s, &m, &answer);
		if (m.fd != MEDIA_WIRE_NO_FD)
			close(m.fd);
		st = media_wire_send(server, strbuf_text(&answer), answer.len, MEDIA_WIRE_NO_FD,
			MEDIA_WIRE_FOREVER);
	}
	scope_close(&s);
	return st;
}

static enum media_wire_status say_ready(void)
{
	struct scope s = scope_open();
	struct strbuf text = strbuf_init(s.arena, MEDIA_WIRE_MAX);

	media_message_write_ready(&text);
	enum media_wire_status st = media_wire_send(
		server, strbuf_text(&text), text.len, MEDIA_WIRE_NO_FD, MEDIA_WIRE_FOREVER);
	scope_close(&s);
	return st;
}

static bool is_socket(int fd)
{
	int type;
	socklen_t n = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 && type == SOCK_STREAM;
}

int main(int argc, char **argv)
{
	int64_t max_memory;

	if (!read_arguments(argc, argv, &max_memory) || !is_socket(server)) {
		fputs("imagekit-emulator-media is started by imagekit-emulator.\n", stderr);
		return EXIT_USAGE;
	}
	if (!media_library_start()) {
		fputs("imagekit-emulator-media: libvips does not start\n", stderr);
		return EXIT_FAILURE;
	}
	if (!media_limits_apply(max_memory)) {
		perror("imagekit-emulator-media: cannot limit itself");
		return EXIT_FAILURE;
	}
	enum media_wire_status st = say_ready();
	while (st == MEDIA_WIRE_OK)
		st = serve_one();
	embedded_xmp_stop();
	media_library_stop();
	return st == MEDIA_WIRE_CLOSED ? EXIT_SUCCESS : EXIT_FAILURE;
}
