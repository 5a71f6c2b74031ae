/* A small state machine in front of a staging file. A text value is looked at until its kind is known:
 * "http://" and "https://" collect a URL, "data:" skips to the comma, another scheme is refused. All else is
 * base64, or what the service's lenient decoder makes of it: old SDKs send a file's bytes as text. */
#include "upload/upload_source.h"

#include "base/encode.h"
#include "base/strbuf.h"
#include "model/file_type.h"
#include "model/plan.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	DECIDE = 16, /* the schemes that people use, and "://" */
	MAX_URL = 8192,
	MAX_DATA_HEADER = 1024,
	PIECE = 16 * 1024,
};

enum state { UNDECIDED, BINARY, BASE64, DATA_HEADER, DATA, URL };

struct upload_source {
	struct emulator *e;
	struct scope *s;
	struct blob_stage *stage;
	enum state state;
	struct strbuf text; /* UNDECIDED, DATA_HEADER and URL: what has come so far */
	struct base64_stream base64;
	struct percent_stream percent; /* DATA: around either kind of its data */
	bool data_is_base64;
	uint8_t head[FILE_TYPE_HEAD]; /* the first bytes, to know the limit early */
	size_t head_len;
	int64_t limit;
	bool too_large;
	bool guessed; /* the text was not base64, and decoded all the same */
};

static bool invalid(struct upload_source *u)
{
	return err_set(u->s, ERR_INVALID, "Your request contains invalid file parameter.");
}

bool upload_source_open(
	struct emulator *e, struct scope *s, bool is_text, struct upload_source **out)
{
	struct upload_source *u = arena_alloc(s->arena, sizeof(*u));

	u->e = e;
	u->s = s;
	u->state = is_text ? UNDECIDED : BINARY;
	u->text = strbuf_init(s->arena, MAX_URL);
	u->limit = plan_max_size((enum plan)e->config->plan, FILE_KIND_VIDEO);
	*out = u;
	return blob_stage_open(e->blobs, s, &u->stage);
}

/* Once the head is known to be something other than a video, the smaller limit holds. Bytes without a
 * signature may still turn out to be a video by name. */
static void learn_limit(struct upload_source *u, const char *p, size_t n)
{
	if (u->head_len == sizeof(u->head))
		return;
	size_t room = sizeof(u->head) - u->head_len, take = n < room ? n : room;
	memcpy(u->head + u->head_len, p, take);
	u->head_len += take;
	struct file_type type = file_type_of(u->head, u->head_len, "");
	bool known = strcmp(type.mime, "application/octet-stream") != 0;
	u->limit =
		plan_max_size((enum plan)u->e->config->plan, known ? type.kind : FILE_KIND_VIDEO);
}

static bool store(struct upload_source *u, const char *p, size_t n)
{
	learn_limit(u, p, n);
	if (u->too_large || blob_stage_size(u->stage) + (int64_t)n > u->limit) {
		u->too_large = true;
		return true;
	}
	return blob_stage_write(u->stage, u->s, p, n);
}

static bool store_base64(struct upload_source *u, const char *p, size_t n)
{
	uint8_t out[PIECE / 4 * 3 + 3];

	for (size_t take; n > 0; p += take, n -= take) {
		take = n < PIECE ? n : PIECE;
		size_t made = encode_base64_feed(&u->base64, p, take, out);
		if (u->base64.bad && u->state == DATA)
			return invalid(u);
		if (made > 0 && !store(u, (const char *)out, made))
			return false;
	}
	return true;
}

static bool collect_url(struct upload_source *u, const char *p, size_t n)
{
	if (memchr(p, '\0', n))
		return invalid(u);
	strbuf_add(&u->text, p, n);
	return !u->text.full || err_set(u->s, ERR_INVALID,
					"Your request contains invalid file parameter. The url is "
					"longer than %d bytes.",
					MAX_URL);
}

/* "; base64" at the end of a data URI's head, in any case. */
static bool says_base64(const char *head)
{
	static const char word[] = "base64";
	size_t n = strlen(head), length = sizeof(word) - 1;

	if (n < length || strcasecmp(head + n - length, word) != 0)
		return false;
	for (n -= length; n > 0 && head[n - 1] == ' ';)
		n--;
	return n > 0 && head[n - 1] == ';';
}

static bool store_decoded(struct upload_source *u, const char *p, size_t n)
{
	return u->data_is_base64 ? store_base64(u, p, n) : n == 0 || store(u, p, n);
}

static bool store_data(struct upload_source *u, const char *p, size_t n)
{
	char out[PIECE + 2];

	for (size_t take; n > 0; p += take, n -= take) {
		take = n < PIECE ? n : PIECE;
		if (!store_decoded(u, out, encode_percent_feed(&u->percent, p, take, out)))
			return false;
	}
	return true;
}

/* `data:[<type>][;base64],<data>` (RFC 2397) */
static bool collect_data_header(struct upload_source *u, const char *p, size_t n)
{
	const char *comma = memchr(p, ',', n);
	size_t take = comma ? (size_t)(comma - p) : n;

	strbuf_add(&u->text, p, take);
	if (memchr(p, '\0', take) || u->text.full || u->text.len > MAX_DATA_HEADER)
		return invalid(u);
	if (!comma)
		return true;
	u->data_is_base64 = says_base64(strbuf_text(&u->text));
	u->state = DATA;
	return store_data(u, comma + 1, n - take - 1);
}

static bool feed(struct upload_source *u, const char *p, size_t n)
{
	switch (u->state) {
	case BINARY:
		return store(u, p, n);
	case BASE64:
		return store_base64(u, p, n);
	case DATA:
		return store_data(u, p, n);
	case DATA_HEADER:
		return collect_data_header(u, p, n);
	case URL:
		return collect_url(u, p, n);
	case UNDECIDED:
		break;
	}
	return err_set(u->s, ERR_INTERNAL, "fed an undecided upload source");
}

static bool is_other_scheme(const char *text)
{
	size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+.-");

	return n > 0 && text_starts(text + n, "://");
}

static bool decide(struct upload_source *u)
{
	const char *first = strbuf_text(&u->text);
	size_t n = u->text.len;

	u->text = strbuf_init(u->s->arena, MAX_URL);
	if (strncasecmp(first, "http://", 7) == 0 || strncasecmp(first, "https://", 8) == 0)
		u->state = URL;
	else if (strncasecmp(first, "data:", 5) == 0)
		u->state = DATA_HEADER;
	else if (is_other_scheme(first))
		return invalid(u);
	else
		u->state = BASE64;
	return feed(u, first, n);
}

bool upload_source_feed(struct upload_source *u, const char *p, size_t n)
{
	if (u->state == UNDECIDED) {
		size_t want = DECIDE - u->text.len, take = n < want ? n : want;
		strbuf_add(&u->text, p, take);
		p += take;
		n -= take;
		if (u->text.len < DECIDE)
			return true;
		if (!decide(u))
			return false;
	}
	return n == 0 || feed(u, p, n);
}

static bool end_base64(struct upload_source *u)
{
	uint8_t rest[3];
	size_t n = 0;
	bool strict = encode_base64_end(&u->base64, rest, &n);

	if (!strict && u->state == DATA)
		return invalid(u);
	if (n > 0 && !store(u, (const char *)rest, n))
		return false;
	u->guessed = !strict;
	/* Text of which nothing is base64 is no file. */
	return strict || blob_stage_size(u->stage) > 0 || invalid(u);
}

static bool end_data(struct upload_source *u)
{
	char rest[2];

	if (!store_decoded(u, rest, encode_percent_end(&u->percent, rest)))
		return false;
	return !u->data_is_base64 || end_base64(u);
}

bool upload_source_end(struct upload_source *u)
{
	if (u->state == UNDECIDED && u->text.len == 0)
		return err_set(u->s, ERR_INVALID, "Your request is missing file parameter.");
	if (u->state == UNDECIDED && !decide(u))
		return false;
	switch (u->state) {
	case BASE64:
		return end_base64(u);
	case DATA:
		return end_data(u);
	case DATA_HEADER:
		return invalid(u);
	case UNDECIDED:
	case BINARY:
	case URL:
		break;
	}
	return true;
}

/* What is too large already need not come to its end: few bytes can be decoded to many. */
static bool on_fetched(void *ctx, const char *p, size_t n)
{
	struct upload_source *u = ctx;

	return store(u, p, n) &&
	       (!u->too_large || err_set(u->s, ERR_TOO_LARGE, "The file is too large."));
}

static bool read_all(struct upload_source *u, int fd)
{
	char piece[PIECE];
	ssize_t n = 0;

	while (!u->too_large && (n = read(fd, piece, sizeof(piece))) > 0)
		if (!store(u, piece, (size_t)n))
			return false;
	return n >= 0 || err_set(u->s, ERR_INTERNAL, "reading what stands for a URL: %s",
				 strerrordesc_np(errno));
}

static bool fetch(struct upload_source *u, const struct own_urls *own, const char *url)
{
	struct remote_bytes bytes;

	if (!remote_ops_open(u->e, u->s, own, url, &bytes))
		return u->s->err.code == ERR_NONE &&
		       fetch_get(u->e->fetch, u->s, url, on_fetched, u);
	bool ok = read_all(u, bytes.fd);
	close(bytes.fd);
	return ok;
}

/* Failures of whoever sent the URL. */
static bool is_about_url(enum err_code code)
{
	return code == ERR_INVALID || code == ERR_NOT_FOUND || code == ERR_UNAUTHENTICATED;
}

bool upload_source_is_url(const struct upload_source *u)
{
	return u->state == URL;
}

bool upload_source_fetch(struct upload_source *u, const struct own_urls *own)
{
	if (!upload_source_is_url(u))
		return true;
	if (fetch(u, own, strbuf_text(&u->text)))
		return true;
	if (u->s->err.code == ERR_TOO_LARGE) {
		err_clear(u->s);
		u->too_large = true;
		return true;
	}
	return is_about_url(u->s->err.code) &&
	       err_restate(u->s, ERR_INVALID, "Your request contains invalid file parameter. %s",
		       u->s->err.msg);
}

const char *upload_source_warning(const struct upload_source *u)
{
	if (!u->guessed)
		return NULL;
	return "The file parameter is text that is neither a URL nor base64. As the service does, "
	       "it was "
	       "decoded as base64 without the characters that are none, so the stored bytes are "
	       "not "
	       "those that were sent. A part with a filename is stored as it is.";
}

bool upload_source_too_large(const struct upload_source *u)
{
	return u->too_large;
}

struct blob_stage *upload_source_stage(struct upload_source *u)
{
	return u->stage;
}
