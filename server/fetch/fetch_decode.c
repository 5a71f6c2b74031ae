/* A chain of stages: each decodes into a piece of its own and feeds the next one, the last feeds the sink. */
#include "fetch/fetch_decode.h"

#include <brotli/decode.h>
#include <stdlib.h>

/* Bytes to inflate are not written to. */
#define ZLIB_CONST
#include <zlib.h>

enum {
	MOST_STAGES = 3,
	PIECE = 16 * 1024,
	WINDOW = 15, /* zlib: the largest; its own header */
	WITH_GZIP = 16,
	GZIP_BEGINS = 0x1f,
};

enum kind { PLAIN, STRANGE, GZIP, DEFLATE, BR, UNSUPPORTED };

struct stage {
	enum kind kind;
	bool begun, ended, over;
	z_stream z;
	BrotliDecoderState *br;
	int64_t made;
	uint8_t piece[PIECE];
};

struct fetch_decoder {
	struct stage *stages[MOST_STAGES]; /* in the order of decoding */
	size_t count;
	int64_t max;
	fetch_sink_fn *sink;
	void *ctx;
};

static enum kind kind_of(struct view coding)
{
	static const struct {
		const char *name;
		enum kind kind;
	} known[] = {
		{ "", PLAIN },
		{ "identity", PLAIN },
		{ "none", PLAIN },
		{ "gzip", GZIP },
		{ "x-gzip", GZIP },
		{ "deflate", DEFLATE },
		{ "br", BR },
		{ "zstd", UNSUPPORTED },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (text_same_nocase(coding, known[i].name))
			return known[i].kind;
	return STRANGE;
}

static bool add_stage(struct fetch_decoder *d, enum kind kind)
{
	if (kind == UNSUPPORTED || d->count == MOST_STAGES)
		return false;
	/* What was coded last is decoded first. */
	for (size_t i = d->count++; i > 0; i--)
		d->stages[i] = d->stages[i - 1];
	d->stages[0] = xcalloc(1, sizeof(*d->stages[0]));
	d->stages[0]->kind = kind;
	return true;
}

static bool names_strange(struct view header)
{
	while (header.p)
		if (kind_of(view_trim(view_split(&header, ','))) == STRANGE)
			return true;
	return false;
}

struct fetch_decoder *fetch_decoder_new(
	struct view header, int64_t max, fetch_sink_fn *sink, void *ctx)
{
	struct fetch_decoder *d = xcalloc(1, sizeof(*d));
	bool ok = true;

	*d = (struct fetch_decoder){ .max = max, .sink = sink, .ctx = ctx };
	if (names_strange(header))
		return d;
	while (header.p && ok) {
		enum kind kind = kind_of(view_trim(view_split(&header, ',')));
		ok = kind == PLAIN || add_stage(d, kind);
	}
	if (ok)
		return d;
	fetch_decoder_free(d);
	return NULL;
}

void fetch_decoder_free(struct fetch_decoder *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++) {
		struct stage *st = d->stages[i];
		if (st->begun && st->kind != BR)
			inflateEnd(&st->z);
		BrotliDecoderDestroyInstance(st->br);
		free(st);
	}
	free(d);
}

/* Servers send deflate with zlib's header, as it is defined, and without; no bare one begins so. */
static int window_of(const struct stage *st, uint8_t first)
{
	if (st->kind == GZIP)
		return WINDOW + WITH_GZIP;
	return (first & 0x0f) == Z_DEFLATED ? WINDOW : -WINDOW;
}

static bool begin(struct stage *st, uint8_t first)
{
	if (st->kind == BR)
		st->br = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	st->begun = st->kind == BR ? st->br != NULL
				   : inflateInit2(&st->z, window_of(st, first)) == Z_OK;
	return st->begun;
}

static enum fetch_decoded feed(struct fetch_decoder *d, size_t at, const void *p, size_t n);

/* Hands on what is in the piece. */
static enum fetch_decoded pass(struct fetch_decoder *d, size_t at, size_t n)
{
	struct stage *st = d->stages[at];

	st->made += (int64_t)n;
	if (st->made > d->max)
		return FETCH_TOO_MUCH;
	return feed(d, at + 1, st->piece, n);
}

/* Nothing begins again once something else came after the end. */
static bool has_more(struct stage *st)
{
	if (!st->ended)
		return true;
	if (st->over || st->z.avail_in == 0)
		return false;
	st->over =
		st->kind != GZIP || *st->z.next_in != GZIP_BEGINS || inflateReset(&st->z) != Z_OK;
	st->ended = st->over;
	return !st->over;
}

static enum fetch_decoded inflate_all(
	struct fetch_decoder *d, size_t at, const uint8_t *p, size_t n)
{
	struct stage *st = d->stages[at];
	enum fetch_decoded how = FETCH_DECODED;

	st->z.next_in = p;
	st->z.avail_in = (uInt)n;
	do {
		if (!has_more(st))
			return FETCH_DECODED;
		st->z.next_out = st->piece;
		st->z.avail_out = PIECE;
		int result = inflate(&st->z, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
			return FETCH_BROKEN;
		st->ended = result == Z_STREAM_END;
		how = pass(d, at, PIECE - st->z.avail_out);
	} while (how == FETCH_DECODED && (st->z.avail_in > 0 || st->z.avail_out == 0));
	return how;
}

static enum fetch_decoded unbrotli_all(
	struct fetch_decoder *d, size_t at, const uint8_t *p, size_t n)
{
	struct stage *st = d->stages[at];
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	enum fetch_decoded how = FETCH_DECODED;

	if (st->ended)
		return FETCH_DECODED;
	while (how == FETCH_DECODED && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		uint8_t *out = st->piece;
		size_t left = PIECE;
		result = BrotliDecoderDecompressStream(st->br, &n, &p, &left, &out, NULL);
		if (result == BROTLI_DECODER_RESULT_ERROR)
			return FETCH_BROKEN;
		how = pass(d, at, PIECE - left);
	}
	st->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
	return how;
}

static enum fetch_decoded feed(struct fetch_decoder *d, size_t at, const void *p, size_t n)
{
	if (n == 0)
		return FETCH_DECODED;
	if (at == d->count)
		return d->sink(d->ctx, p, n) ? FETCH_DECODED : FETCH_UNWANTED;
	struct stage *st = d->stages[at];
	if (!st->begun && !begin(st, *(const uint8_t *)p))
		return FETCH_BROKEN;
	return st->kind == BR ? unbrotli_all(d, at, p, n) : inflate_all(d, at, p, n);
}

enum fetch_decoded fetch_decoder_feed(struct fetch_decoder *d, const char *p, size_t n)
{
	return feed(d, 0, p, n);
}

bool fetch_decoder_whole(const struct fetch_decoder *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->stages[i]->begun && !d->stages[i]->ended)
			return false;
	return true;
}
