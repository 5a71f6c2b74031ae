/* Reading, changing and deleting one file. */
#include "ops/file_ops.h"

#include "base/bell.h"
#include "base/encode.h"
#include "base/text.h"
#include "model/name_rules.h"
#include "ops/field_values.h"
#include "ops/near_miss.h"
#include "ops/purge_ops.h"
#include "ops/removal_ops.h"
#include "store/file_store.h"
#include "store/version_store.h"

enum { ID_LENGTH = 24 };

bool file_ops_is_id(const char *id)
{
	return text_is_hex(view_of(id), ID_LENGTH);
}

const char *file_ops_fresh_id(
	struct emulator *e, struct db *db, struct scope *s, const struct account *a, int64_t now_ms)
{
	struct file there;
	const char *id;

	do {
		id = ident_object(e->ident, s->arena, now_ms);
	} while (file_store_by_id(db, s, a->row, id, &there));
	return id;
}

bool file_ops_find(
	struct db *db, struct scope *s, const struct account *a, const char *id, struct file *out)
{
	if (file_store_by_id(db, s, a->row, id, out))
		return true;
	if (!file_ops_is_id(id))
		err_set(s, ERR_INVALID, "Your request contains invalid fileId parameter.");
	else
		err_set(s, ERR_NOT_FOUND, "The requested file does not exist.");
	return near_miss_note(s, NEAR_MISS_FILE_ID, a->row, id);
}

bool file_ops_get(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct file *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = file_ops_find(db, s, a, id, out);
	db_pool_give(e->db, db);
	return ok;
}

/* Inside the transaction of an update. */
struct update {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct account *account;
	const struct file_patch *patch;
	int64_t now;
};

static bool set_attributes(struct update *u, struct file *f)
{
	const struct file_patch *patch = u->patch;

	/* A region of interest means something on images only. */
	if (patch->has_coordinates && f->content.is_image)
		f->attributes.custom_coordinates = patch->custom_coordinates;
	if (patch->has_description)
		f->attributes.description = patch->description;
	if (patch->has_tags &&
		!version_store_set_tags(u->db, u->s, f->version_row, patch->tags_json, u->now))
		return false;
	if (!patch->has_coordinates && !patch->has_description)
		return true;
	return version_store_set_attributes(u->db, u->s, f->version_row, &f->attributes, u->now);
}

static bool set_custom_metadata(struct update *u, const struct file *f)
{
	const struct json_value *values = u->patch->custom_metadata;

	if (!values || json_count(values) == 0)
		return true;
	return field_values_merge(u->db, u->s, u->account, f->version_row, values) &&
	       version_store_touch(u->db, u->s, f->version_row, u->now);
}

static bool publish_one(struct update *u, const struct file *version)
{
	const char *key = ident_version_key(u->e->ident, u->s->arena);

	if (version->attributes.is_published == u->patch->is_published)
		return true;
	return version_store_set_published(
		u->db, u->s, version, u->patch->is_published, key, u->now);
}

static bool publish(struct update *u, struct file *f)
{
	const char *path = name_rules_join(u->s->arena, f->folder_path, f->name), *purge;
	struct file *all = f;
	size_t count = 1;

	if (u->patch->all_versions && !version_store_all(u->db, u->s, f->row, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!publish_one(u, &all[i]))
			return false;
	if (u->patch->is_published)
		return true;
	/* A spent quota keeps nobody from unpublishing. */
	return purge_ops_along(u->e, u->db, u->s, u->account,
		arena_printf(u->s->arena, "%s%s*", u->patch->base,
			encode_percent(u->s->arena, path, "/")),
		&purge);
}

bool file_ops_update(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	const struct file_patch *patch, struct file *out)
{
	struct update u = { .e = e, .s = s, .account = a, .patch = patch };

	if (!db_pool_write(e->db, s, &u.db))
		return false;
	u.now = clock_now(e->clock, a->row);
	bool ok = file_ops_find(u.db, s, a, id, out) && set_attributes(&u, out) &&
		  set_custom_metadata(&u, out) && (!patch->has_publish || publish(&u, out)) &&
		  file_ops_find(u.db, s, a, id, out);
	return db_pool_finish(e->db, s, ok);
}

bool file_ops_delete(struct emulator *e, struct scope *s, const struct account *a, const char *id)
{
	struct removal removal = { .e = e, .s = s, .account = a, .files = &id, .count = 1 };
	struct file f;
	struct db *db;

	if (!db_pool_write_freeing(e->db, s, &db))
		return false;
	bool ok = file_ops_find(db, s, a, id, &f) && removal_ops_begin(&removal, db);
	ok = db_pool_finish(e->db, s, ok) && removal_ops_rest(&removal);
	bell_ring(e->garbage);
	return ok;
}
