/* Type first: it costs a look at the first bytes, and decides who reads the rest. */
#include "ops/content_ops.h"

#include "base/log.h"
#include "model/name_rules.h"
#include "ops/metadata_ops.h"

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

static bool probe(struct emulator *e, struct scope *s, int fd, struct file_content *out)
{
	struct media_facts facts;

	if (!media_pool_probe(e->media, s, fd, &facts))
		return false;
	out->width = facts.width;
	out->height = facts.height;
	out->orientation = facts.orientation;
	out->has_alpha = facts.has_alpha;
	out->x_resolution = facts.x_resolution;
	out->y_resolution = facts.y_resolution;
	out->embedded_json = facts.embedded_json;
	return true;
}

/* What a picture does not tell, or must not be asked, is no reason to turn it away. */
static bool fill_image(struct emulator *e, struct scope *s, int fd, struct file_content *out)
{
	if (probe(e, s, fd, out))
		return true;
	if (s->err.code != ERR_INVALID)
		return false;
	log_message(LOG_WARN, "image", "stored without its facts: %s", s->err.msg);
	err_clear(s);
	return true;
}

bool content_ops_read(struct emulator *e, struct scope *s, int fd, const struct file_type *type,
	struct file_content *out)
{
	*out = (struct file_content){
		.mime = type->mime,
		.is_image = type->kind == FILE_KIND_IMAGE,
	};
	if (type->kind == FILE_KIND_VIDEO)
		metadata_ops_fill_video(e, s, fd, out);
	return type->kind != FILE_KIND_IMAGE || fill_image(e, s, fd, out);
}
