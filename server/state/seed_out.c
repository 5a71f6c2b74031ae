/* Lines, times and bytes of a seed document. */
#include "state/seed_out.h"

#include "base/date_text.h"
#include "base/digest.h"
#include "base/encode.h"
#include "blob/blob_store.h"

#include <errno.h>
#include <unistd.h>

/* A multiple of three, so that the base64 of pieces is the base64 of the whole. */
enum { PIECE = 48 * 1024, MAX_ITEM = 64 * 1024 * 1024 };

static void begin(struct seed_out *o, struct scope *s, struct blob_store *blobs)
{
	*o = (struct seed_out){
		.s = s,
		.blobs = blobs,
		.text = strbuf_init(s->arena, MAX_ITEM),
	};
	o->w = json_writer(&o->text);
}

bool seed_out_open(struct seed_out *o, struct scope *s, struct blob_store *blobs)
{
	begin(o, s, blobs);
	return blob_stage_open(blobs, s, &o->stage);
}

static void free_digest(void *digest)
{
	digest_stream_free(digest);
}

void seed_out_open_state(struct seed_out *o, struct scope *s, struct blob_store *blobs)
{
	begin(o, s, blobs);
	o->by_reference = true;
	o->digest = digest_stream_new();
	arena_defer(s->arena, free_digest, o->digest);
}

const char *seed_out_state(struct seed_out *o)
{
	uint8_t hash[DIGEST_SHA256];

	if (!o->digest)
		return blob_stage_name(o->stage, o->s);
	digest_stream_end(o->digest, hash);
	return encode_hex_dup(o->s->arena, hash, sizeof(hash));
}

void seed_out_line(struct seed_out *o)
{
	strbuf_str(&o->text, o->w.comma ? ",\n" : "\n");
	o->w.comma = false;
}

void seed_out_open_list(struct seed_out *o, const char *key)
{
	seed_out_line(o);
	json_open_array(&o->w, key);
}

void seed_out_close_list(struct seed_out *o)
{
	json_close_array(&o->w);
}

void seed_out_time(struct seed_out *o, const char *key, int64_t ms)
{
	char text[DATE_TEXT_ISO_SIZE];

	date_text_write_iso(ms, text);
	json_put_text(&o->w, key, text);
}

bool seed_out_flush(struct seed_out *o)
{
	if (o->text.full)
		return err_set(o->s, ERR_INTERNAL,
			"an item of the document is larger than %d bytes", MAX_ITEM);
	if (o->digest)
		digest_stream_add(o->digest, strbuf_text(&o->text), o->text.len);
	else if (!blob_stage_write(o->stage, o->s, strbuf_text(&o->text), o->text.len))
		return false;
	o->text.len = 0;
	return true;
}

/* A whole piece, unless the file ends before. -1 with errno set. */
static ssize_t read_piece(int fd, uint8_t *piece)
{
	size_t have = 0;
	ssize_t n = 1;

	while (have < PIECE && n > 0) {
		n = read(fd, piece + have, PIECE - have);
		if (n > 0)
			have += (size_t)n;
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	return n < 0 ? -1 : (ssize_t)have;
}

static bool put_pieces(struct seed_out *o, struct arena *a, int fd)
{
	uint8_t *piece = arena_alloc(a, PIECE);
	ssize_t n = PIECE;

	while (n == PIECE) {
		n = read_piece(fd, piece);
		if (n < 0)
			return err_errno(o->s, ERR_INTERNAL, "reading", "a blob");
		struct arena *coded = arena_new();
		strbuf_str(&o->text, encode_base64(coded, piece, (size_t)n));
		arena_free(coded);
		if (!seed_out_flush(o))
			return false;
	}
	return true;
}

static bool put_bytes(struct seed_out *o, const char *blob)
{
	struct scope s = scope_open();
	int fd = blob_store_read(o->blobs, &s, blob);

	if (fd < 0)
		err_set(o->s, s.err.code, "%s", s.err.msg);
	/* The text begins here and ends below. */
	json_put_raw(&o->w, "base64", "\"");
	bool ok = fd >= 0 && put_pieces(o, s.arena, fd);
	strbuf_char(&o->text, '"');
	if (fd >= 0)
		close(fd);
	scope_close(&s);
	return ok;
}

bool seed_out_content(struct seed_out *o, const char *key, const char *blob)
{
	bool ok = true;

	json_open_object(&o->w, key);
	if (o->by_reference)
		json_put_text(&o->w, "blob", blob);
	else
		ok = put_bytes(o, blob);
	json_close_object(&o->w);
	return ok;
}
