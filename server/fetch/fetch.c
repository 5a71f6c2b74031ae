/* One transfer per call, driven by libcurl's multi interface, since that is what lets a deadline be
 * kept to the millisecond: the time until the headers, then the time between pieces of the body. */
#include "fetch/fetch.h"

#include "base/clock.h"
#include "fetch/fetch_coding.h"
#include "fetch/fetch_curl.h"
#include "fetch/fetch_error.h"
#include "fetch/fetch_policy.h"
#include "fetch/fetch_self.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

struct fetch {
	struct fetch_limits limits;
	pthread_mutex_t lock;   /* of the next */
	struct fetch_curl curl; /* constant once loaded */
	struct fetch_self self;
};

struct transfer {
	const struct fetch_limits *limits;
	const struct fetch_curl *curl;
	struct fetch_self self;
	struct scope *s;
	CURL *easy;
	fetch_sink_fn *sink;
	void *ctx;
	enum fetch_stop stop;
	const char *refused; /* the last address that must not be connected to */
	int refused_port;    /* its port where it is this server's own; else 0 */
	bool headers_done;   /* of the answer that is no redirect */
	bool strange;        /* the answer has a Content-Encoding that nobody decodes */
	bool as_sent;        /* it is not to be decoded */
	size_t header_bytes;
	int64_t body_bytes; /* decoded */
	int64_t since_us;   /* start; once the headers are done, the last piece of body */
};

struct fetch *fetch_new(const struct fetch_limits *limits)
{
	struct fetch *f = xcalloc(1, sizeof(*f));

	f->limits = *limits;
	pthread_mutex_init(&f->lock, NULL);
	return f;
}

void fetch_free(struct fetch *f)
{
	if (!f)
		return;
	fetch_curl_unload(&f->curl);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

void fetch_listens(struct fetch *f, int port)
{
	pthread_mutex_lock(&f->lock);
	fetch_self_add(&f->self, port);
	pthread_mutex_unlock(&f->lock);
}

static bool load(struct fetch *f, struct transfer *t)
{
	pthread_mutex_lock(&f->lock);
	bool ok = f->curl.library || fetch_curl_load(t->s, &f->curl);
	t->self = f->self;
	pthread_mutex_unlock(&f->lock);
	t->curl = &f->curl;
	return ok;
}

/* ---- what libcurl calls */

/* Ends the transfer: libcurl takes any count but that of the bytes it gave as a refusal. */
static size_t stop(struct transfer *t, enum fetch_stop why)
{
	t->stop = why;
	return 0;
}

/* Comes after name resolution and before connecting, for each address that is tried. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct transfer *t = ctx;

	bool allowed =
		purpose == CURLSOCKTYPE_IPCXN && fetch_policy_allows(t->limits->allow, &to->addr);
	int own = allowed ? fetch_self_port(&t->self, &to->addr, to->addrlen) : 0;

	if (!allowed || own) {
		t->refused = fetch_policy_address(t->s->arena, &to->addr);
		t->refused_port = own;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static long status_of(const struct transfer *t)
{
	long status = 0;

	t->curl->easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

static bool is_success(long status)
{
	return status >= 200 && status <= 299;
}

static bool is_redirect(long status)
{
	return status >= 300 && status <= 399;
}

static bool is_blank(const char *line, size_t n)
{
	return n <= 2 && (line[0] == '\r' || line[0] == '\n');
}

static size_t on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;

	if (view_starts((struct view){ line, n }, "HTTP/"))
		t->strange = false;
	t->strange = t->strange || fetch_coding_is_strange((struct view){ line, n });
	/* An answer came, so what was refused belongs to an address that was not needed. */
	t->refused = NULL;
	t->header_bytes += n;
	if (t->header_bytes > FETCH_MAX_HEADERS)
		return stop(t, FETCH_STOP_HEADERS);
	if (t->headers_done || !is_blank(line, n))
		return n;
	/* The empty line that ends the headers. Interim answers and redirects are not the end. */
	long status = status_of(t);
	if (status < 200 || is_redirect(status))
		return n;
	t->headers_done = true;
	t->since_us = clock_monotonic_us();
	if (is_success(status) && t->strange && !t->as_sent)
		return stop(t, FETCH_STOP_CODING);
	return is_success(status) ? n : stop(t, FETCH_STOP_STATUS);
}

static bool is_too_large(const struct transfer *t, size_t n)
{
	curl_off_t announced = -1;

	t->curl->easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
	return announced > t->limits->max_bytes ||
	       (int64_t)n > t->limits->max_bytes - t->body_bytes;
}

static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;

	if (!is_success(status_of(t)))
		return stop(t, FETCH_STOP_STATUS);
	if (is_too_large(t, n))
		return stop(t, FETCH_STOP_TOO_LARGE);
	if (!t->sink(t->ctx, p, n))
		return stop(t, FETCH_STOP_SINK);
	t->body_bytes += (int64_t)n;
	/* After the sink, whose time is not the peer's. */
	t->since_us = clock_monotonic_us();
	return n;
}

/* ---- set-up */

/* Nothing of the user's surroundings (proxies, .netrc, cookies) has a say in a transfer. */
static bool set_numbers(struct transfer *t)
{
	const struct {
		CURLoption option;
		long value;
	} numbers[] = {
		{ CURLOPT_NOSIGNAL, 1 },
		{ CURLOPT_NOPROGRESS, 1 },
		{ CURLOPT_NETRC, CURL_NETRC_IGNORED },
		{ CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1 },
		{ CURLOPT_HTTP09_ALLOWED, 0 },
		{ CURLOPT_DISALLOW_USERNAME_IN_URL, 1 },
		{ CURLOPT_FOLLOWLOCATION, 1 },
		{ CURLOPT_MAXREDIRS, t->limits->max_redirects },
		{ CURLOPT_BUFFERSIZE, 64L * 1024 },
		{ CURLOPT_HTTP_CONTENT_DECODING, t->as_sent ? 0 : 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (t->curl->easy_setopt(t->easy, numbers[i].option, numbers[i].value) != CURLE_OK)
			return false;
	/* Give up a name lookup without waiting for its thread; libcurl before 7.87 cannot. */
	t->curl->easy_setopt(t->easy, CURLOPT_QUICK_EXIT, 1L);
	return true;
}

static bool set_texts(struct transfer *t, const char *url)
{
	const struct {
		CURLoption option;
		const char *value;
	} texts[] = {
		{ CURLOPT_URL, url },
		{ CURLOPT_PROTOCOLS_STR, "http,https" },
		{ CURLOPT_REDIR_PROTOCOLS_STR, "http,https" },
		{ CURLOPT_PROXY, "" },
		{ CURLOPT_USERAGENT, "ImageKit-Emulator" },
		/* "": all that this libcurl decodes */
		{ CURLOPT_ACCEPT_ENCODING, t->as_sent ? "identity" : "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (t->curl->easy_setopt(t->easy, texts[i].option, texts[i].value) != CURLE_OK)
			return false;
	return true;
}

static bool set_callbacks(struct transfer *t)
{
	const struct fetch_curl *c = t->curl;

	return c->easy_setopt(t->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       c->easy_setopt(t->easy, CURLOPT_OPENSOCKETDATA, (void *)t) == CURLE_OK &&
	       c->easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
	       c->easy_setopt(t->easy, CURLOPT_HEADERDATA, (void *)t) == CURLE_OK &&
	       c->easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       c->easy_setopt(t->easy, CURLOPT_WRITEDATA, (void *)t) == CURLE_OK;
}

/* Adds to `headers`, which the caller frees when the transfer is over. */
static bool set_headers(struct transfer *t, struct curl_slist **headers)
{
	static const char *const lines[] = { "x-req-from: imagekit", FETCH_MARK ": 1" };

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct curl_slist *longer = t->curl->slist_append(*headers, lines[i]);
		if (!longer)
			return false;
		*headers = longer;
	}
	return t->curl->easy_setopt(t->easy, CURLOPT_HTTPHEADER, *headers) == CURLE_OK;
}

/* ---- the transfer */

/* Milliseconds until the time is up, at least 0. */
static int time_left(const struct transfer *t)
{
	int limit = t->headers_done ? t->limits->stall_ms : t->limits->header_ms;
	int64_t left = (int64_t)limit * 1000 - (clock_monotonic_us() - t->since_us);

	return left > 0 ? (int)((left + 999) / 1000) : 0;
}

/* False when libcurl itself failed. What became of the transfer is in t->stop and *code. */
static bool drive(struct transfer *t, CURLM *multi, CURLcode *code)
{
	int running = 1, left;

	while (running) {
		if (t->curl->multi_perform(multi, &running) != CURLM_OK)
			return false;
		if (!running)
			break;
		int wait_ms = time_left(t);
		if (wait_ms == 0) {
			t->stop = t->headers_done ? FETCH_STOP_STALLED : FETCH_STOP_LATE;
			return true;
		}
		if (t->curl->multi_poll(multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
			return false;
	}
	const CURLMsg *message = t->curl->multi_info_read(multi, &left);
	if (!message || message->msg != CURLMSG_DONE)
		return false;
	*code = message->data.result;
	return true;
}

/* Says how it ended; true when that is well. */
static bool conclude(struct transfer *t, const char *url, CURLcode code)
{
	struct fetch_end end = { .limits = t->limits,
		.url = url,
		.refused = t->refused,
		.refused_port = t->refused_port,
		.stop = t->stop,
		.code = code,
		.code_text = t->curl->easy_strerror(code),
		.status = status_of(t) };

	if (code == CURLE_OK && end.stop == FETCH_STOP_NONE) {
		if (is_success(end.status))
			return true;
		end.stop = FETCH_STOP_STATUS;
	}
	t->curl->easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &end.last);
	t->curl->easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &end.os_error);
	if (!end.last || !*end.last)
		end.last = url;
	return fetch_error(t->s, &end);
}

static bool perform(struct transfer *t, CURLM *multi, const char *url)
{
	static const char broken[] = "libcurl is too old or out of memory.";
	struct curl_slist *headers = NULL;
	CURLcode code = CURLE_OK;
	bool ok = false, added = false;

	if (!set_numbers(t) || !set_texts(t, url) || !set_callbacks(t) ||
		!set_headers(t, &headers)) {
		err_set(t->s, ERR_UNAVAILABLE, broken);
		goto out;
	}
	added = t->curl->multi_add_handle(multi, t->easy) == CURLM_OK;
	if (!added || !drive(t, multi, &code)) {
		err_set(t->s, ERR_UNAVAILABLE, broken);
		goto out;
	}
	ok = conclude(t, url, code);
out:
	if (added)
		t->curl->multi_remove_handle(multi, t->easy);
	t->curl->slist_free_all(headers);
	return ok;
}

/* An encoding that browsers do not know they leave as it is. libcurl has made up its mind before anybody can
 * tell it so, hence asks again. */
static bool perform_twice(struct transfer *t, CURLM *multi, const char *url)
{
	int64_t started_us = clock_monotonic_us();

	t->since_us = started_us;
	bool ok = perform(t, multi, url);
	if (ok || t->stop != FETCH_STOP_CODING)
		return ok;
	err_clear(t->s);
	t->stop = FETCH_STOP_NONE;
	t->headers_done = false;
	t->header_bytes = 0;
	t->since_us = started_us;
	t->as_sent = true;
	return perform(t, multi, url);
}

bool fetch_get(struct fetch *f, struct scope *s, const char *url, fetch_sink_fn *sink, void *ctx)
{
	struct transfer t = { .limits = &f->limits, .s = s, .sink = sink, .ctx = ctx };
	const char *wire;

	if (!fetch_policy_url(s, url, &wire))
		return false;
	if (f->limits.allow == FETCH_NONE)
		return err_set(s, ERR_INVALID, "The URL %s is not allowed by --allow-remote none.",
			fetch_policy_show(s->arena, url));
	if (!load(f, &t))
		return false;
	t.easy = t.curl->easy_init();
	CURLM *multi = t.curl->multi_init();
	bool ok = t.easy && multi ? perform_twice(&t, multi, wire)
				  : err_set(s, ERR_UNAVAILABLE, "libcurl is out of memory.");
	/* The transfer may keep its connection in the multi handle, so that goes last. */
	t.curl->easy_cleanup(t.easy);
	if (multi)
		t.curl->multi_cleanup(multi);
	return ok;
}
