/* One buffer of bytes that were received and not yet looked at. */
#include "state/checkpoint_reader.h"

#include <inttypes.h>
#include <string.h>

struct checkpoint_reader *checkpoint_reader_new(
	struct scope *s, const struct checkpoint_source *source)
{
	struct checkpoint_reader *r = arena_alloc(s->arena, sizeof(*r));

	r->s = s;
	r->source = *source;
	return r;
}

static bool refuse_at(struct checkpoint_reader *r, int64_t at, const char *why)
{
	return err_set(r->s, ERR_INVALID, "The archive is wrong at byte %" PRId64 ": %s.", at, why);
}

bool checkpoint_reader_refuse(struct checkpoint_reader *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *why = arena_vprintf(r->s->arena, fmt, ap);
	va_end(ap);
	return refuse_at(r, r->entry_at, why);
}

/* Makes at least `want` bytes stand in the buffer, fewer only at the end of the archive. */
static bool fill(struct checkpoint_reader *r, size_t want)
{
	memmove(r->buf, r->buf + r->from, r->to - r->from);
	r->to -= r->from;
	r->from = 0;
	while (r->to < want) {
		int64_t got = r->source.read(r->source.ctx, r->buf + r->to, sizeof(r->buf) - r->to);
		if (got < 0)
			return false;
		if (got == 0)
			break;
		r->to += (size_t)got;
	}
	return true;
}

static void take(struct checkpoint_reader *r, size_t n)
{
	r->from += n;
	r->taken += (int64_t)n;
}

static bool refuse_cut(struct checkpoint_reader *r)
{
	int64_t end = r->taken + (int64_t)(r->to - r->from);

	if (r->left > 0)
		return err_set(r->s, ERR_INVALID,
			"The archive ends at byte %" PRId64 ", in the middle of '%s'.", end,
			r->entry.name);
	return err_set(r->s, ERR_INVALID,
		"The archive ends at byte %" PRId64 ", where more must follow.", end);
}

/* A whole block, which is there until the next call. */
static bool next_block(struct checkpoint_reader *r, const uint8_t **out)
{
	if (r->to - r->from < TAR_BLOCK && !fill(r, TAR_BLOCK))
		return false;
	if (r->to - r->from < TAR_BLOCK)
		return refuse_cut(r);
	*out = r->buf + r->from;
	take(r, TAR_BLOCK);
	return true;
}

bool checkpoint_reader_next(struct checkpoint_reader *r, bool *more)
{
	const uint8_t *block = NULL;

	r->entry_at = r->taken;
	if (!next_block(r, &block))
		return false;
	*more = !tar_is_blank(block, TAR_BLOCK);
	if (!*more)
		return true;
	struct scope header = scope_open();
	bool ok = tar_read(&header, block, &r->entry) ||
		  checkpoint_reader_refuse(r, "%s", header.err.msg);
	scope_close(&header);
	r->left = ok ? r->entry.size : 0;
	return ok;
}

static bool skip_padding(struct checkpoint_reader *r)
{
	size_t n = tar_padding(r->taken);

	if (r->to - r->from < n && !fill(r, n))
		return false;
	if (r->to - r->from < n)
		return refuse_cut(r);
	if (!tar_is_blank(r->buf + r->from, n))
		return refuse_at(r, r->taken, "the zeros that fill up the block are none");
	take(r, n);
	return true;
}

bool checkpoint_reader_piece(struct checkpoint_reader *r, const uint8_t **p, size_t *n)
{
	*n = 0;
	if (r->left == 0)
		return skip_padding(r);
	if (r->from == r->to && !fill(r, 1))
		return false;
	if (r->from == r->to)
		return refuse_cut(r);
	*p = r->buf + r->from;
	*n = r->to - r->from;
	if ((int64_t)*n > r->left)
		*n = (size_t)r->left;
	take(r, *n);
	r->left -= (int64_t)*n;
	return true;
}

/* tar fills up to 10 KiB, others to a megabyte. */
enum { MOST_BLANKS = 1024 * 1024 };

/* The first blank block has been read by checkpoint_reader_next(). */
bool checkpoint_reader_end(struct checkpoint_reader *r)
{
	const uint8_t *block = NULL;
	int64_t end = r->taken + MOST_BLANKS;

	for (bool first = true; first || r->to > r->from; first = false) {
		int64_t at = r->taken;
		if (!next_block(r, &block))
			return false;
		if (!tar_is_blank(block, TAR_BLOCK) || at > end)
			return refuse_at(r, at, "something follows its end");
		if (r->from == r->to && !fill(r, 1))
			return false;
	}
	return true;
}
