/* The first line of the input is a Content-Type, the rest a body. However the body is cut, the
 * events and the verdict are the same; the parse fails if and only if an error is set. That parts
 * do not nest and that nothing reads past a piece is watched by the transcript. */
#include "tests/support/form_transcript.h"

#include <string.h>

/* The input's own bytes say how long the pieces are. */
struct cuts {
	const uint8_t *p;
	size_t n, at;
};

static size_t own_cut(void *ctx, size_t left)
{
	struct cuts *cuts = ctx;
	size_t n = 1u + cuts->p[cuts->at++ % cuts->n] % 32u;

	return n < left ? n : left;
}

static size_t one_byte(void *ctx, size_t left)
{
	(void)ctx;
	(void)left;
	return 1;
}

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = size > 0 ? memchr(data, '\n', size) : NULL;
	size_t head = lf ? (size_t)(lf - data) : size;
	struct arena *a = arena_new();
	const char *type = arena_strndup(a, (const char *)data, head);
	struct view body = { (const char *)data + head, size - head };
	struct cuts cuts = { data, size, 0 };

	if (lf) {
		body.p++;
		body.n--;
	}
	struct form_transcript whole = form_transcript_of(type, body, NULL, NULL);
	struct form_transcript pieces = form_transcript_of(type, body, own_cut, &cuts);
	struct form_transcript bytes = form_transcript_of(type, body, one_byte, NULL);
	check(whole.ok == (whole.scope.err.code == ERR_NONE));
	check(whole.ok || whole.scope.err.code == ERR_INVALID);
	check(form_transcript_same(&whole, &pieces));
	check(form_transcript_same(&whole, &bytes));
	scope_close(&whole.scope);
	scope_close(&pieces.scope);
	scope_close(&bytes.scope);
	arena_free(a);
	return 0;
}
