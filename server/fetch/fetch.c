/* One transfer per call, driven by libcurl's multi interface, since that is what lets a deadline be
 * kept to the millisecond: the time until the headers, then the time between pieces of the body. */
#include "fetch/fetch.h"

#include "base/clock.h"
#include "base/strbuf.h"
#include "fetch/fetch_curl.h"
#include "fetch/fetch_decode.h"
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

enum { MAX_CODINGS = 1024 };

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
	size_t header_bytes;
	struct strbuf codings;         /* what the Content-Encoding of the answer says */
	struct fetch_decoder *decoder; /* once the headers are done */
	int64_t body_bytes;            /* as they are sent */
	int64_t since_us; /* start; once the headers are done, the last FETCH_FLOOR bytes of body */
	size_t since_bytes; /* … and how many have come since */
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

/* A line of headers; those of each answer begin with its status. */
static void note_coding(struct transfer *t, struct view line)
{
	while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\n'))
		line.n--;
	if (view_starts(line, "HTTP/"))
		t->codings = strbuf_init(t->s->arena, MAX_CODINGS);
	struct view name = view_split(&line, ':');
	if (!line.p || !text_same_nocase(view_trim(name), "Content-Encoding"))
		return;
	strbuf_str(&t->codings, t->codings.len ? "," : "");
	strbuf_add(&t->codings, line.p, line.n);
}

/* The headers of the answer are done; false when its body cannot be decoded. */
static bool open_decoder(struct transfer *t)
{
	if (!t->codings.full)
		t->decoder = fetch_decoder_new(
			view_of(strbuf_text(&t->codings)), t->limits->max_bytes, t->sink, t->ctx);
	return t->decoder != NULL;
}

static size_t on_header(char *line, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;

	note_coding(t, (struct view){ line, n });
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
	if (!is_success(status))
		return stop(t, FETCH_STOP_STATUS);
	return open_decoder(t) ? n : stop(t, FETCH_STOP_CODING);
}

static bool is_too_large(const struct transfer *t, size_t n)
{
	curl_off_t announced = -1;

	t->curl->easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
	return announced > t->limits->max_bytes ||
	       (int64_t)n > t->limits->max_bytes - t->body_bytes;
}

static enum fetch_stop decode(struct transfer *t, const char *p, size_t n)
{
	switch (fetch_decoder_feed(t->decoder, p, n)) {
	case FETCH_BROKEN:
		return FETCH_STOP_CODING;
	case FETCH_TOO_MUCH:
		return FETCH_STOP_TOO_LARGE;
	case FETCH_UNWANTED:
		return FETCH_STOP_SINK;
	case FETCH_DECODED:
		break;
	}
	return FETCH_STOP_NONE;
}

static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t n = size * count;

	if (!is_success(status_of(t)))
		return stop(t, FETCH_STOP_STATUS);
	if (is_too_large(t, n))
		return stop(t, FETCH_STOP_TOO_LARGE);
	enum fetch_stop why = decode(t, p, n);
	if (why != FETCH_STOP_NONE)
		return stop(t, why);
	t->body_bytes += (int64_t)n;
	/* After the sink, whose time is not the peer's. A byte now and then does not keep a thread for ever. */
	t->since_bytes += n;
	if (t->since_bytes >= FETCH_FLOOR) {
		t->since_us = clock_monotonic_us();
		t->since_bytes = 0;
	}
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
	static const char *const lines[] = { "x-req-from: imagekit", FETCH_MARK ": 1",
		"Accept-Encoding: gzip, deflate, br" };

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
	long redirects = 0;
	struct fetch_end end = { .limits = t->limits,
		.url = url,
		.refused = t->refused,
		.refused_port = t->refused_port,
		.stop = t->stop,
		.code = code,
		.code_text = t->curl->easy_strerror(code),
		.status = status_of(t) };

	if (code == CURLE_OK && end.stop == FETCH_STOP_NONE) {
		bool whole = t->decoder && fetch_decoder_whole(t->decoder);
		if (is_success(end.status) && whole)
			return true;
		end.stop = is_success(end.status) ? FETCH_STOP_CODING : FETCH_STOP_STATUS;
	}
	/* libcurl spells the first URL in its own way too, which is no redirect. */
	t->curl->easy_getinfo(t->easy, CURLINFO_REDIRECT_COUNT, &redirects);
	if (redirects > 0)
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
	t->since_us = clock_monotonic_us();
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

bool fetch_get(struct fetch *f, struct scope *s, const char *url, fetch_sink_fn *sink, void *ctx)
{
	struct transfer t = { .limits = &f->limits, .s = s, .sink = sink, .ctx = ctx };

	t.codings = strbuf_init(s->arena, MAX_CODINGS);
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
	bool ok = t.easy && multi ? perform(&t, multi, wire)
				  : err_set(s, ERR_UNAVAILABLE, "libcurl is out of memory.");
	/* The transfer may keep its connection in the multi handle, so that goes last. */
	t.curl->easy_cleanup(t.easy);
	if (multi)
		t.curl->multi_cleanup(multi);
	fetch_decoder_free(t.decoder);
	return ok;
}
