/* Inflates into a strbuf, whose limit holds whatever the bytes promise. */
#include "http/gunzip.h"

/* Bytes to inflate are not written to. */
#define ZLIB_CONST
#include <zlib.h>

enum {
	PIECE = 16 * 1024,
	EITHER_HEADER = 15 + 32, /* zlib: the largest window, and the format as the header says */
};

static int inflate_piece(z_stream *z, struct strbuf *out)
{
	unsigned char piece[PIECE];

	z->next_out = piece;
	z->avail_out = PIECE;
	int result = inflate(z, Z_NO_FLUSH);
	strbuf_add(out, piece, PIECE - z->avail_out);
	return result;
}

static bool inflate_all(z_stream *z, struct strbuf *out)
{
	int result = Z_OK;

	while (!out->full && result == Z_OK) {
		result = inflate_piece(z, out);
		if (result == Z_STREAM_END && z->avail_in > 0)
			result = inflateReset(z);
	}
	return result == Z_STREAM_END;
}

bool gunzip(struct scope *s, const char *p, size_t n, struct strbuf *out)
{
	z_stream z = { .next_in = (const unsigned char *)p, .avail_in = (unsigned)n };

	if (n > UINT32_MAX || inflateInit2(&z, EITHER_HEADER) != Z_OK)
		return err_set(s, ERR_INTERNAL, "inflating %zu bytes", n);
	bool whole = inflate_all(&z, out);
	inflateEnd(&z);
	if (out->full)
		return err_set(s, ERR_TOO_LARGE,
			"The request body, once it is decompressed, is larger than the %zu bytes "
			"allowed here.",
			out->max);
	return whole ||
	       err_set(s, ERR_INVALID,
		       "The request body is not what its Content-Encoding says, or it is cut.");
}
