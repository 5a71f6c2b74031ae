/* Images are decoded by the media helper at every call: hashes of pixels are asked for too seldom to
 * keep them. What a video says is kept since its upload. */
#include "ops/metadata_ops.h"

#include "base/log.h"
#include "base/text.h"
#include "ops/content_ops.h"
#include "ops/file_ops.h"
#include "ops/near_miss.h"
#include "ops/remote_ops.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LOOKS = 3 };

static bool corrupt(struct scope *s)
{
	return err_set(s, ERR_INVALID, "The requested file is corrupt or invalid.");
}

static bool not_found(struct scope *s)
{
	return err_set(s, ERR_NOT_FOUND,
		"The requested file does not exist or is inaccessible at this time.");
}

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
	struct media_description d;

	if (!media_pool_describe(e->media, s, fd, &d))
		return failed(s);
	out->kind = METADATA_IMAGE;
	out->width = d.width;
	out->height = d.height;
	out->format = d.format;
	out->phash = d.phash;
	out->exif_json = d.exif_json;
	out->density = d.density;
	out->has_color_profile = d.has_color_profile;
	out->has_transparency = d.has_transparency;
	return true;
}

static bool is_video(const struct file_content *c)
{
	return text_starts(c->mime, "video/") || strcmp(c->mime, "application/ogg") == 0;
}

static bool has_video_facts(const struct file_content *c)
{
	return c->audio_codec || c->video_codec || c->duration > 0 || c->bit_rate > 0;
}

static bool probe_video(struct emulator *e, struct scope *s, int fd, struct file_content *out)
{
	struct video_facts facts;

	if (!video_probe_read(e->video, s, fd, &facts))
		return false;
	out->width = facts.width;
	out->height = facts.height;
	out->bit_rate = facts.bit_rate;
	out->duration = facts.duration;
	out->audio_codec = facts.audio_codec;
	out->video_codec = facts.video_codec;
	out->embedded_json = facts.embedded_json;
	return true;
}

static bool read_video(struct emulator *e, struct scope *s, const struct file_content *c, int fd,
	struct metadata *out)
{
	struct file_content known = *c;

	/* There may have been no ffprobe when it was stored. */
	if (!has_video_facts(c) && !probe_video(e, s, fd, &known))
		return failed(s);
	out->kind = METADATA_VIDEO;
	out->width = known.width;
	out->height = known.height;
	out->bit_rate = known.bit_rate;
	out->duration = known.duration;
	out->audio_codec = known.audio_codec;
	out->video_codec = known.video_codec;
	return true;
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
	if (c->is_image ? c->width == 0 : !has_video_facts(c))
		return true;
	if (metadata_ops_read(e, s, c, fd, out))
		return true;
	if (s->err.code != ERR_INVALID)
		return false;
	err_clear(s);
	*out = (struct metadata){ .kind = METADATA_NONE };
	return true;
}

void metadata_ops_fill_video(struct emulator *e, struct scope *s, int fd, struct file_content *out)
{
	if (!video_probe_program(e->video) || probe_video(e, s, fd, out))
		return;
	log_message(LOG_WARN, "video", "stored without its facts: %s", s->err.msg);
	err_clear(s);
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

static bool read_remote(
	struct emulator *e, struct scope *s, const char *url, int fd, struct metadata *out)
{
	struct file_type type;
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(s, ERR_INTERNAL, "looking at what stands for", url);
	if (!content_ops_type(s, fd, remote_ops_name(s->arena, url), &type))
		return false;
	const struct file_content c = {
		.size = st.st_size,
		.mime = type.mime,
		.is_image = type.kind == FILE_KIND_IMAGE,
	};
	return metadata_ops_read(e, s, &c, fd, out);
}

bool metadata_ops_of_remote(
	struct emulator *e, struct scope *s, const char *url, struct metadata *out)
{
	int fd;

	if (!remote_ops_open(e, s, url, &fd))
		return false;
	bool ok = read_remote(e, s, url, fd, out);
	close(fd);
	return ok;
}

/* Either an id or a place. */
struct wish {
	const char *id;
	const struct metadata_place *place;
};

static bool find_version(
	struct db *db, struct scope *s, const struct metadata_place *place, struct file *f)
{
	const char *key = place->delivery_key;

	return !key || strcmp(key, f->delivery_key) == 0 ||
	       version_store_by_delivery_key(db, s, f->row, key, f);
}

bool metadata_ops_find(struct emulator *e, struct scope *s, const struct account *a,
	const struct metadata_place *place, struct file *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = file_store_by_path(db, s, a->row, place->folder_path, place->name, out) &&
		     find_version(db, s, place, out) && out->attributes.is_published;
	db_pool_give(e->db, db);
	return found && s->err.code == ERR_NONE;
}

static bool find(struct emulator *e, struct scope *s, const struct account *a,
	const struct wish *wish, struct file *out)
{
	if (wish->place)
		return metadata_ops_find(e, s, a, wish->place, out) ||
		       (s->err.code == ERR_NONE && not_found(s));
	if (file_ops_get(e, s, a, wish->id, out))
		return true;
	if (s->err.code == ERR_INVALID)
		return err_extra(s, "type", "\"INVALID_PARAM_ERROR\"");
	if (s->err.code != ERR_NOT_FOUND)
		return false;
	err_clear(s);
	return not_found(s) || near_miss_note(s, NEAR_MISS_FILE_ID, a->row, wish->id);
}

/* The row and the bytes are two looks: a file that was deleted or replaced in between is looked up again. */
static bool open_file(struct emulator *e, struct scope *s, const struct account *a,
	const struct wish *wish, struct file *f, int *fd)
{
	*fd = -1;
	for (int looks = 0; looks < MOST_LOOKS && *fd < 0; looks++) {
		err_clear(s);
		if (!find(e, s, a, wish, f))
			return false;
		*fd = blob_store_read(e->blobs, s, f->content.blob);
	}
	return *fd >= 0;
}

static bool get(struct emulator *e, struct scope *s, const struct account *a,
	const struct wish *wish, struct metadata *out)
{
	struct file f = { .content = { .mime = "" } };
	int fd = -1;

	if (!open_file(e, s, a, wish, &f, &fd))
		return false;
	bool ok = metadata_ops_read(e, s, &f.content, fd, out);
	close(fd);
	return ok;
}

bool metadata_ops_by_id(struct emulator *e, struct scope *s, const struct account *a,
	const char *id, struct metadata *out)
{
	return get(e, s, a, &(struct wish){ .id = id }, out);
}

bool metadata_ops_by_place(struct emulator *e, struct scope *s, const struct account *a,
	const struct metadata_place *place, struct metadata *out)
{
	return get(e, s, a, &(struct wish){ .place = place }, out);
}
