/* Counts of what clients asked and got, for GET /_emulator/metrics. They are the process's, not an
 * account's, and only ever grow, as Prometheus wants it: a reset leaves them alone. Thread-safe. */
#ifndef CONTROL_METRICS_H
#define CONTROL_METRICS_H

#include "base/strbuf.h"

struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m); /* NULL is fine */

/* Around the making of an answer. `operation` is a name from the route table, which bounds how many there
 * are, and must outlive the metrics; NULL when the request fits none. `us`: how long it took. */
void metrics_begin(struct metrics *m);
void metrics_end(struct metrics *m, const char *operation, int status, int64_t us);

/* An upload was stored, and its file has so many bytes. */
void metrics_uploaded(struct metrics *m, int64_t bytes);

/* All of it in Prometheus' text format, version 0.0.4, operations in the order of their names. */
void metrics_write(struct metrics *m, struct strbuf *out);

/* One more family of a single value, in the same format. `type` is "gauge" or "counter". */
void metrics_put(struct strbuf *out, const char *name, const char *type, const char *help,
	int64_t value, int decimals);

#endif
