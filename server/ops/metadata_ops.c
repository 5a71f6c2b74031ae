/* Images are decoded by the media helper at every call: hashes of pixels are asked for too seldom to
 * keep them. What a video says is kept since its upload. */
#include "ops/metadata_ops.h"

#include "base/text.h"
#include "blob/blob_store.h"
#include "ops/content_ops.h"
#include "ops/file_ops.h"
#include "ops/remote_ops.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LOOKS = 3 };

static bool corrupt(struct scope *s)
{
	return err_set(s, ERR_INVALID, "The requested file is corrupt or invalid.");
}

static const char gone[] = "The requested file does not exist or is inaccessible at this time.";

/* What a reader says about the file is for uploads; here the service has one sentence. */
static bool failed(struct scope *s)
{
	if (s->err.code != ERR_INVALID)
		return false;
	err_clear(s);
	return corrupt(s);
}

static bool read_image(struct emulator *e, struct scope *s, int fd, struct metadata *out)
{
	out->kind = METADATA_IMAGE;
	return media_pool_describe(e->media, s, fd, &out->image) || failed(s);
}

static bool is_video(const struct file_content *c)
{
	return text_starts(c->mime, "video/") || strcmp(c->mime, "application/ogg") == 0;
}

static bool read_video(struct emulator *e, struct scope *s, const struct file_content *c, int fd,
	struct metadata *out)
{
	out->kind = METADATA_VIDEO;
	out->video = c->facts;
	/* There may have been no ffprobe when it was stored. */
	return media_facts_of_video(&c->facts) || video_probe_read(e->video, s, fd, &out->video) ||
	       failed(s);
}

bool metadata_ops_read(struct emulator *e, struct scope *s, const struct file_content *c, int fd,
	struct metadata *out)
{
	*out = (struct metadata){ .size = c->size };
	if (c->is_image)
		return read_image(e, s, fd, out);
	return is_video(c) ? read_video(e, s, c, fd, out) : corrupt(s);
}

bool metadata_ops_of_upload(struct emulator *e, struct scope *s, const struct file_content *c,
	int fd, struct metadata *out)
{
	*out = (struct metadata){ .kind = METADATA_NONE };
	/* What told nothing is not asked again: it may have cost a reader its life. */
	if (c->is_image ? c->facts.width == 0 : !media_facts_of_video(&c->facts))
		return true;
	if (metadata_ops_read(e, s, c, fd, out))
		return true;
	if (s->err.code != ERR_INVALID)
		return false;
	err_clear(s);
	*out = (struct metadata){ .kind = METADATA_NONE };
	return true;
}

struct metadata_video_reader metadata_ops_video_reader(struct emulator *e, struct scope *s)
{
	const char *program = video_probe_program(e->video);

	return (struct metadata_video_reader){
		.program = program,
		.version = video_probe_version(e->video, s),
		.missing = program ? NULL : video_probe_missing,
	};
}

/* Without what is known of stored files. */
static bool look(struct scope *s, const char *url, int fd, struct file_content *out)
{
	struct file_type type;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(s, ERR_INTERNAL, "looking at what stands for", url);
	if (!content_ops_type(s, fd, remote_ops_name(s->arena, url), &type))
		return false;
	*out = (struct file_content){
		.size = st.st_size,
		.mime = type.mime,
		.is_image = type.kind == FILE_KIND_IMAGE,
	};
	return true;
}

static bool open_url(struct emulator *e, struct scope *s, const struct own_urls *own,
	const char *url, struct remote_bytes *out)
{
	if (remote_ops_open(e, s, own, url, out))
		return true;
	bool missing = s->err.code == ERR_NOT_FOUND || s->err.code == ERR_UNAUTHENTICATED ||
		       s->err.code == ERR_INVALID;
	return missing && err_restate(s, ERR_NOT_FOUND, gone);
}

bool metadata_ops_by_url(struct emulator *e, struct scope *s, const struct own_urls *own,
	const char *url, struct metadata *out)
{
	struct remote_bytes bytes;
	struct file_content seen = { .mime = "" };

	if (!open_url(e, s, own, url, &bytes))
		return false;
	bool ok = bytes.content || look(s, url, bytes.fd, &seen);
	ok = ok && metadata_ops_read(e, s, bytes.content ? bytes.content : &seen, bytes.fd, out);
	close(bytes.fd);
	return ok;
}

static bool find(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct file *out)
{
	if (file_ops_get(e, s, a, id, out))
		return true;
	if (s->err.code == ERR_INVALID)
		return err_extra(s, "type", "\"INVALID_PARAM_ERROR\"");
	return s->err.code == ERR_NOT_FOUND && err_restate(s, ERR_NOT_FOUND, gone);
}

/* The row and the bytes are two looks: a file that was deleted or replaced in between is looked up again. */
static bool open_file(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct file *f, int *fd)
{
	*fd = -1;
	for (int looks = 0; looks < MOST_LOOKS && *fd < 0; looks++) {
		err_clear(s);
		if (!find(e, s, a, id, f))
			return false;
		*fd = blob_store_read(e->blobs, s, f->content.blob);
	}
	return *fd >= 0;
}

bool metadata_ops_by_id(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct metadata *out)
{
	struct file f = { .content = { .mime = "" } };
	int fd = -1;

	if (!open_file(e, s, a, id, &f, &fd))
		return false;
	bool ok = metadata_ops_read(e, s, &f.content, fd, out);
	close(fd);
	return ok;
}
