/* One row per operation that was asked for, in the order of the names; a lock around all of it. */
#include "control/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Upper ends of the buckets, as numbers and as the format wants them; what took longer counts as +Inf. */
static const struct {
	int64_t us;
	const char *label;
} buckets[] = {
	{ 250, "0.00025" },
	{ 500, "0.0005" },
	{ 1000, "0.001" },
	{ 2500, "0.0025" },
	{ 5000, "0.005" },
	{ 10000, "0.01" },
	{ 25000, "0.025" },
	{ 50000, "0.05" },
	{ 100000, "0.1" },
	{ 250000, "0.25" },
	{ 500000, "0.5" },
	{ 1000000, "1" },
	{ 2500000, "2.5" },
	{ 10000000, "10" },
};

enum { BUCKETS = ARRAY_LEN(buckets), CLASSES = 6 };

/* By the first digit; the first one is for answers that never got a status. */
static const char *const class_names[CLASSES] = { "none", "1xx", "2xx", "3xx", "4xx", "5xx" };

struct operation {
	const char *name;
	int64_t by_class[CLASSES];
	int64_t by_bucket[BUCKETS]; /* not cumulated */
	int64_t count, sum_us;
};

struct metrics {
	pthread_mutex_t lock;
	struct operation *operations; /* ascending names */
	size_t count, cap;
	int64_t in_flight, uploads, upload_bytes;
};

struct metrics *metrics_new(void)
{
	struct metrics *m = xcalloc(1, sizeof(*m));

	pthread_mutex_init(&m->lock, NULL);
	return m;
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->lock);
	free(m->operations);
	free(m);
}

static struct operation *insert(struct metrics *m, size_t at, const char *name)
{
	if (m->count == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 64;
		m->operations = xreallocarray(m->operations, m->cap, sizeof(*m->operations));
	}
	memmove(m->operations + at + 1, m->operations + at,
		(m->count - at) * sizeof(*m->operations));
	m->count++;
	m->operations[at] = (struct operation){ .name = name };
	return &m->operations[at];
}

static struct operation *find(struct metrics *m, const char *name)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(m->operations[middle].name, name);
		if (order == 0)
			return &m->operations[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return insert(m, low, name);
}

static size_t class_of(int status)
{
	return status >= 100 && status < CLASSES * 100 ? (size_t)status / 100 : 0;
}

void metrics_begin(struct metrics *m)
{
	pthread_mutex_lock(&m->lock);
	m->in_flight++;
	pthread_mutex_unlock(&m->lock);
}

void metrics_end(struct metrics *m, const char *operation, int status, int64_t us)
{
	size_t bucket = 0;

	while (bucket < BUCKETS && us > buckets[bucket].us)
		bucket++;
	pthread_mutex_lock(&m->lock);
	struct operation *o = find(m, operation ? operation : "none");
	o->by_class[class_of(status)]++;
	if (bucket < BUCKETS)
		o->by_bucket[bucket]++;
	o->count++;
	o->sum_us += us;
	m->in_flight--;
	pthread_mutex_unlock(&m->lock);
}

void metrics_uploaded(struct metrics *m, int64_t bytes)
{
	pthread_mutex_lock(&m->lock);
	m->uploads++;
	m->upload_bytes += bytes;
	pthread_mutex_unlock(&m->lock);
}

static void put_head(struct strbuf *out, const char *name, const char *type, const char *help)
{
	strbuf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_put(struct strbuf *out, const char *name, const char *type, const char *help,
	int64_t value, int decimals)
{
	int64_t unit = 1;

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	put_head(out, name, type, help);
	strbuf_printf(out, "%s %" PRId64, name, value / unit);
	if (decimals > 0)
		strbuf_printf(out, ".%0*" PRId64, decimals, value % unit);
	strbuf_char(out, '\n');
}

static void put_requests(const struct metrics *m, struct strbuf *out)
{
	static const char name[] = "imagekit_emulator_requests_total";

	put_head(out, name, "counter", "Requests by operation and class of status.");
	for (size_t i = 0; i < m->count; i++)
		for (size_t c = 0; c < CLASSES; c++)
			if (m->operations[i].by_class[c] > 0)
				strbuf_printf(out,
					"%s{operation=\"%s\",status=\"%s\"} %" PRId64 "\n", name,
					m->operations[i].name, class_names[c],
					m->operations[i].by_class[c]);
}

static void put_histogram(const struct operation *o, struct strbuf *out, const char *name)
{
	int64_t so_far = 0;

	for (size_t b = 0; b < BUCKETS; b++) {
		so_far += o->by_bucket[b];
		strbuf_printf(out, "%s_bucket{operation=\"%s\",le=\"%s\"} %" PRId64 "\n", name,
			o->name, buckets[b].label, so_far);
	}
	strbuf_printf(out, "%s_bucket{operation=\"%s\",le=\"+Inf\"} %" PRId64 "\n", name, o->name,
		o->count);
	strbuf_printf(out, "%s_sum{operation=\"%s\"} %" PRId64 ".%06" PRId64 "\n", name, o->name,
		o->sum_us / 1000000, o->sum_us % 1000000);
	strbuf_printf(out, "%s_count{operation=\"%s\"} %" PRId64 "\n", name, o->name, o->count);
}

void metrics_write(struct metrics *m, struct strbuf *out)
{
	static const char seconds[] = "imagekit_emulator_request_duration_seconds";

	pthread_mutex_lock(&m->lock);
	put_requests(m, out);
	put_head(out, seconds, "histogram", "Time that the making of an answer took.");
	for (size_t i = 0; i < m->count; i++)
		put_histogram(&m->operations[i], out, seconds);
	metrics_put(out, "imagekit_emulator_requests_in_flight", "gauge",
		"Requests whose answer is being made.", m->in_flight, 0);
	metrics_put(out, "imagekit_emulator_uploads_total", "counter", "Uploads that were stored.",
		m->uploads, 0);
	metrics_put(out, "imagekit_emulator_upload_bytes_total", "counter",
		"Bytes of the files that were uploaded.", m->upload_bytes, 0);
	pthread_mutex_unlock(&m->lock);
}
