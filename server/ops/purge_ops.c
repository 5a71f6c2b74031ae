/* Which URLs may be purged, and when a purge is done. */
#include "ops/purge_ops.h"

#include "control/rate_limiter.h"
#include "ops/near_miss.h"
#include "store/purge_store.h"

#include <string.h>
#include <strings.h>

enum { LONG_ENOUGH = 15 };

static bool record(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *url, const char **id)
{
	int64_t now = clock_now(e->clock, a->row);
	const struct purge purge = {
		.account = a->row,
		.id = ident_object(e->ident, s->arena, now),
		.url = url,
		.created_at = now,
		.due_at = now + e->config->purge_delay * 1000,
	};

	*id = NULL;
	if (!purge_store_insert(db, s, &purge))
		return false;
	emulator_purged(e, a->row, url);
	*id = purge.id;
	return true;
}

bool purge_ops_along(struct emulator *e, struct db *db, struct scope *s, const struct account *a,
	const char *url, const char **id)
{
	*id = NULL;
	return rate_limiter_admit(e->rates, a->row, RATE_PURGE).limited ||
	       record(e, db, s, a, url, id);
}

/* What follows "http://" or "https://", or NULL. */
static const char *behind_scheme(const char *url)
{
	if (strncasecmp(url, "http://", 7) == 0)
		return url + 7;
	return strncasecmp(url, "https://", 8) == 0 ? url + 8 : NULL;
}

/* What follows "host/rest/" in `url`; host names know no case, paths do. NULL for another place. */
static const char *behind_prefix(const char *url, const char *prefix)
{
	size_t host = strcspn(prefix, "/"), n = strlen(prefix);

	if (strncasecmp(url, prefix, host) != 0 ||
		strncmp(url + host, prefix + host, n - host) != 0)
		return NULL;
	return url[n] == '/' ? url + n + 1 : NULL;
}

/* The path below the account's delivery prefix, without a leading slash; NULL for somebody else's. */
static const char *path_of(
	struct scope *s, const struct account *a, const char *base, const char *url)
{
	const char *rest = behind_scheme(url), *ours = behind_scheme(base), *path = NULL;

	if (rest && ours)
		path = behind_prefix(rest, ours);
	if (rest && !path)
		path = behind_prefix(
			rest, arena_printf(s->arena, "ik.imagekit.io/%s", a->imagekit_id));
	return path;
}

static size_t levels(struct view path)
{
	size_t n = 0;

	while (path.p) {
		struct view part = view_split(&path, '/');
		n += part.n > 0;
	}
	return n;
}

static bool names_file(struct view path)
{
	const char *slash = memrchr(path.p, '/', path.n);
	const char *name = slash ? slash + 1 : path.p, *end = path.p + path.n;
	const char *dot = memrchr(name, '.', (size_t)(end - name));

	return dot && dot > name && dot + 1 < end;
}

/* One wildcard, at the very end, and not so short that it would take half the library with it. */
static bool wildcard_allowed(const char *path)
{
	const char *star = strchr(path, '*');
	size_t n = strlen(path);

	if (!star)
		return n > 0;
	if (star != path + n - 1 || strcmp(path, "media/catalog/*") == 0 ||
		strcmp(path, "s/files/*") == 0)
		return false;
	struct view before = { path, n - 1 };
	return levels(before) >= 2 || before.n + 1 >= LONG_ENOUGH || names_file(before);
}

bool purge_ops_create(struct emulator *e, struct scope *s, const struct account *a,
	const char *base, const char *url, const char **id)
{
	const char *path = path_of(s, a, base, url);
	struct db *db;

	if (!path || !wildcard_allowed(path))
		return err_set(s, ERR_INVALID, "The URL is not valid for cache purging.");
	return db_pool_write(e->db, s, &db) &&
	       db_pool_finish(e->db, s, record(e, db, s, a, url, id));
}

bool purge_ops_status(
	struct emulator *e, struct scope *s, const struct account *a, const char *id, bool *done)
{
	struct purge purge;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool found = purge_store_by_id(db, s, a->row, id, &purge);
	db_pool_give(e->db, db);
	if (!found)
		return err_set(s, ERR_INVALID, "No request found for this requestId.") ||
		       near_miss_note(s, NEAR_MISS_PURGE_ID, a->row, id);
	*done = clock_now(e->clock, a->row) >= purge.due_at;
	return true;
}
