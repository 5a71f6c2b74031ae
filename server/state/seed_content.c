/* Sources become blobs one by one. What was made or read is remembered in a table of texts: a picture by its
 * measures, a file by its path, what bytes are by their name and ending. */
#include "state/seed_content.h"

#include "base/encode.h"
#include "base/text.h"
#include "blob/blob_stage.h"
#include "blob/blob_store.h"
#include "model/name_rules.h"
#include "ops/content_ops.h"
#include "seed/seed_read.h"
#include "state/seed_open.h"

#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUCKETS = 4096, PIECE = 64 * 1024 };

struct known {
	struct known *next;
	const char *key;
	struct file_content content;
};

struct seed_content {
	struct emulator *e;
	struct scope *s;
	const struct seed_document *document;
	struct known *buckets[BUCKETS];
};

struct seed_content *seed_content_new(
	struct emulator *e, struct scope *s, const struct seed_document *d)
{
	struct seed_content *c = arena_alloc(s->arena, sizeof(*c));

	c->e = e;
	c->s = s;
	c->document = d;
	return c;
}

static struct known **bucket_of(struct seed_content *c, const char *key)
{
	uint32_t hash = UINT32_C(2166136261); /* FNV-1a */

	for (const char *p = key; *p; p++)
		hash = (hash ^ (uint8_t)*p) * UINT32_C(16777619);
	return &c->buckets[hash % BUCKETS];
}

static bool recall(struct seed_content *c, const char *key, struct file_content *out)
{
	for (struct known *k = *bucket_of(c, key); k; k = k->next) {
		if (strcmp(k->key, key) != 0)
			continue;
		*out = k->content;
		return true;
	}
	return false;
}

static void remember(struct seed_content *c, const char *key, const struct file_content *content)
{
	struct known **bucket = bucket_of(c, key);
	struct known *k = arena_alloc(c->s->arena, sizeof(*k));

	*k = (struct known){ *bucket, key, *content };
	*bucket = k;
}

/* What the source is remembered by; NULL: it is brought each time. */
static const char *key_of(struct seed_content *c, const struct seed_source *source)
{
	const struct seed_picture *p = &source->picture;

	if (source->kind == SEED_FROM_PATH)
		return arena_printf(c->s->arena, "path %s", source->text);
	if (source->kind != SEED_FROM_PICTURE)
		return NULL;
	return arena_printf(c->s->arena, "picture %" PRId64 " %" PRId64 " %s %" PRId64, p->width,
		p->height, p->format, p->seed);
}

/* One source on its way into the store. Each has a scope of its own, which ends with it: a staging file is open
 * until then. */
struct delivery {
	struct seed_content *c;
	const struct seed_source *source;
	struct scope s;
	struct blob_stage *stage;
};

static bool copy_bytes(struct delivery *d, int fd)
{
	char *piece = arena_alloc(d->s.arena, PIECE);
	ssize_t n = 0;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_errno(&d->s, ERR_UNAVAILABLE, "reading", "the bytes of the content");
	while ((n = read(fd, piece, PIECE)) > 0)
		if (!blob_stage_write(d->stage, &d->s, piece, (size_t)n))
			return false;
	return n == 0 || err_errno(&d->s, ERR_INVALID, "reading", "the bytes of the content");
}

static bool take_path(struct delivery *d)
{
	int fd = seed_open_path(&d->s, d->c->document, d->source->text);

	if (fd < 0)
		return false;
	bool ok = copy_bytes(d, fd);
	close(fd);
	return ok;
}

static bool take_base64(struct delivery *d)
{
	struct base64_stream stream = { 0 };
	uint8_t *out = arena_alloc(d->s.arena, PIECE / 4 * 3 + 3);
	const char *text = d->source->text;
	size_t made = 0;

	for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
		n = left < PIECE ? left : PIECE;
		made = encode_base64_feed(&stream, text, n, out);
		if (!blob_stage_write(d->stage, &d->s, out, made))
			return false;
	}
	if (!encode_base64_end(&stream, out, &made))
		return err_set(&d->s, ERR_INVALID, "must be base64");
	return blob_stage_write(d->stage, &d->s, out, made);
}

/* The helper writes to a file in memory, as the stage has to see every byte for its hash. */
static bool take_picture(struct delivery *d)
{
	const struct seed_picture *p = &d->source->picture;
	const struct media_picture picture = { p->width, p->height, p->format, p->seed };
	int fd = memfd_create("picture", MFD_CLOEXEC);

	if (fd < 0)
		return err_errno(&d->s, ERR_UNAVAILABLE, "making", "a file in memory");
	bool ok = media_pool_generate(d->c->e->media, &d->s, &picture, fd) && copy_bytes(d, fd);
	close(fd);
	return ok;
}

static bool take(struct delivery *d)
{
	const char *text = d->source->text;

	switch (d->source->kind) {
	case SEED_FROM_PATH:
		return take_path(d);
	case SEED_FROM_TEXT:
		return blob_stage_write(d->stage, &d->s, text, strlen(text));
	case SEED_FROM_BASE64:
		return take_base64(d);
	case SEED_FROM_PICTURE:
		return take_picture(d);
	case SEED_FROM_BLOB:
		break;
	}
	return err_set(&d->s, ERR_INTERNAL, "a blob needs no delivery");
}

static bool make_blob(struct delivery *d, struct file_content *out)
{
	if (!blob_stage_open(d->c->e->blobs, &d->s, &d->stage) || !take(d))
		return false;
	*out = (struct file_content){
		.blob = blob_stage_name(d->stage, &d->s),
		.size = blob_stage_size(d->stage),
	};
	blob_stage_sync_later(d->stage);
	return blob_stage_publish(d->stage, &d->s);
}

static bool find_blob(struct delivery *d, struct file_content *out)
{
	const char *name = d->source->text;
	struct stat st = { 0 };
	int fd = blob_store_read(d->c->e->blobs, &d->s, name);

	if (fd >= 0 && fstat(fd, &st) == 0) {
		close(fd);
		*out = (struct file_content){ .blob = name, .size = st.st_size };
		return true;
	}
	if (fd >= 0)
		close(fd);
	err_clear(&d->s);
	return err_set(&d->s, ERR_INVALID,
		"the server holds no bytes of this SHA-256; an export with content=inline carries "
		"them along");
}

/* Where in the document: the member that says what the bytes are. */
static const struct json_value *place_of(const struct seed_source *source)
{
	const struct json_value *member = json_first(source->at);

	return member ? member : source->at;
}

static bool bring(
	struct seed_content *c, const struct seed_source *source, struct file_content *out)
{
	struct delivery d = { .c = c, .source = source, .s = scope_open() };
	bool ok = source->kind == SEED_FROM_BLOB ? find_blob(&d, out) : make_blob(&d, out);

	if (ok)
		out->blob = arena_strdup(c->s->arena, out->blob);
	else
		err_set(c->s, d.s.err.code, "%s", d.s.err.msg);
	scope_close(&d.s);
	return ok || seed_refuse_because(c->s, c->document, place_of(source));
}

bool seed_content_blob(
	struct seed_content *c, const struct seed_source *source, struct file_content *out)
{
	const char *key = key_of(c, source);

	if (key && recall(c, key, out))
		return true;
	if (!bring(c, source, out))
		return false;
	if (key)
		remember(c, key, out);
	return true;
}

static bool read_blob(struct seed_content *c, const char *name, struct file_content *out)
{
	const struct file_content bytes = *out;
	struct file_type type;
	int fd = blob_store_read(c->e->blobs, c->s, bytes.blob);

	if (fd < 0)
		return false;
	bool ok = content_ops_type(c->s, fd, name, &type) &&
		  content_ops_read(c->e, c->s, fd, &type, out);
	close(fd);
	out->blob = bytes.blob;
	out->size = bytes.size;
	return ok;
}

bool seed_content_get(struct seed_content *c, const struct seed_source *source, const char *name,
	struct file_content *out)
{
	if (!seed_content_blob(c, source, out))
		return false;
	const char *extension = name_rules_extension(c->s->arena, name);
	const char *key = arena_printf(c->s->arena, "blob %s %s", out->blob, extension);
	if (recall(c, key, out))
		return true;
	if (!read_blob(c, name, out))
		return seed_refuse_because(c->s, c->document, source->at);
	remember(c, key, out);
	return true;
}
