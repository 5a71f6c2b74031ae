/* The checkpoint's database gets a second name first, which keeps it as it is whatever happens to the
 * checkpoint; no blob goes until the archive is written. */
#include "state/checkpoint_export.h"

#include "base/bell.h"
#include "base/date_text.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/fs.h"
#include "base/tar.h"
#include "blob/blob_store.h"
#include "db/db_migrate.h"
#include "state/checkpoint_manifest.h"
#include "state/checkpoint_ops.h"
#include "store/blob_ref_store.h"
#include "store/size_store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024 };

struct export
{
	struct emulator *e;
	struct scope *s;
	const char *database; /* its second name */
	int fd;
	int64_t written;
	int64_t modified; /* of all entries, seconds */
	uint8_t piece[PIECE];
};

static bool add(struct export *x, struct scope *s, const void *p, size_t n)
{
	if (!fs_write_all(x->fd, p, n))
		return err_errno(s, ERR_UNAVAILABLE, "writing the archive of", "a checkpoint");
	x->written += (int64_t)n;
	return true;
}

static bool add_padding(struct export *x, struct scope *s)
{
	static const uint8_t zeros[TAR_BLOCK];

	return add(x, s, zeros, tar_padding(x->written));
}

static bool add_header(struct export *x, struct scope *s, const char *name, int64_t size)
{
	struct tar_entry entry = { .size = size, .modified = x->modified };
	uint8_t block[TAR_BLOCK];

	if (size > TAR_MAX_SIZE)
		return err_set(s, ERR_TOO_LARGE,
			"%s has %" PRId64 " bytes; an archive can hold files of up to %" PRId64 ".",
			name, size, TAR_MAX_SIZE);
	memcpy(entry.name, name, strlen(name));
	tar_write(&entry, block);
	return add(x, s, block, sizeof(block));
}

static bool size_of(struct scope *s, int fd, const char *name, int64_t *size)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_errno(s, ERR_INTERNAL, "looking at", name);
	*size = (int64_t)st.st_size;
	return true;
}

static bool refuse_read(struct scope *s, const char *name, ssize_t got)
{
	if (got < 0)
		return err_errno(s, ERR_INTERNAL, "reading", name);
	return err_set(s, ERR_INTERNAL, "%s became shorter while it was read", name);
}

/* The whole file as one entry. */
static bool add_file(struct export *x, struct scope *s, const char *name, int fd)
{
	int64_t left = 0;

	if (!size_of(s, fd, name, &left) || !add_header(x, s, name, left))
		return false;
	while (left > 0) {
		ssize_t got = read(fd, x->piece, left < PIECE ? (size_t)left : PIECE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return refuse_read(s, name, got);
		if (!add(x, s, x->piece, (size_t)got))
			return false;
		left -= got;
	}
	return add_padding(x, s);
}

static bool add_blob(void *ctx, struct scope *s, const struct blob_ref *ref)
{
	struct export *x = ctx;
	int fd = blob_store_read(x->e->blobs, s, ref->blob);

	if (fd < 0)
		return false;
	bool ok = add_file(x, s, arena_printf(s->arena, "blobs/%.2s/%s", ref->blob, ref->blob), fd);
	close(fd);
	return ok;
}

static bool hash_file(struct export *x, int fd, const char **hex)
{
	struct digest_stream *d = digest_stream_new();
	uint8_t hash[DIGEST_SHA256];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(fd, x->piece, PIECE, at)) > 0) {
		digest_stream_add(d, x->piece, (size_t)got);
		at += got;
	}
	digest_stream_end(d, hash);
	digest_stream_free(d);
	*hex = encode_hex_dup(x->s->arena, hash, sizeof(hash));
	return got == 0 || refuse_read(x->s, CHECKPOINT_MANIFEST_DATABASE, got);
}

static bool add_manifest(struct export *x, const struct checkpoint_manifest *m)
{
	struct strbuf text = strbuf_init(x->s->arena, CHECKPOINT_MANIFEST_MAX);

	checkpoint_manifest_write(&text, m);
	return add_header(x, x->s, CHECKPOINT_MANIFEST_FILE, (int64_t)text.len) &&
	       add(x, x->s, strbuf_text(&text), text.len) && add_padding(x, x->s);
}

static bool describe(struct export *x, struct db *db, int fd, struct checkpoint_manifest *m)
{
	struct library_size size = { 0 };

	if (!size_store_count(db, x->s, &size) || !db_migrate_version(db, x->s, &m->schema))
		return false;
	m->accounts = size.accounts;
	m->files = size.files;
	m->blobs = size.blobs;
	return size_of(x->s, fd, CHECKPOINT_MANIFEST_DATABASE, &m->database_bytes) &&
	       hash_file(x, fd, &m->database_sha256);
}

static bool add_all(struct export *x, struct db *db, int fd, struct checkpoint_manifest *m)
{
	static const uint8_t end[TAR_END_BLOCKS * TAR_BLOCK];

	return describe(x, db, fd, m) && add_manifest(x, m) &&
	       add_file(x, x->s, CHECKPOINT_MANIFEST_DATABASE, fd) &&
	       blob_ref_store_each(db, x->s, add_blob, x) && add(x, x->s, end, sizeof(end));
}

static bool write_archive(struct export *x, struct checkpoint_manifest *m)
{
	static const struct db_options options = { .read_only = true };
	struct db *db = NULL;
	int fd = open(x->database, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(x->s, ERR_INTERNAL, "opening", x->database);
	bool ok = db_open(x->s, x->database, &options, &db) && add_all(x, db, fd, m);
	db_close(db);
	close(fd);
	return ok;
}

static bool add_name(void *ctx, struct scope *s, const char *path)
{
	struct export *x = ctx;

	return link(path, x->database) == 0 ||
	       err_errno(s, ERR_UNAVAILABLE, "giving a second name to", path);
}

/* The file has no name from the start, so that a crash leaves nothing. */
static int open_archive(struct emulator *e, struct scope *s)
{
	const char *path = checkpoint_shelf_scratch(e->shelf, s->arena);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		err_errno(s, ERR_UNAVAILABLE, "creating the archive", path);
	else
		unlink(path);
	return fd;
}

static bool export_held(
	struct emulator *e, struct scope *s, const struct checkpoint *c, struct export *x)
{
	struct checkpoint_manifest m = {
		.program = "imagekit-emulator " EMULATOR_VERSION,
		.name = c->name,
		.created_at = date_text_iso(s->arena, c->created_at),
	};

	x->database = checkpoint_shelf_scratch(e->shelf, s->arena);
	if (!checkpoint_shelf_use(e->shelf, s, c->name, add_name, x))
		return false;
	x->modified = c->created_at / 1000;
	x->fd = open_archive(e, s);
	bool ok = x->fd >= 0 && write_archive(x, &m);
	unlink(x->database);
	if (!ok && x->fd >= 0)
		close(x->fd);
	return ok;
}

bool checkpoint_export(
	struct emulator *e, struct scope *s, const char *name, int *fd, int64_t *bytes)
{
	struct export *x = arena_alloc(s->arena, sizeof(*x));
	struct checkpoint c;

	*x = (struct export){ .e = e, .s = s, .fd = -1 };
	if (!checkpoint_ops_get(e, s, name, &c))
		return false;
	blob_store_hold(e->blobs);
	bool ok = export_held(e, s, &c, x);
	blob_store_release(e->blobs);
	bell_ring(e->garbage);
	if (!ok)
		return false;
	*fd = x->fd;
	*bytes = x->written;
	return true;
}
