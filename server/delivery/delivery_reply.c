/* Headers and bodies of delivery. */
#include "delivery/delivery_reply.h"

#include "base/date_text.h"
#include "base/encode.h"
#include "delivery/delivery_coding.h"
#include "http/etag.h"
#include "http/range.h"
#include "model/name_rules.h"

#include <inttypes.h>
#include <string.h>

/* 180 days, as the service's CDN sends it. */
static const char cache_control[] = "public, s-maxage=15552000, max-age=15552000, must-revalidate";

static void add_cors(struct reply *rp)
{
	reply_header(rp, "Access-Control-Allow-Origin", "*");
	reply_header(rp, "Access-Control-Expose-Headers", "*");
	reply_header(rp, "Timing-Allow-Origin", "*");
	reply_header(rp, "x-server", "ImageKit.io");
}

/* The service's own, but for what only an emulator says. */
static const char *refusal_body(int status, const char *ik_error)
{
	if (status == 400)
		return "Bad URL Transformation Request";
	if (status == 501 && ik_error)
		return ik_error;
	return reply_reason(status);
}

void delivery_reply_refuse(struct req *rq, struct reply *rp, int status, const char *ik_error)
{
	const char *body = refusal_body(status, ik_error);

	add_cors(rp);
	if (ik_error)
		reply_header(rp, "ik-error", ik_error);
	reply_header(rp, "ETag", etag_weak_md5(rq->scope->arena, body, strlen(body)));
	reply_header(rp, "Cache-Control", "no-cache, no-store");
	reply_header(rp, "Vary", "Accept-Encoding");
	reply_text(rp, status, "text/plain; charset=utf-8", body, strlen(body));
}

void delivery_reply_options(struct reply *rp)
{
	add_cors(rp);
	reply_header(rp, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
	reply_header(rp, "Access-Control-Allow-Headers", "*");
	rp->status = 204;
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~' || *s == '"' || *s == '\\')
			return false;
	return true;
}

static void add_attachment(struct req *rq, struct reply *rp, const struct delivery_url *url)
{
	struct arena *a = rq->scope->arena;
	const char *wanted = query_get(&url->query, "ik-attachment-filename"),
		   *name = url->shown_name;
	const char *on = query_get(&url->query, "ik-attachment");

	if (!on || strcmp(on, "true") != 0)
		return;
	if (wanted && *wanted) {
		const char *extension = name_rules_extension(a, name);
		name = arena_printf(a, "%s%s%s", wanted, *extension ? "." : "", extension);
	}
	if (is_ascii(name))
		reply_header(rp, "Content-Disposition",
			arena_printf(a, "attachment; filename=\"%s\"", name));
	else
		reply_header(rp, "Content-Disposition",
			arena_printf(
				a, "attachment; filename*=UTF-8''%s", encode_percent(a, name, "")));
}

/* Whole seconds: that is all that the header can say. */
static bool not_modified_since(const struct req *rq, int64_t last_modified_ms)
{
	const char *since = req_header(rq, "If-Modified-Since");
	int64_t at;

	return since && date_text_parse_http(since, &at) && last_modified_ms / 1000 <= at / 1000;
}

static bool is_unchanged(const struct req *rq, const char *etag, int64_t last_modified_ms)
{
	const char *tags = req_header(rq, "If-None-Match");

	return tags ? etag_listed(tags, etag) : not_modified_since(rq, last_modified_ms);
}

static void send_range(struct req *rq, struct reply *rp, const struct file *f, const char *etag)
{
	struct arena *a = rq->scope->arena;
	int64_t size = f->content.size, first = 0, last = 0;
	const char *range = req_header(rq, "Range");
	enum range_kind kind = RANGE_WHOLE;

	if (range && etag_allows_range(req_header(rq, "If-Range"), etag, f->stored_at))
		kind = range_parse(range, size, &first, &last);
	if (kind == RANGE_PART) {
		rp->status = 206;
		rp->file_from = first;
		rp->file_len = last - first + 1;
		reply_header(rp, "Content-Range",
			arena_printf(
				a, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, first, last, size));
	}
	if (kind == RANGE_UNSATISFIABLE) {
		rp->status = 416;
		rp->file_len = 0;
		reply_header(rp, "Content-Range", arena_printf(a, "bytes */%" PRId64, size));
	}
}

static void send_bytes(struct req *rq, struct reply *rp, const struct file *f,
	enum content_coding coding, const char *etag)
{
	reply_header(rp, "Content-Type", f->content.mime);
	if (coding == CODING_IDENTITY)
		send_range(rq, rp, f, etag);
	else
		reply_header(rp, "Content-Encoding", accept_encoding_name(coding));
}

void delivery_reply_file(struct emulator *e, struct req *rq, struct reply *rp,
	const struct delivery_url *url, const struct file *f, int fd)
{
	struct arena *a = rq->scope->arena;
	enum content_coding coding = delivery_coding_of(rq, f);
	const char *etag = delivery_coding_etag(a, f, coding);
	int64_t size = f->content.size;
	bool same = is_unchanged(rq, etag, f->stored_at);

	if (!same && coding != CODING_IDENTITY &&
		!delivery_coding_apply(e, rq, coding, &fd, &size)) {
		coding = CODING_IDENTITY;
		etag = delivery_coding_etag(a, f, coding);
	}
	rp->fd = fd;
	rp->status = same ? 304 : 200;
	rp->file_len = same ? 0 : size;
	add_cors(rp);
	reply_header(rp, "ETag", etag);
	reply_header(rp, "Last-Modified", date_text_http(a, f->stored_at));
	reply_header(rp, "Cache-Control", cache_control);
	if (coding == CODING_IDENTITY)
		reply_header(rp, "Accept-Ranges", "bytes");
	if (delivery_coding_varies(f))
		reply_header(rp, "Vary", "Accept-Encoding");
	if (same)
		return;
	add_attachment(rq, rp, url);
	send_bytes(rq, rp, f, coding, etag);
}
