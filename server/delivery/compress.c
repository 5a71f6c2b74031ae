/* Piece by piece from file to file: what waits for a slow client is on disk. Levels are those of servers, which
 * compress while somebody waits, and windows small, for many may do so at once. */
#include "delivery/compress.h"

#include <brotli/encode.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
	PIECE = 32 * 1024,
	GZIP_LEVEL = 6,
	GZIP_WINDOW = 15 + 16, /* the largest, with gzip's header and not zlib's */
	GZIP_MEMORY = 8,
	BR_QUALITY = 4,
	BR_WINDOW = 16, /* bits: 64 KiB; each more costs memory twice over */
};

struct job {
	struct scope *s;
	int fd;
	int64_t at;
	struct blob_stage *out;
	uint8_t in[PIECE], coded[PIECE];
};

/* The next piece; 0 at the end of the file, -1 after err_set(). */
static ssize_t read_piece(struct job *j)
{
	ssize_t n = pread(j->fd, j->in, sizeof(j->in), j->at);

	if (n < 0)
		err_set(j->s, ERR_INTERNAL, "reading a blob: %s", strerrordesc_np(errno));
	else
		j->at += n;
	return n;
}

static bool write_coded(struct job *j, size_t left)
{
	return blob_stage_write(j->out, j->s, j->coded, sizeof(j->coded) - left);
}

static bool gzip_piece(struct job *j, z_stream *z, size_t n)
{
	z->next_in = j->in;
	z->avail_in = (uInt)n;
	do {
		z->next_out = j->coded;
		z->avail_out = sizeof(j->coded);
		deflate(z, n ? Z_NO_FLUSH : Z_FINISH);
		if (!write_coded(j, z->avail_out))
			return false;
	} while (z->avail_out == 0);
	return true;
}

static bool gzip(struct job *j)
{
	z_stream z = { 0 };
	ssize_t n;
	bool ok;

	if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
		    Z_DEFAULT_STRATEGY) != Z_OK)
		return err_set(j->s, ERR_INTERNAL, "zlib does not start");
	do {
		n = read_piece(j);
		ok = n >= 0 && gzip_piece(j, &z, (size_t)n);
	} while (ok && n > 0);
	deflateEnd(&z);
	return ok;
}

static bool br_piece(struct job *j, BrotliEncoderState *br, size_t n)
{
	BrotliEncoderOperation todo = n ? BROTLI_OPERATION_PROCESS : BROTLI_OPERATION_FINISH;
	const uint8_t *in = j->in;

	do {
		uint8_t *out = j->coded;
		size_t left = sizeof(j->coded);
		if (!BrotliEncoderCompressStream(br, todo, &n, &in, &left, &out, NULL))
			return err_set(j->s, ERR_INTERNAL, "Brotli does not encode");
		if (!write_coded(j, left))
			return false;
	} while (n > 0 || BrotliEncoderHasMoreOutput(br));
	return true;
}

static bool brotli(struct job *j)
{
	BrotliEncoderState *br = BrotliEncoderCreateInstance(NULL, NULL, NULL);
	ssize_t n;
	bool ok;

	if (!br)
		return err_set(j->s, ERR_INTERNAL, "Brotli does not start");
	BrotliEncoderSetParameter(br, BROTLI_PARAM_QUALITY, BR_QUALITY);
	BrotliEncoderSetParameter(br, BROTLI_PARAM_LGWIN, BR_WINDOW);
	do {
		n = read_piece(j);
		ok = n >= 0 && br_piece(j, br, (size_t)n);
	} while (ok && n > 0);
	BrotliEncoderDestroyInstance(br);
	return ok;
}

bool compress_file(struct scope *s, int fd, enum content_coding coding, struct blob_stage *out)
{
	struct job *j = arena_alloc(s->arena, sizeof(*j));

	j->s = s;
	j->fd = fd;
	j->out = out;
	return coding == CODING_BR ? brotli(j) : gzip(j);
}
