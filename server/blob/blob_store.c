/* The folder of blobs: opening, reading, collecting. */
#include "blob/blob_store.h"

#include "base/fs.h"
#include "base/text.h"
#include "blob/blob_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *blob_dir_path(struct blob_store *b, struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%.2s/%s", b->blobs, name, name);
}

bool blob_store_open(struct scope *s, const char *dir, bool durable, struct blob_store **out)
{
	const char *blobs = arena_printf(s->arena, "%s/blobs", dir);
	const char *staging = arena_printf(s->arena, "%s/staging", dir);

	/* What lies in staging belongs to uploads that were never answered. */
	fs_remove_tree(staging);
	if (!fs_mkdirs(s, blobs) || !fs_mkdirs(s, staging))
		return false;
	struct blob_store *b = xcalloc(1, sizeof(*b));
	*b = (struct blob_store){
		.blobs = xstrdup(blobs),
		.staging = xstrdup(staging),
		.durable = durable,
	};
	pthread_mutex_init(&b->lock, NULL);
	*out = b;
	return true;
}

void blob_store_close(struct blob_store *b)
{
	if (!b)
		return;
	pthread_mutex_destroy(&b->lock);
	free(b->blobs);
	free(b->staging);
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

static bool is_pinned(const struct blob_store *b, const char *name)
{
	for (const struct blob_pin *pin = b->pins; pin; pin = pin->next)
		if (strcmp(pin->name, name) == 0)
			return true;
	return false;
}

void blob_store_collect(struct blob_store *b, const char *name,
	bool (*is_named)(void *ctx, const char *name), void *ctx)
{
	struct scope s = scope_open();

	pthread_mutex_lock(&b->lock);
	if (!is_pinned(b, name) && !is_named(ctx, name))
		unlink(blob_dir_path(b, s.arena, name));
	pthread_mutex_unlock(&b->lock);
	scope_close(&s);
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

void blob_store_each(struct blob_store *b, bool (*each)(void *ctx, const char *name), void *ctx)
{
	char prefix[3];

	for (int i = 0; i < 256; i++) {
		snprintf(prefix, sizeof(prefix), "%02x", (unsigned)i & 0xff);
		if (!each_in(b, prefix, each, ctx))
			return;
	}
}
