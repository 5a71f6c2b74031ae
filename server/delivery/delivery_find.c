/* The order of the checks: account known, signature where every URL needs one, file there, published, signature
 * where this file needs one, then what the URL wants done with the file. */
#include "delivery/delivery_find.h"

#include "blob/blob_store.h"
#include "delivery/signed_url.h"
#include "model/name_rules.h"
#include "ops/account_ops.h"
#include "ops/near_miss.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <string.h>

static struct delivery_refusal not_found(const char *ik_error)
{
	return (struct delivery_refusal){ 404, ik_error };
}

static struct delivery_refusal not_made(void)
{
	return (struct delivery_refusal){ 501,
		"UNIDENTIFIED - This emulator does not make the asset that "
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

static struct delivery_refusal no_file(
	struct scope *s, const struct account *a, const struct delivery_asked *asked)
{
	near_miss_note(s, asked->owner ? NEAR_MISS_FILE_PATH : NEAR_MISS_PUBLIC_PATH, a->row,
		name_rules_join(s->arena, asked->url.folder_path, asked->url.name));
	return not_found("ENOENT - No file was found in the media library at the specified path");
}

static struct delivery_refusal no_version(
	struct scope *s, const struct delivery_url *url, const struct file *f)
{
	near_miss_note(s, NEAR_MISS_VERSION_KEY, f->row, query_get(&url->query, "ik-obj-version"));
	return not_found("ENOENT - The file has no such version");
}

static struct delivery_refusal no_account(struct scope *s, const struct delivery_url *url)
{
	near_miss_note(s, NEAR_MISS_IMAGEKIT_ID, 0, url->imagekit_id);
	return not_found("ENOENT - No account has this imagekit_id");
}

static struct delivery_refusal find_file(struct emulator *e, struct scope *s,
	struct delivery_asked *asked, struct delivery_found *out)
{
	struct delivery_refusal refusal = { 0 };
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return (struct delivery_refusal){ 503, NULL };
	if (!find_path(db, s, out->account, &asked->url, &out->file))
		refusal = delivery_url_is_generated(&asked->url) ? not_made()
								 : no_file(s, out->account, asked);
	else if (!find_version(db, s, &asked->url, &out->file))
		refusal = no_version(s, &asked->url, &out->file);
	else if (!out->file.attributes.is_published)
		refusal = not_found("ENOENT - The file is not published");
	db_pool_give(e->db, db);
	return s->err.code == ERR_NONE ? refusal : (struct delivery_refusal){ 500, NULL };
}

static struct delivery_refusal unauthorized(enum signed_url state)
{
	static const char *const why[] = {
		[SIGNED_URL_NONE] = "EACCES - The URL needs a signature",
		[SIGNED_URL_VALID] = NULL,
		[SIGNED_URL_EXPIRED] = "EACCES - The signature of the URL has expired",
		[SIGNED_URL_WRONG] = "EACCES - The signature of the URL is wrong",
	};

	return (struct delivery_refusal){ 401, why[state] };
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
static struct delivery_refusal check_access(struct emulator *e, enum signed_url state,
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
	return (struct delivery_refusal){ 0 };
}

static struct delivery_refusal check_wish(const struct delivery_url *url, const struct file *f)
{
	const char *sanitize = query_get(&url->query, "ik-sanitizeSvg");

	if (url->chain && !*url->chain)
		return (struct delivery_refusal){ 400,
			"UNIDENTIFIED - The transformation in the path is empty" };
	if (url->suffix)
		return not_made();
	if (sanitize && strcmp(sanitize, "true") == 0 &&
		strcmp(f->content.mime, "image/svg+xml") == 0)
		return (struct delivery_refusal){ 501,
			"UNIDENTIFIED - This emulator does not sanitize SVG files yet" };
	if (!url->chain || delivery_url_wants_original(url) || !is_transformable(&f->content))
		return (struct delivery_refusal){ 0 };
	return (struct delivery_refusal){ 501,
		"UNIDENTIFIED - This emulator does not transform files yet; "
		"orig-true delivers the original" };
}

static bool is_owner(const struct delivery_asked *asked, const struct account *a)
{
	return asked->owner && asked->owner->row == a->row;
}

static struct delivery_refusal find(struct emulator *e, struct scope *s,
	struct delivery_asked *asked, struct delivery_found *out)
{
	struct account *a = arena_alloc(s->arena, sizeof(*a));
	const struct delivery_url *url = &asked->url;

	if (!account_ops_by_imagekit_id(e, s, url->imagekit_id, a))
		return s->err.code == ERR_NONE ? no_account(s, url)
					       : (struct delivery_refusal){ 500, NULL };
	out->account = a;
	enum signed_url state = signed_url_check(s->arena, asked->target, a->private_key,
		url->prefixes, url->prefix_count, clock_now(e->clock, a->row) / 1000);
	bool anybody = !is_owner(asked, a);
	/* Before it is told whether there is such a file. */
	if (anybody && e->config->signed_urls == CONFIG_SIGNED_REQUIRED &&
		state != SIGNED_URL_VALID)
		return unauthorized(state);
	struct delivery_refusal refusal = find_file(e, s, asked, out);
	if (!refusal.status && anybody)
		refusal = check_access(e, state, url, &out->file);
	return refusal.status ? refusal : check_wish(url, &out->file);
}

/* The row and the bytes are two looks: a file that was deleted or replaced in between is looked up again. */
struct delivery_refusal delivery_find(struct emulator *e, struct scope *s,
	struct delivery_asked *asked, struct delivery_found *out)
{
	enum { MOST_LOOKS = 3 };
	const struct delivery_url url = asked->url;
	struct delivery_refusal refusal = { 0 };

	*out = (struct delivery_found){ .fd = -1 };
	for (int looks = 0; looks < MOST_LOOKS && out->fd < 0 && !refusal.status; looks++) {
		err_clear(s);
		asked->url = url;
		refusal = find(e, s, asked, out);
		if (!refusal.status)
			out->fd = blob_store_read(e->blobs, s, out->file.content.blob);
	}
	return refusal.status || out->fd >= 0 ? refusal : (struct delivery_refusal){ 500, NULL };
}
