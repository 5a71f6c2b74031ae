/* Everything or nothing, in one transaction. */
#include "ops/bulk_ops.h"

#include "base/bell.h"
#include "ops/near_miss.h"
#include "ops/removal_ops.h"
#include "ops/tag_json.h"
#include "store/file_store.h"
#include "store/version_store.h"

#include <string.h>

static bool contains(const char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static void drop_repeated(struct bulk_ids *ids)
{
	size_t kept = 0;

	for (size_t i = 0; i < ids->count; i++)
		if (!contains(ids->ids, kept, ids->ids[i]))
			ids->ids[kept++] = ids->ids[i];
	ids->count = kept;
}

struct bulk {
	struct emulator *e;
	struct db *db;
	struct scope *s;
	const struct account *account;
	struct file *files;
	size_t count;
	const struct tag_list *tags;
};

/* An id that is none counts as missing. */
static bool load(struct bulk *b, struct bulk_ids *ids)
{
	struct tag_list missing = { 0 };

	drop_repeated(ids);
	b->files = arena_alloc(b->s->arena, ids->count * sizeof(*b->files));
	b->count = ids->count;
	for (size_t i = 0; i < ids->count; i++)
		if (!file_store_by_id(b->db, b->s, b->account->row, ids->ids[i], &b->files[i]))
			tag_rules_add(b->s->arena, &missing, ids->ids[i]);
	if (missing.count == 0)
		return b->s->err.code == ERR_NONE;
	err_set(b->s, ERR_NOT_FOUND, "The requested file(s) does not exist.");
	err_extra(b->s, "missingFileIds", tag_json_write(b->s->arena, &missing));
	return near_miss_note(b->s, NEAR_MISS_FILE_ID, b->account->row, missing.names[0]);
}

static bool run(struct emulator *e, struct scope *s, const struct account *a, struct bulk_ids *ids,
	const struct tag_list *tags, bool (*each)(struct bulk *b, const struct file *f))
{
	struct bulk b = { .e = e, .s = s, .account = a, .tags = tags };

	if (!db_pool_write(e->db, s, &b.db))
		return false;
	bool ok = load(&b, ids);
	for (size_t i = 0; ok && i < b.count; i++)
		ok = each(&b, &b.files[i]);
	return db_pool_finish(e->db, s, ok);
}

static bool set_tags(struct bulk *b, const struct file *f, const struct tag_list *list)
{
	return version_store_set_tags(b->db, b->s, f->version_row,
		tag_json_write(b->s->arena, list), clock_now(b->e->clock, b->account->row));
}

static bool add_tags_to(struct bulk *b, const struct file *f)
{
	struct tag_list list = { 0 };

	if (!tag_json_read(b->s, f->attributes.tags_json, &list))
		return false;
	for (size_t i = 0; i < b->tags->count; i++)
		if (!contains(list.names, list.count, b->tags->names[i]))
			tag_rules_add(b->s->arena, &list, b->tags->names[i]);
	if (!tag_rules_check_length(b->s, &list))
		return err_extra(b->s, "fileId", arena_printf(b->s->arena, "\"%s\"", f->id));
	return set_tags(b, f, &list);
}

static bool remove_tags_from(struct bulk *b, const struct file *f)
{
	struct tag_list old = { 0 }, kept = { 0 };

	if (!tag_json_read(b->s, f->attributes.tags_json, &old))
		return false;
	for (size_t i = 0; i < old.count; i++)
		if (!contains(b->tags->names, b->tags->count, old.names[i]))
			tag_rules_add(b->s->arena, &kept, old.names[i]);
	return set_tags(b, f, &kept);
}

static bool leave_as_is(struct bulk *b, const struct file *f)
{
	(void)b;
	(void)f;
	return true;
}

bool bulk_ops_delete(
	struct emulator *e, struct scope *s, const struct account *a, struct bulk_ids *ids)
{
	struct bulk b = { .e = e, .s = s, .account = a };
	struct removal removal = { .e = e, .s = s, .account = a };

	if (!db_pool_write_freeing(e->db, s, &b.db))
		return false;
	bool ok = load(&b, ids);
	removal.files = ids->ids;
	removal.count = ids->count;
	ok = db_pool_finish(e->db, s, ok && removal_ops_begin(&removal, b.db)) &&
	     removal_ops_rest(&removal);
	bell_ring(e->garbage);
	return ok;
}

bool bulk_ops_add_tags(struct emulator *e, struct scope *s, const struct account *a,
	struct bulk_ids *ids, const struct tag_list *tags)
{
	return run(e, s, a, ids, tags, add_tags_to);
}

bool bulk_ops_remove_tags(struct emulator *e, struct scope *s, const struct account *a,
	struct bulk_ids *ids, const struct tag_list *tags)
{
	return run(e, s, a, ids, tags, remove_tags_from);
}

bool bulk_ops_remove_ai_tags(
	struct emulator *e, struct scope *s, const struct account *a, struct bulk_ids *ids)
{
	return run(e, s, a, ids, NULL, leave_as_is);
}
