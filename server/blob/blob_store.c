/* The folder of blobs: opening, reading, collecting. */
#include "blob/blob_store.h"

#include "base/fs.h"
#include "base/text.h"
#include "blob/blob_dir.h"
#include "blob/blob_marks.h"
#include "blob/blob_suspects.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A folder that the user named and that cannot be made is not the program's fault. */
static bool make_folder(struct scope *s, const char *path)
{
	if (fs_mkdirs(s, path))
		return access(path, R_OK | W_OK | X_OK) == 0 ||
		       err_errno(s, ERR_UNAVAILABLE, "writing to", path);
	const char *why = s->err.msg;
	err_clear(s);
	return err_set(s, ERR_UNAVAILABLE, "%s", why);
}

/* Drafts have numbers for names (blob_stage.c); what has another name is somebody else's and stays. */
static void remove_drafts(const char *staging)
{
	int fd = open(staging, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	unlink(staging); /* a link or a file; a folder stays */
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[strspn(entry->d_name, "0123456789")] == '\0')
			unlinkat(fd, entry->d_name, 0);
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

/* What lies in staging belongs to uploads that were never answered, but only in a library: blobs/ is made
 * first, so a staging/ without it is somebody else's folder of the same name. */
static bool empty_staging(struct scope *s, const char *blobs, const char *staging)
{
	if (access(blobs, F_OK) != 0 && rmdir(staging) != 0 && errno != ENOENT)
		return err_set(s, ERR_UNAVAILABLE,
			"%s was not made by this program, which would empty it: name another data "
			"folder.",
			staging);
	remove_drafts(staging);
	return true;
}

bool blob_store_open(struct scope *s, const char *dir, bool durable, struct blob_store **out)
{
	const char *blobs = arena_printf(s->arena, "%s/blobs", dir);
	const char *staging = arena_printf(s->arena, "%s/staging", dir);
	const char *suspects = arena_printf(s->arena, "%s/suspects", dir);

	if (!empty_staging(s, blobs, staging) || !make_folder(s, blobs) ||
		!make_folder(s, staging) || !make_folder(s, suspects))
		return false;
	struct blob_store *b = xcalloc(1, sizeof(*b));
	*b = (struct blob_store){
		.blobs = xstrdup(blobs),
		.staging = xstrdup(staging),
		.suspects = xstrdup(suspects),
		.durable = durable,
		.marks = -1,
	};
	pthread_mutex_init(&b->lock, NULL);
	blob_suspects_load(b);
	if (!blob_marks_open(b, s)) {
		blob_store_close(b);
		return false;
	}
	*out = b;
	return true;
}

void blob_store_close(struct blob_store *b)
{
	if (!b)
		return;
	blob_suspects_free(b);
	blob_marks_close(b);
	pthread_mutex_destroy(&b->lock);
	free(b->blobs);
	free(b->staging);
	free(b->suspects);
	free(b);
}

int blob_store_read(struct blob_store *b, struct scope *s, const char *name)
{
	const char *path = blob_dir_path(b, s->arena, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		err_errno(s, ERR_INTERNAL, "opening the blob", path);
	return fd;
}

/* The whole file system at once, which for thousands of blobs is far quicker than one by one. */
bool blob_store_sync(struct blob_store *b, struct scope *s)
{
	if (!b->durable)
		return true;
	int fd = open(b->blobs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && syncfs(fd) == 0;

	if (!ok)
		err_errno(s, ERR_UNAVAILABLE, "syncing", b->blobs);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool blob_store_has(struct blob_store *b, const char *name)
{
	struct scope s = scope_open();
	bool has = access(blob_dir_path(b, s.arena, name), F_OK) == 0;

	scope_close(&s);
	return has;
}

static void add_holds(struct blob_store *b, int by)
{
	pthread_mutex_lock(&b->lock);
	b->holds += by;
	pthread_mutex_unlock(&b->lock);
}

void blob_store_hold(struct blob_store *b)
{
	add_holds(b, 1);
}

void blob_store_release(struct blob_store *b)
{
	add_holds(b, -1);
}

/* The names in blobs/ab, false when `each` wants no more. */
static bool each_in(struct blob_store *b, const char *prefix,
	bool (*each)(void *ctx, const char *name), void *ctx)
{
	struct arena *a = arena_new();
	DIR *dir = opendir(arena_printf(a, "%s/%s", b->blobs, prefix));
	bool more = true;

	for (struct dirent *entry; dir && more && (entry = readdir(dir));)
		if (text_is_hex(view_of(entry->d_name), BLOB_NAME_LENGTH))
			more = each(ctx, entry->d_name);
	if (dir)
		closedir(dir);
	arena_free(a);
	return more;
}

/* Of the 256 folders that there may be, few are in a small store. */
void blob_store_each(struct blob_store *b, bool (*each)(void *ctx, const char *name), void *ctx)
{
	DIR *dir = opendir(b->blobs);
	bool more = true;

	for (struct dirent *entry; dir && more && (entry = readdir(dir));)
		if (text_is_hex(view_of(entry->d_name), 2))
			more = each_in(b, entry->d_name, each, ctx);
	if (dir)
		closedir(dir);
}
