/* The row and the bytes are two looks: bytes that were replaced in between are looked up again. */
#include "ops/remote_ops.h"

#include "blob/blob_store.h"
#include "store/remote_store.h"

#include <string.h>

enum { MOST_LOOKS = 3 };

static bool find(struct emulator *e, struct scope *s, const char *url, const char **blob)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = remote_store_get(db, s, url, blob);
	db_pool_give(e->db, db);
	return found;
}

static bool open_remote(struct emulator *e, struct scope *s, const char *url, int *fd)
{
	const char *blob;

	for (int looks = 0; looks < MOST_LOOKS && *fd < 0; looks++) {
		err_clear(s);
		if (!find(e, s, url, &blob))
			return false;
		*fd = blob_store_read(e->blobs, s, blob);
	}
	return *fd >= 0;
}

bool remote_ops_open(struct emulator *e, struct scope *s, const struct own_urls *own,
	const char *url, struct remote_bytes *out)
{
	*out = (struct remote_bytes){ .fd = -1 };
	if (open_remote(e, s, url, &out->fd))
		return true;
	return s->err.code == ERR_NONE && own && own->open(own->ctx, s, url, out);
}

const char *remote_ops_name(struct arena *a, const char *url)
{
	const char *scheme = strstr(url, "://"), *host = scheme ? scheme + strlen("://") : url;
	size_t n = strcspn(host, "?#");
	const char *slash = memrchr(host, '/', n);

	return slash ? arena_strndup(a, slash + 1, (size_t)(host + n - slash) - 1) : "";
}
