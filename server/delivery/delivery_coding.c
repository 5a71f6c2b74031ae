/* Coded bytes lie in a staging file until they are sent, so that their length can be told before them and a slow
 * client costs no memory. They are made for each request anew: that is quick for what tests deliver, and
 * nothing has to be kept or forgotten. */
#include "delivery/delivery_coding.h"

#include "base/digest.h"
#include "base/encode.h"
#include "base/log.h"
#include "delivery/compress.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What the service's CDN compresses at most. Its least of 1,000 bytes is not kept, so that small files of tests
 * show what large ones do. */
static const int64_t max_size = 10000000;

bool delivery_coding_varies(const struct file *f)
{
	static const char *const types[] = {
		"application/javascript",
		"text/javascript",
		"text/css",
		"image/svg+xml",
		"application/json",
		"application/pdf",
		"video/mp4",
		"text/plain",
		"text/html",
		"application/vnd.apple.mpegurl",
		"application/x-mpegurl",
		"video/mp2t",
	};
	struct view rest = view_of(f->content.mime);
	struct view type = view_trim(view_split(&rest, ';'));

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (text_same_nocase(type, types[i]))
			return true;
	return false;
}

enum content_coding delivery_coding_of(const struct req *rq, const struct file *f)
{
	if (!delivery_coding_varies(f) || f->content.size == 0 || f->content.size > max_size)
		return CODING_IDENTITY;
	return accept_encoding_choose(req_header(rq, "Accept-Encoding"));
}

const char *delivery_coding_etag(struct arena *a, const struct file *f, enum content_coding coding)
{
	const char *name = f->content.blob;
	uint8_t hash[DIGEST_SHA256];

	if (coding != CODING_IDENTITY) {
		name = arena_printf(a, "%s %s", name, accept_encoding_name(coding));
		digest_sha256(name, strlen(name), hash);
		name = encode_hex_dup(a, hash, sizeof(hash));
	}
	return arena_printf(a, "\"%.32s\"", name);
}

static int coded_copy(
	struct emulator *e, struct scope *s, enum content_coding coding, int fd, int64_t *size)
{
	struct blob_stage *stage;

	if (!blob_stage_open(e->blobs, s, &stage) || !compress_file(s, fd, coding, stage))
		return -1;
	*size = blob_stage_size(stage);
	return fcntl(blob_stage_fd(stage), F_DUPFD_CLOEXEC, 0);
}

bool delivery_coding_apply(
	struct emulator *e, struct req *rq, enum content_coding coding, int *fd, int64_t *size)
{
	int copy = coded_copy(e, rq->scope, coding, *fd, size);

	if (copy < 0) {
		log_message(LOG_WARN, "not-compressed", "%s: %s", rq->id,
			rq->scope->err.msg ? rq->scope->err.msg : "no descriptor is free");
		err_clear(rq->scope);
		return false;
	}
	close(*fd);
	*fd = copy;
	return true;
}
