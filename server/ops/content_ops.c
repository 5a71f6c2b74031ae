/* Type first: it costs a look at the first bytes, and decides who reads the rest. */
#include "ops/content_ops.h"

#include "base/log.h"
#include "model/name_rules.h"

#include <unistd.h>

bool content_ops_type(struct scope *s, int fd, const char *name, struct file_type *out)
{
	uint8_t head[FILE_TYPE_HEAD];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	if (n < 0)
		return err_errno(s, ERR_INTERNAL, "reading back", "the bytes to be stored");
	*out = file_type_of(head, (size_t)n, name_rules_extension(s->arena, name));
	return true;
}

/* What a picture does not tell, or must not be asked, is no reason to turn it away. */
static bool fill_image(struct emulator *e, struct scope *s, int fd, struct media_facts *out)
{
	if (media_pool_probe(e->media, s, fd, out))
		return true;
	if (s->err.code != ERR_INVALID)
		return false;
	log_message(LOG_WARN, "image", "stored without its facts: %s", s->err.msg);
	err_clear(s);
	return true;
}

/* Nor is a video without ffprobe, or when it does not get a turn. */
static void fill_video(struct emulator *e, struct scope *s, int fd, struct media_facts *out)
{
	if (!video_probe_program(e->video) || video_probe_read(e->video, s, fd, out))
		return;
	log_message(LOG_WARN, "video", "stored without its facts: %s", s->err.msg);
	err_clear(s);
}

bool content_ops_read(struct emulator *e, struct scope *s, int fd, const struct file_type *type,
	struct file_content *out)
{
	*out = (struct file_content){
		.mime = type->mime,
		.is_image = type->kind == FILE_KIND_IMAGE,
	};
	if (type->kind == FILE_KIND_VIDEO)
		fill_video(e, s, fd, &out->facts);
	return type->kind != FILE_KIND_IMAGE || fill_image(e, s, fd, &out->facts);
}
