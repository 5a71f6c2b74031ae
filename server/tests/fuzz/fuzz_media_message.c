/* What a helper may send: a reply is refused with an error, or it keeps every promise of its header
 * and comes back the same when it is written and read again. */
#include "wire/media_message.h"
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
	else
		media_message_write_facts(&text, &reply->facts);
	if (!media_message_read_reply(s, strbuf_text(&text), text.len, &again))
		abort();
	if (!same(reply, &again))
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
	if (taken && !reply.error && reply.verb == MEDIA_DESCRIBE)
		check_description(&reply.description);
	else if (taken && !reply.error)
		check_facts(&reply.facts);
	if (taken)
		check_again(&s, &reply);
	err_clear(&s);
	taken = media_message_read_request(&s, text, size, &request);
	if (taken != (s.err.code == ERR_NONE))
		abort();
	if (taken && (request.max_pixels < 1 || request.deadline_ms < 1))
		abort();
	scope_close(&s);
	return 0;
}
