/* Staging: write and hash, then sync, pin, rename, sync the folder. */
#include "blob/blob_stage.h"

#include "base/digest.h"
#include "base/encode.h"
#include "base/fs.h"
#include "blob/blob_dir.h"
#include "blob/blob_marks.h"
#include "blob/blob_suspects.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct blob_stage {
	struct blob_store *store;
	const char *path; /* NULL once it is renamed */
	int fd;
	int64_t size;
	struct digest_stream *digest;
	const char *name;
	struct blob_pin *pin; /* NULL before it is published */
	bool durable;
};

static void discard(void *arg)
{
	struct blob_stage *st = arg;

	close(st->fd);
	if (st->path)
		unlink(st->path);
	digest_stream_free(st->digest);
}

bool blob_stage_open(struct blob_store *b, struct scope *s, struct blob_stage **out)
{
	pthread_mutex_lock(&b->lock);
	uint64_t number = b->next_stage++;
	pthread_mutex_unlock(&b->lock);
	const char *path = arena_printf(s->arena, "%s/%" PRIu64, b->staging, number);
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(s, ERR_UNAVAILABLE, "creating the staging file", path);
	struct blob_stage *st = arena_alloc(s->arena, sizeof(*st));
	*st = (struct blob_stage){
		.store = b,
		.path = path,
		.fd = fd,
		.digest = digest_stream_new(),
		.durable = b->durable,
	};
	arena_defer(s->arena, discard, st);
	*out = st;
	return true;
}

bool blob_stage_write(struct blob_stage *st, struct scope *s, const void *p, size_t n)
{
	if (!fs_write_all(st->fd, p, n))
		return err_errno(s, ERR_UNAVAILABLE, "writing the upload to", st->path);
	digest_stream_add(st->digest, p, n);
	st->size += (int64_t)n;
	return true;
}

int64_t blob_stage_size(const struct blob_stage *st)
{
	return st->size;
}

int blob_stage_fd(const struct blob_stage *st)
{
	return st->fd;
}

const char *blob_stage_name(struct blob_stage *st, struct scope *s)
{
	uint8_t hash[DIGEST_SHA256];

	if (!st->name) {
		digest_stream_end(st->digest, hash);
		st->name = encode_hex_dup(s->arena, hash, sizeof(hash));
	}
	return st->name;
}

static void unpin(void *arg)
{
	struct blob_pin *pin = arg;

	/* Known by a file of its own before it is no pin any more. */
	if (!pin->settled)
		blob_suspects_one(pin->store, pin->name);
	pthread_mutex_lock(&pin->store->lock);
	for (struct blob_pin **p = &pin->store->pins; *p; p = &(*p)->next) {
		if (*p == pin) {
			*p = pin->next;
			break;
		}
	}
	blob_marks_remove(pin->store, pin->mark);
	bool asked_for = pin->settled && pin->passed_over;
	pthread_mutex_unlock(&pin->store->lock);
	if (asked_for)
		blob_suspects_one(pin->store, pin->name);
}

/* Pinning waits for a collection under way, so what is seen after it stays. */
static struct blob_pin *pin_blob(struct blob_store *b, struct scope *s, const char *name)
{
	struct blob_pin *pin = arena_alloc(s->arena, sizeof(*pin));

	*pin = (struct blob_pin){ .store = b };
	memcpy(pin->name, name, BLOB_NAME_LENGTH);
	pthread_mutex_lock(&b->lock);
	bool ok = blob_marks_add(b, s, name, &pin->mark);
	if (ok) {
		pin->next = b->pins;
		b->pins = pin;
	}
	pthread_mutex_unlock(&b->lock);
	if (!ok)
		return NULL;
	arena_defer(s->arena, unpin, pin);
	return pin;
}

static bool rename_into_place(struct blob_stage *st, struct scope *s, const char *path)
{
	const char *folder = arena_strndup(s->arena, path, (size_t)(strrchr(path, '/') - path));

	if (rename(st->path, path) != 0) {
		if (errno != ENOENT)
			return err_errno(s, ERR_UNAVAILABLE, "storing the upload as", path);
		/* The first blob of this prefix. Another thread may make the folder at the same time. */
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return err_errno(s, ERR_UNAVAILABLE, "creating the folder", folder);
		if (st->durable && !fs_sync_dir(s, st->store->blobs))
			return false;
		if (rename(st->path, path) != 0)
			return err_errno(s, ERR_UNAVAILABLE, "storing the upload as", path);
	}
	st->path = NULL;
	return !st->durable || fs_sync_dir(s, folder);
}

void blob_stage_sync_later(struct blob_stage *st)
{
	st->durable = false;
}

bool blob_stage_publish(struct blob_stage *st, struct scope *s)
{
	const char *name = blob_stage_name(st, s);
	const char *path = blob_dir_path(st->store, s->arena, name);

	/* The bytes first: a name must never stand for a file that a power cut leaves empty. When the
	 * blob is there already, replacing it by itself is simpler than proving that it is whole. */
	if (st->durable && fdatasync(st->fd) != 0)
		return err_errno(s, ERR_UNAVAILABLE, "syncing the upload", st->path);
	st->pin = pin_blob(st->store, s, name);
	if (!st->pin)
		return false;
	/* What is there is on disk, and must not give way to what is not. */
	if (!st->durable && access(path, F_OK) == 0)
		return true;
	return rename_into_place(st, s, path);
}

void blob_stage_settle(struct blob_stage *st)
{
	st->pin->settled = true;
}

bool blob_stage_passed_over(const struct blob_stage *st)
{
	return st->pin && st->pin->passed_over;
}
