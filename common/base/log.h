/* One line an event, to stderr: `time level event key=value …`, or a JSON object with the
 * members `time`, `level`, `event` and the fields. Time is the machine's. A line has at most 8
 * KiB; one that was cut ends with `truncated=true`. Level and format are the only mutable state
 * of the program that is not passed down: set once before the threads start. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
enum log_format { LOG_TEXT, LOG_JSON };

/* Lines above `level` are dropped. */
void log_setup(enum log_level level, enum log_format format);
bool log_enabled(enum log_level level);

/* One member of a line. Text may be anything: it is quoted and escaped where it needs to be. The
 * key is an identifier of ours. */
struct log_field {
	const char *key;
	const char *text; /* NULL: the number is meant */
	int64_t number;
};

/* Writes the line with one write(2). */
void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n);

/* The common case: one `message` field. */
void log_message(enum log_level level, const char *event, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
