/* The order of the checks: account known, signature where every URL needs one, file there, published, signature
 * where this file needs one, then what the URL wants done with the file. */
#include "delivery/delivery.h"

#include "base/log.h"
#include "delivery/delivery_reply.h"
#include "delivery/signed_url.h"
#include "model/account.h"
#include "model/name_rules.h"
#include "ops/account_ops.h"
#include "ops/near_miss.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <string.h>

/* A refusal: the status, and why in the words of the ik-error header. Status 0 is none. */
struct refusal {
	int status;
	const char *ik_error;
};

static struct refusal not_found(const char *ik_error)
{
	return (struct refusal){ 404, ik_error };
}

static struct refusal not_made(void)
{
	return (struct refusal){ 501, "UNIDENTIFIED - This emulator does not make the asset that "
				      "the URL stands for yet" };
}

static bool find_version(
	struct db *db, struct scope *s, const struct delivery_url *url, struct file *f)
{
	const char *key = query_get(&url->query, "ik-obj-version");
	int64_t file = f->row;

	return !key || strcmp(key, f->delivery_key) == 0 ||
	       version_store_by_delivery_key(db, s, file, key, f);
}

/* A stored file of exactly this name, else the one that its virtual names stand on. */
static bool find_path(struct db *db, struct scope *s, const struct account *a,
	struct delivery_url *url, struct file *f)
{
	if (file_store_by_path(db, s, a->row, url->folder_path, url->name, f))
		return true;
	return s->err.code == ERR_NONE && delivery_url_cut_virtual(s->arena, url) &&
	       file_store_by_path(db, s, a->row, url->folder_path, url->name, f);
}

static struct refusal no_file(
	struct scope *s, const struct account *a, const struct delivery_url *url)
{
	near_miss_note(s, NEAR_MISS_PUBLIC_PATH, a->row,
		name_rules_join(s->arena, url->folder_path, url->name));
	return not_found("ENOENT - No file was found in the media library at the specified path");
}

static struct refusal no_version(
	struct scope *s, const struct delivery_url *url, const struct file *f)
{
	near_miss_note(s, NEAR_MISS_VERSION_KEY, f->row, query_get(&url->query, "ik-obj-version"));
	return not_found("ENOENT - The file has no such version");
}

static struct refusal no_account(struct scope *s, const struct delivery_url *url)
{
	near_miss_note(s, NEAR_MISS_IMAGEKIT_ID, 0, url->imagekit_id);
	return not_found("ENOENT - No account has this imagekit_id");
}

static struct refusal find_file(struct emulator *e, struct req *rq, const struct account *a,
	struct delivery_url *url, struct file *f)
{
	struct refusal refusal = { 0 };
	struct scope *s = rq->scope;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return (struct refusal){ 503, NULL };
	if (!find_path(db, s, a, url, f))
		refusal = delivery_url_is_generated(url) ? not_made() : no_file(s, a, url);
	else if (!find_version(db, s, url, f))
		refusal = no_version(s, url, f);
	else if (!f->attributes.is_published)
		refusal = not_found("ENOENT - The file is not published");
	db_pool_give(e->db, db);
	return s->err.code == ERR_NONE ? refusal : (struct refusal){ 500, NULL };
}

static struct refusal unauthorized(enum signed_url state)
{
	static const char *const why[] = {
		[SIGNED_URL_NONE] = "EACCES - The URL needs a signature",
		[SIGNED_URL_VALID] = NULL,
		[SIGNED_URL_EXPIRED] = "EACCES - The signature of the URL has expired",
		[SIGNED_URL_WRONG] = "EACCES - The signature of the URL is wrong",
	};

	return (struct refusal){ 401, why[state] };
}

static bool is_transformable(const struct file_content *c)
{
	return c->is_image || text_starts(c->mime, "video/") ||
	       strcmp(c->mime, "application/pdf") == 0 ||
	       strcmp(c->mime, "application/postscript") == 0;
}

static bool is_attachment(const struct delivery_url *url)
{
	const char *on = query_get(&url->query, "ik-attachment");

	return on && strcmp(on, "true") == 0;
}

/* URL delivery: access control. A private file shows itself unsigned only as named transformations, which
 * would be the file itself where there is nothing to transform. */
static struct refusal check_access(struct emulator *e, enum signed_url state,
	const struct delivery_url *url, const struct file *f)
{
	bool shown = delivery_url_only_named(url) && !url->suffix && !is_attachment(url) &&
		     is_transformable(&f->content);
	bool needed = f->attributes.is_private && !shown;
	/* A broken signature never helps a private file, not even to its named forms. */
	bool broken = state != SIGNED_URL_NONE &&
		      (e->config->signed_urls == CONFIG_SIGNED_STRICT || f->attributes.is_private);

	if (state != SIGNED_URL_VALID && (needed || broken))
		return unauthorized(state);
	return (struct refusal){ 0 };
}

static struct refusal check_wish(const struct delivery_url *url, const struct file *f)
{
	const char *sanitize = query_get(&url->query, "ik-sanitizeSvg");

	if (url->chain && !*url->chain)
		return (struct refusal){ 400,
			"UNIDENTIFIED - The transformation in the path is empty" };
	if (url->suffix)
		return not_made();
	if (sanitize && strcmp(sanitize, "true") == 0 &&
		strcmp(f->content.mime, "image/svg+xml") == 0)
		return (struct refusal){ 501,
			"UNIDENTIFIED - This emulator does not sanitize SVG files yet" };
	if (!url->chain || delivery_url_wants_original(url) || !is_transformable(&f->content))
		return (struct refusal){ 0 };
	return (struct refusal){ 501, "UNIDENTIFIED - This emulator does not transform files yet; "
				      "orig-true delivers the original" };
}

static struct refusal find(struct emulator *e, struct req *rq, struct delivery_url *url,
	struct account *a, struct file *f)
{
	if (!account_ops_by_imagekit_id(e, rq->scope, url->imagekit_id, a))
		return rq->scope->err.code == ERR_NONE ? no_account(rq->scope, url)
						       : (struct refusal){ 500, NULL };
	rq->account = a;
	enum signed_url state = signed_url_check(rq->scope->arena, rq->target, a->private_key,
		url->prefixes, url->prefix_count, clock_now(e->clock, a->row) / 1000);
	/* Before it is told whether there is such a file. */
	if (e->config->signed_urls == CONFIG_SIGNED_REQUIRED && state != SIGNED_URL_VALID)
		return unauthorized(state);
	struct refusal refusal = find_file(e, rq, a, url, f);
	if (!refusal.status)
		refusal = check_access(e, state, url, f);
	return refusal.status ? refusal : check_wish(url, f);
}

/* The row and the bytes are two looks: a file that was deleted or replaced in between is looked up again. */
static struct refusal open_file(struct emulator *e, struct req *rq, struct delivery_url *url,
	struct account *a, struct file *f, int *fd)
{
	enum { MOST_LOOKS = 3 };
	const struct delivery_url asked = *url;
	struct refusal refusal = { 0 };

	*fd = -1;
	for (int looks = 0; looks < MOST_LOOKS && *fd < 0 && !refusal.status; looks++) {
		err_clear(rq->scope);
		*url = asked;
		refusal = find(e, rq, url, a, f);
		if (!refusal.status)
			*fd = blob_store_read(e->blobs, rq->scope, f->content.blob);
	}
	return refusal.status || *fd >= 0 ? refusal : (struct refusal){ 500, NULL };
}

static void log_failure(const struct req *rq)
{
	if (rq->scope->err.msg)
		log_message(LOG_ERROR, "failed", "%s: %s", rq->id, rq->scope->err.msg);
}

static void serve_file(struct emulator *e, struct req *rq, struct reply *rp)
{
	struct account *a = arena_alloc(rq->scope->arena, sizeof(*a));
	struct delivery_url url;
	struct file f;
	int fd;

	if (!delivery_url_read(rq->scope, rq->path, rq->query, &url)) {
		bool missing = rq->scope->err.code == ERR_NOT_FOUND;
		delivery_reply_refuse(rq, rp, missing ? 404 : 400,
			arena_printf(rq->scope->arena, "%s - %s",
				missing ? "ENOENT" : "UNIDENTIFIED", rq->scope->err.msg));
		return;
	}
	struct refusal refusal = open_file(e, rq, &url, a, &f, &fd);
	if (refusal.status) {
		log_failure(rq);
		delivery_reply_refuse(rq, rp, refusal.status, refusal.ik_error);
	} else {
		delivery_reply_file(e, rq, rp, &url, &f, fd);
	}
}

bool delivery_is_url(struct req *rq)
{
	struct delivery_url url;
	bool ok = delivery_url_read(rq->scope, rq->path, rq->query, &url) ||
		  rq->scope->err.code != ERR_NOT_FOUND;

	err_clear(rq->scope);
	return ok;
}

const struct account *delivery_account(struct emulator *e, struct req *rq)
{
	struct account *a = arena_alloc(rq->scope->arena, sizeof(*a));
	struct delivery_url url;
	bool known = delivery_url_read(rq->scope, rq->path, rq->query, &url) &&
		     account_ops_by_imagekit_id(e, rq->scope, url.imagekit_id, a);

	err_clear(rq->scope); /* serving meets it again */
	return known ? a : NULL;
}

void delivery_serve(struct emulator *e, struct req *rq, struct reply *rp)
{
	if (strcmp(rq->method, "OPTIONS") == 0)
		delivery_reply_options(rp);
	else
		serve_file(e, rq, rp);
}
