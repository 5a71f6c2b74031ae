/* Entry by entry in the one order that there is: what the database names says which blob comes next, so
 * that one that is missing, double or nobody's is seen at once. */
#include "state/checkpoint_import.h"

#include "base/bell.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/fs.h"
#include "blob/blob_stage.h"
#include "blob/blob_store.h"
#include "db/db_check.h"
#include "db/db_migrate.h"
#include "state/checkpoint_manifest.h"
#include "state/checkpoint_ops.h"
#include "state/checkpoint_rows.h"
#include "store/blob_ref_store.h"
#include "store/data_folder_store.h"
#include "store/size_store.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

struct import {
	struct emulator *e;
	struct scope *s;
	struct checkpoint_reader *r;
	struct checkpoint_manifest m;
	const char *database; /* where it is put together */
	bool more;            /* there is an entry that has not been read */
};

/* The next entry, which has this name. */
static bool expect(struct import *im, const char *name)
{
	if (!checkpoint_reader_next(im->r, &im->more))
		return false;
	if (!im->more)
		return checkpoint_reader_refuse(im->r, "the archive ends and has no '%s'", name);
	return strcmp(im->r->entry.name, name) == 0 ||
	       checkpoint_reader_refuse(
		       im->r, "'%s' must stand here, not '%s'", name, im->r->entry.name);
}

/* The error of `inner` work on the current entry, with the place. */
static bool refuse_for(struct import *im, struct scope *inner)
{
	bool ours = inner->err.code != ERR_INVALID;

	if (ours)
		return err_set(im->s, inner->err.code, "%s", inner->err.msg);
	return checkpoint_reader_refuse(im->r, "%s: %s", im->r->entry.name, inner->err.msg);
}

static bool take_manifest(struct import *im)
{
	struct strbuf text = strbuf_init(im->s->arena, CHECKPOINT_MANIFEST_MAX);
	struct scope *inner;
	const uint8_t *p;
	size_t n;

	if (!expect(im, CHECKPOINT_MANIFEST_FILE))
		return false;
	do {
		if (!checkpoint_reader_piece(im->r, &p, &n))
			return false;
		if (n > 0)
			strbuf_add(&text, p, n);
	} while (n > 0 && !text.full);
	if (text.full)
		return checkpoint_reader_refuse(im->r, "%s has more than %d bytes",
			CHECKPOINT_MANIFEST_FILE, CHECKPOINT_MANIFEST_MAX);
	/* What is read from it lives as long as the import does. */
	inner = arena_alloc(im->s->arena, sizeof(*inner));
	inner->arena = im->s->arena;
	return checkpoint_manifest_read(inner, strbuf_text(&text), text.len, &im->m) ||
	       refuse_for(im, inner);
}

static bool receive(struct import *im, int fd, uint8_t hash[DIGEST_SHA256])
{
	struct digest_stream *d = digest_stream_new();
	const uint8_t *p;
	size_t n;
	bool ok;

	while ((ok = checkpoint_reader_piece(im->r, &p, &n)) && n > 0) {
		digest_stream_add(d, p, n);
		if (!fs_write_all(fd, p, n)) {
			ok = err_errno(im->s, ERR_UNAVAILABLE, "writing", im->database);
			break;
		}
	}
	digest_stream_end(d, hash);
	digest_stream_free(d);
	return ok;
}

static bool take_database(struct import *im)
{
	uint8_t hash[DIGEST_SHA256];

	if (!expect(im, CHECKPOINT_MANIFEST_DATABASE))
		return false;
	if (im->r->entry.size != im->m.database_bytes)
		return checkpoint_reader_refuse(im->r,
			"%s has %" PRId64 " bytes, and %" PRId64 " by %s",
			CHECKPOINT_MANIFEST_DATABASE, im->r->entry.size, im->m.database_bytes,
			CHECKPOINT_MANIFEST_FILE);
	int fd = open(im->database, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(im->s, ERR_UNAVAILABLE, "creating", im->database);
	bool ok = receive(im, fd, hash);
	close(fd);
	if (!ok)
		return false;
	const char *hex = encode_hex_dup(im->s->arena, hash, sizeof(hash));
	return strcmp(hex, im->m.database_sha256) == 0 ||
	       checkpoint_reader_refuse(im->r, "%s has the SHA-256 %s, and %s by %s",
		       CHECKPOINT_MANIFEST_DATABASE, hex, im->m.database_sha256,
		       CHECKPOINT_MANIFEST_FILE);
}

static bool check_schema(struct import *im, struct db *db, struct scope *inner)
{
	int64_t schema;

	if (!db_check_schema(db, inner) || !db_migrate_version(db, inner, &schema))
		return false;
	return schema == im->m.schema ||
	       err_set(inner, ERR_INVALID, "it has the schema %" PRId64 ", and %" PRId64 " by %s",
		       schema, im->m.schema, CHECKPOINT_MANIFEST_FILE);
}

/* Of the database as this program knows it. */
static bool check_counts(struct import *im, struct db *db, struct scope *inner)
{
	const struct checkpoint_manifest *m = &im->m;
	struct library_size size = { 0 };

	if (!size_store_count(db, inner, &size))
		return false;
	return (size.accounts == m->accounts && size.files == m->files && size.blobs == m->blobs) ||
	       err_set(inner, ERR_INVALID,
		       "it names %" PRId64 " accounts, %" PRId64 " files and %" PRId64
		       " blobs, and %" PRId64 ", %" PRId64 " and %" PRId64 " by %s",
		       size.accounts, size.files, size.blobs, m->accounts, m->files, m->blobs,
		       CHECKPOINT_MANIFEST_FILE);
}

static bool open_database(struct import *im, struct scope *inner, struct db **out)
{
	const struct db_options options = { .durable = im->e->config->data != NULL, .plain = true };

	if (db_open(inner, im->database, &options, out))
		return true;
	if (inner->err.code == ERR_UNAVAILABLE)
		inner->err.code =
			ERR_INVALID; /* our own file, just written: its content is wrong */
	return false;
}

static bool take_blob(void *ctx, struct scope *s, const struct blob_ref *ref)
{
	struct import *im = ctx;
	struct blob_stage *stage;
	const uint8_t *p;
	size_t n;

	if (!expect(im, arena_printf(s->arena, "blobs/%.2s/%s", ref->blob, ref->blob)))
		return false;
	if (ref->size >= 0 && im->r->entry.size != ref->size)
		return checkpoint_reader_refuse(im->r,
			"'%s' has %" PRId64 " bytes, and %" PRId64 " by the library",
			im->r->entry.name, im->r->entry.size, ref->size);
	if (!blob_stage_open(im->e->blobs, s, &stage))
		return false;
	do {
		if (!checkpoint_reader_piece(im->r, &p, &n))
			return false;
		if (n > 0 && !blob_stage_write(stage, s, p, n))
			return false;
	} while (n > 0);
	const char *name = blob_stage_name(stage, s);
	if (strcmp(name, ref->blob) != 0)
		return checkpoint_reader_refuse(
			im->r, "'%s' has the SHA-256 %s", im->r->entry.name, name);
	return blob_stage_publish(stage, s);
}

static bool take_end(struct import *im)
{
	if (!checkpoint_reader_next(im->r, &im->more))
		return false;
	if (im->more)
		return checkpoint_reader_refuse(
			im->r, "the library has no use for '%s'", im->r->entry.name);
	return checkpoint_reader_end(im->r);
}

/* Refusals of the database are told at its place, before any blob is looked at. */
static bool take_content(struct import *im)
{
	struct scope inner = scope_open();
	struct db *db = NULL;

	bool ok = open_database(im, &inner, &db) && check_schema(im, db, &inner) &&
		  db_check_content(db, &inner) && db_migrate(db, &inner) &&
		  data_folder_store_put(db, &inner, DATA_FOLDER_NO_MARK) &&
		  checkpoint_rows_check(im->e, db, &inner) && check_counts(im, db, &inner);
	if (!ok)
		(void)refuse_for(im, &inner);
	ok = ok && blob_ref_store_each(db, im->s, take_blob, im) && take_end(im);
	db_close(db);
	scope_close(&inner);
	return ok;
}

static void remove_database(struct import *im)
{
	unlink(im->database);
	unlink(arena_printf(im->s->arena, "%s-journal", im->database));
}

bool checkpoint_import(struct emulator *e, struct scope *s, const char *name,
	const struct checkpoint_source *source)
{
	struct import im = { .e = e, .s = s };

	if (!checkpoint_ops_check_name(s, name))
		return false;
	im.r = checkpoint_reader_new(s, source);
	im.database = checkpoint_shelf_scratch(e->shelf, s->arena);
	blob_store_hold(e->blobs);
	bool ok = take_manifest(&im) && take_database(&im) && take_content(&im) &&
		  checkpoint_ops_put(e, s, im.database, name);
	if (!ok)
		remove_database(&im);
	blob_store_release(e->blobs);
	bell_ring(e->garbage);
	return ok;
}
