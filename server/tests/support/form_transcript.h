/* What a multipart parser said, as one text: a head `{name|filename|type:` for each part, its data
 * as it came, and `}`; a missing filename or type is `-`. Ill-nested events abort. */
#ifndef TESTS_FORM_TRANSCRIPT_H
#define TESTS_FORM_TRANSCRIPT_H

#include "base/strbuf.h"
#include "http/multipart.h"

#include <stdlib.h>
#include <string.h>

struct form_transcript {
	struct scope scope;
	struct strbuf text;
	size_t pieces; /* calls of `data` */
	bool open;     /* between begin and end */
	bool ok;       /* the form was accepted to its end */
};

static inline bool form_transcript_begin(void *ctx, const struct multipart_part *part)
{
	struct form_transcript *t = ctx;

	if (t->open)
		abort();
	t->open = true;
	strbuf_printf(&t->text, "{%s|%s|%s:", part->name, part->filename ? part->filename : "-",
		part->content_type ? part->content_type : "-");
	return true;
}

static inline bool form_transcript_data(void *ctx, const char *p, size_t n)
{
	struct form_transcript *t = ctx;

	if (!t->open || n == 0)
		abort();
	t->pieces++;
	strbuf_add(&t->text, p, n);
	return true;
}

static inline bool form_transcript_end(void *ctx)
{
	struct form_transcript *t = ctx;

	if (!t->open)
		abort();
	t->open = false;
	strbuf_char(&t->text, '}');
	return true;
}

/* Says how many of the next `left` bytes (> 0) to feed at once: from 1 to `left`. */
typedef size_t (*form_transcript_cut)(void *ctx, size_t left);

/* Parses a body in the pieces that `cut` asks for; NULL: in one. Each piece is fed from a block of
 * just its size, so that a sanitizer sees a read past its end. The caller closes the scope. */
static inline struct form_transcript form_transcript_of(
	const char *content_type, struct view body, form_transcript_cut cut, void *cut_ctx)
{
	static const struct multipart_events events = { form_transcript_begin, form_transcript_data,
		form_transcript_end };
	struct form_transcript t = { .scope = scope_open() };
	struct multipart *m;

	t.text = strbuf_init(t.scope.arena, 64u << 20);
	if (!multipart_open(&t.scope, content_type, &events, &t, &m))
		return t;
	t.ok = true;
	while (t.ok && body.n > 0) {
		size_t n = cut ? cut(cut_ctx, body.n) : body.n;
		char *piece = xmalloc(n);
		memcpy(piece, body.p, n);
		t.ok = multipart_feed(m, piece, n);
		free(piece);
		body.p += n;
		body.n -= n;
	}
	t.ok = t.ok && multipart_end(m);
	if (t.ok && t.open)
		abort();
	return t;
}

/* The same events, the same verdict, in the same words. */
static inline bool form_transcript_same(
	const struct form_transcript *a, const struct form_transcript *b)
{
	const struct err *x = &a->scope.err, *y = &b->scope.err;

	if (a->ok != b->ok || a->open != b->open || x->code != y->code ||
		a->text.len != b->text.len)
		return false;
	if (x->msg && strcmp(x->msg, y->msg) != 0)
		return false;
	return a->text.len == 0 || memcmp(a->text.p, b->text.p, a->text.len) == 0;
}

#endif
