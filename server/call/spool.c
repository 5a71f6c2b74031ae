/* Pieces are gathered, so that the file is written in a few large ones. */
#include "call/spool.h"

#include "base/digest.h"
#include "blob/blob_stage.h"

#include <fcntl.h>

struct spool spool_init(struct emulator *e, struct scope *s)
{
	return (struct spool){ .e = e, .s = s, .text = strbuf_init(s->arena, SPOOL_MEMORY) };
}

static void forget(void *sha1)
{
	digest_stream_free(sha1);
}

static bool open_file(struct spool *sp)
{
	sp->sha1 = digest_stream_new_sha1();
	arena_defer(sp->s->arena, forget, sp->sha1);
	sp->beginning = arena_strndup(sp->s->arena, strbuf_text(&sp->text), SPOOL_BEGINNING);
	return blob_stage_open(sp->e->blobs, sp->s, &sp->stage);
}

static bool flush(struct spool *sp)
{
	if (!sp->stage && !open_file(sp))
		return false;
	digest_stream_add(sp->sha1, strbuf_text(&sp->text), sp->text.len);
	bool ok = blob_stage_write(sp->stage, sp->s, strbuf_text(&sp->text), sp->text.len);
	sp->text.len = 0;
	return ok;
}

bool spool_add(struct spool *sp, const char *p, size_t n)
{
	while (n > SPOOL_MEMORY - sp->text.len) {
		size_t room = SPOOL_MEMORY - sp->text.len;
		strbuf_add(&sp->text, p, room);
		if (!flush(sp))
			return false;
		p += room;
		n -= room;
	}
	strbuf_add(&sp->text, p, n);
	return true;
}

bool spool_end(struct spool *sp, struct spool_file *out)
{
	if (!flush(sp))
		return false;
	digest_stream_end(sp->sha1, out->sha1);
	out->size = blob_stage_size(sp->stage);
	out->fd = fcntl(blob_stage_fd(sp->stage), F_DUPFD_CLOEXEC, 0);
	return out->fd >= 0 ||
	       err_errno(sp->s, ERR_UNAVAILABLE, "reading back", "an answer that was written");
}
