/* What a helper may send, and what it may be sent: a message is refused with an error, or it keeps every
 * promise of its header and comes back the same when it is written and read again. */
#include "wire/media_message.h"
#include "wire/media_picture.h"
#include "wire/media_wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_facts(const struct media_facts *f)
{
	size_t letters = strspn(f->format, "abcdefghijklmnopqrstuvwxyz0123456789");

	if (letters == 0 || f->format[letters] != '\0' || letters > MEDIA_FACTS_MAX_FORMAT)
		abort();
	if (f->width < 1 || f->width > MEDIA_FACTS_MAX_SIDE || f->height < 1 ||
		f->height > MEDIA_FACTS_MAX_SIDE)
		abort();
	if (f->orientation < 0 || f->orientation > 8 || f->frames < 1 ||
		f->frames > MEDIA_FACTS_MAX_FRAMES)
		abort();
	if (!isfinite(f->x_resolution) || f->x_resolution < 0 || !isfinite(f->y_resolution) ||
		f->y_resolution < 0)
		abort();
	if (f->embedded_json && strlen(f->embedded_json) > MEDIA_FACTS_MAX_JSON)
		abort();
}

static void check_description(const struct media_description *d)
{
	if (d->width < 1 || d->width > MEDIA_FACTS_MAX_SIDE || d->height < 1 ||
		d->height > MEDIA_FACTS_MAX_SIDE)
		abort();
	if (d->density < 1 || d->density > MEDIA_FACTS_MAX_DENSITY)
		abort();
	if (strlen(d->phash) != MEDIA_FACTS_PHASH ||
		strspn(d->phash, "0123456789abcdef") != MEDIA_FACTS_PHASH)
		abort();
	if (strlen(d->exif_json) > MEDIA_FACTS_MAX_JSON)
		abort();
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_description(const struct media_description *d, const struct media_description *e)
{
	return strcmp(d->format, e->format) == 0 && d->width == e->width &&
	       d->height == e->height && d->has_color_profile == e->has_color_profile &&
	       d->density == e->density && d->has_transparency == e->has_transparency &&
	       strcmp(d->phash, e->phash) == 0 && strcmp(d->exif_json, e->exif_json) == 0;
}

static bool same(const struct media_reply *a, const struct media_reply *b)
{
	const struct media_facts *f = &a->facts, *g = &b->facts;

	if (a->error || b->error)
		return a->error && b->error && strcmp(a->error, b->error) == 0;
	if (a->verb != b->verb)
		return false;
	if (a->verb == MEDIA_DESCRIBE)
		return same_description(&a->description, &b->description);
	if (a->verb == MEDIA_GENERATE)
		return a->bytes == b->bytes;
	return same_text(f->embedded_json, g->embedded_json) && strcmp(f->format, g->format) == 0 &&
	       f->width == g->width && f->height == g->height && f->orientation == g->orientation &&
	       f->has_alpha == g->has_alpha && f->frames == g->frames &&
	       !(f->x_resolution < g->x_resolution) && !(f->x_resolution > g->x_resolution) &&
	       !(f->y_resolution < g->y_resolution) && !(f->y_resolution > g->y_resolution);
}

static void check_again(struct scope *s, const struct media_reply *reply)
{
	struct strbuf text = strbuf_init(s->arena, MEDIA_WIRE_MAX);
	struct media_reply again;

	if (reply->error)
		media_message_write_error(&text, reply->error);
	else if (reply->verb == MEDIA_DESCRIBE)
		media_message_write_description(&text, &reply->description);
	else if (reply->verb == MEDIA_GENERATE)
		media_message_write_made(&text, reply->bytes);
	else
		media_message_write_facts(&text, &reply->facts);
	if (!media_message_read_reply(s, strbuf_text(&text), text.len, &again))
		abort();
	if (!same(reply, &again))
		abort();
}

static void check_reply(const struct media_reply *reply)
{
	if (reply->error)
		return;
	switch (reply->verb) {
	case MEDIA_PROBE:
		check_facts(&reply->facts);
		break;
	case MEDIA_DESCRIBE:
		check_description(&reply->description);
		break;
	case MEDIA_GENERATE:
		if (reply->bytes < 1 || reply->bytes > INT32_MAX)
			abort();
		break;
	}
}

static void check_picture(struct scope *s, const struct media_request *request)
{
	struct strbuf text = strbuf_init(s->arena, MEDIA_WIRE_MAX);
	const struct media_picture *p = &request->picture, *q;
	struct media_request again;

	if (!media_picture_check(s, p) || media_picture_room(p) > INT32_MAX)
		abort();
	media_message_write_request(&text, request);
	if (!media_message_read_request(s, strbuf_text(&text), text.len, &again))
		abort();
	q = &again.picture;
	if (again.verb != MEDIA_GENERATE || p->width != q->width || p->height != q->height ||
		strcmp(p->format, q->format) != 0 || p->seed != q->seed)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scope s = scope_open();
	struct media_reply reply;
	struct media_request request;
	/* The wire ends a message with a NUL, so that is how the readers get it. */
	char *text = arena_strndup(s.arena, (const char *)data, size);

	bool taken = media_message_read_reply(&s, text, size, &reply);
	if (taken != (s.err.code == ERR_NONE))
		abort();
	if (taken) {
		check_reply(&reply);
		check_again(&s, &reply);
	}
	err_clear(&s);
	taken = media_message_read_request(&s, text, size, &request);
	if (taken != (s.err.code == ERR_NONE))
		abort();
	if (taken && (request.max_pixels < 1 || request.deadline_ms < 1))
		abort();
	if (taken && request.verb == MEDIA_GENERATE)
		check_picture(&s, &request);
	scope_close(&s);
	return 0;
}
