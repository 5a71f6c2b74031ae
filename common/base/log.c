/* Log lines, made whole in a fixed buffer and written with one call. Control characters leave here
 * only as escapes, so nothing that a client sent can look like a line of its own. */
#include "base/log.h"

#include "base/clock.h"
#include "base/date_text.h"
#include "base/utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 8 * 1024, /* terminating newline included */
	TAIL_BYTES = 32            /* kept free for the end of a line that was cut */
};

static enum log_level log_level = LOG_INFO;
static enum log_format log_format = LOG_TEXT;

struct line {
	size_t len;
	bool cut;
	char p[LINE_MAX_BYTES];
};

void log_setup(enum log_level level, enum log_format format)
{
	log_level = level;
	log_format = format;
}

bool log_enabled(enum log_level level)
{
	return level <= log_level;
}

/* All of the piece or, from the first that does not fit, nothing. */
static void put(struct line *l, const char *p, size_t n)
{
	if (l->cut || l->len + n > sizeof(l->p) - TAIL_BYTES) {
		l->cut = true;
		return;
	}
	memcpy(l->p + l->len, p, n);
	l->len += n;
}

static void put_str(struct line *l, const char *s)
{
	put(l, s, strlen(s));
}

/* Goes into the room that put() leaves. */
static void put_tail(struct line *l, const char *s)
{
	size_t n = strlen(s);

	memcpy(l->p + l->len, s, n);
	l->len += n;
}

/* Characters that end a line or steer a terminal: C0, DEL, C1 and the two Unicode separators. */
static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

static void put_escape(struct line *l, uint32_t code)
{
	char text[8];

	if (code == '\n' || code == '\r' || code == '\t') {
		put_str(l, code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t");
		return;
	}
	(void)snprintf(text, sizeof(text), "\\u%04" PRIx32, code & 0xffff);
	put_str(l, text);
}

/* The inside of a quoted text; the escapes of JSON serve both formats. */
static void put_quoted(struct line *l, const char *s)
{
	size_t left = strlen(s), n;

	for (; left > 0 && !l->cut; s += n, left -= n) {
		uint32_t code = 0;
		n = utf8_decode(s, left, &code);
		if (n == 0) {
			put_str(l, "\\ufffd");
			n = 1;
		} else if (code == '"') {
			put_str(l, "\\\"");
		} else if (code == '\\') {
			put_str(l, "\\\\");
		} else if (is_control(code)) {
			put_escape(l, code);
		} else {
			put(l, s, n);
		}
	}
}

static void put_text(struct line *l, const char *s)
{
	put(l, "\"", 1);
	bool opened = !l->cut;
	put_quoted(l, s);
	if (opened)
		put_tail(l, "\"");
}

/* Text that can stand in a `key=value` line as it is. Long text is quoted all the same: only
 * there can it be cut in the middle. */
static bool is_plain(const char *s)
{
	enum { LONGEST_PLAIN = 256 };
	const char *at = s;

	for (; *at; at++)
		if (*at <= ' ' || *at > '~' || *at == '"' || *at == '=' || *at == '\\')
			return false;
	return at > s && at - s <= LONGEST_PLAIN;
}

static void put_value(struct line *l, const struct log_field *f)
{
	char number[24];

	if (!f->text) {
		(void)snprintf(number, sizeof(number), "%" PRId64, f->number);
		put_str(l, number);
	} else if (log_format == LOG_TEXT && is_plain(f->text)) {
		put_str(l, f->text);
	} else {
		put_text(l, f->text);
	}
}

/* ` key=` or `,"key":`; a name and its value's first character go together or not at all. */
static void put_key(struct line *l, const char *key)
{
	enum { PUNCTUATION = 4, SHORTEST_VALUE = 24 };

	if (l->len + strlen(key) + PUNCTUATION + SHORTEST_VALUE > sizeof(l->p) - TAIL_BYTES)
		l->cut = true;
	put_str(l, log_format == LOG_TEXT ? " " : ",\"");
	put_str(l, key);
	put_str(l, log_format == LOG_TEXT ? "=" : "\":");
}

static void put_head(struct line *l, enum log_level level, const char *event)
{
	static const char *const names[] = { "error", "warn", "info", "debug" };
	struct log_field head[] = { { "level", names[level], 0 }, { "event", event, 0 } };
	char now[DATE_TEXT_ISO_SIZE];
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	date_text_write_iso((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000, now);
	if (log_format == LOG_JSON) {
		put_str(l, "{\"time\":\"");
		put_str(l, now);
		put(l, "\"", 1);
		put_key(l, "level");
		put_value(l, &head[0]);
		put_key(l, "event");
		put_value(l, &head[1]);
		return;
	}
	put_str(l, now);
	for (size_t i = 0; i < ARRAY_LEN(head); i++) {
		put(l, " ", 1);
		put_value(l, &head[i]);
	}
}

void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
	struct line l;
	int cause = errno;

	if (!log_enabled(level))
		return;
	l.len = 0; /* the text itself needs no zeroes */
	l.cut = false;
	put_head(&l, level, event);
	for (size_t i = 0; i < n && !l.cut; i++) {
		put_key(&l, fields[i].key);
		if (!l.cut)
			put_value(&l, &fields[i]);
	}
	if (log_format == LOG_JSON)
		put_tail(&l, l.cut ? ",\"truncated\":true}\n" : "}\n");
	else
		put_tail(&l, l.cut ? " truncated=true\n" : "\n");
	/* A log that cannot be written has nobody to tell. */
	while (write(STDERR_FILENO, l.p, l.len) < 0 && errno == EINTR)
		;
	errno = cause;
}

void log_message(enum log_level level, const char *event, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES + 1]; /* what does not fit here does not fit into the line */
	struct log_field field = { "message", text, 0 };
	va_list ap;

	if (!log_enabled(level))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_line(level, event, &field, 1);
}
