/* Reading, deleting and restoring of versions. */
#include "ops/version_ops.h"

#include "base/bell.h"
#include "ops/file_ops.h"
#include "ops/near_miss.h"
#include "store/file_store.h"
#include "store/version_store.h"

bool version_ops_list(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const struct list_reader *reader)
{
	struct file f;
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = file_ops_find(db, s, a, file_id, &f) && list_store_versions(db, s, f.row, reader);
	db_pool_give(e->db, db);
	/* It may have been deleted between the two looks. */
	return ok || (s->err.code == ERR_NONE &&
			     err_set(s, ERR_NOT_FOUND, "The requested file does not exist."));
}

/* Whichever of the two is not there, the sentence is the version's. An id that cannot be one is told first,
 * the file's before the version's. */
static bool find(struct db *db, struct scope *s, const struct account *a, const char *file_id,
	const char *version_id, struct file *out)
{
	struct file f;

	bool there = file_ops_find(db, s, a, file_id, &f);
	if (there && version_store_by_id(db, s, f.row, version_id, out))
		return true;
	if (s->err.code != (there ? ERR_NONE : ERR_NOT_FOUND))
		return false;
	err_clear(s);
	if (!file_ops_is_id(version_id)) {
		err_set(s, ERR_INVALID, "Your request contains invalid versionId parameter.");
	} else {
		err_set(s, ERR_NOT_FOUND, "The requested file version does not exist.");
	}
	return there ? near_miss_note(s, NEAR_MISS_VERSION_ID, f.row, version_id)
		     : near_miss_note(s, NEAR_MISS_FILE_ID, a->row, file_id);
}

bool version_ops_get(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id, struct file *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = find(db, s, a, file_id, version_id, out);
	db_pool_give(e->db, db);
	return ok;
}

static bool delete_version(struct db *db, struct scope *s, const struct file *version)
{
	if (version->is_current)
		return err_set(s, ERR_INVALID, "You cannot delete current version of a file.");
	return version_store_delete(db, s, version->version_row);
}

bool version_ops_delete(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id)
{
	struct file version = { 0 };
	struct db *db;

	if (!db_pool_write_freeing(e->db, s, &db))
		return false;
	bool ok = find(db, s, a, file_id, version_id, &version) && delete_version(db, s, &version);
	ok = db_pool_finish(e->db, s, ok);
	bell_ring(e->garbage);
	return ok;
}

/* The URL of the file must change with its bytes, so the version counts as touched. */
static bool make_current(struct emulator *e, struct db *db, struct scope *s,
	const struct account *a, struct file *version)
{
	if (version->is_current)
		return true;
	version->is_current = true;
	version->updated_at = clock_now(e->clock, a->row);
	return file_store_set_current(db, s, version->row, version->version_row) &&
	       version_store_touch(db, s, version->version_row, version->updated_at);
}

bool version_ops_restore(struct emulator *e, struct scope *s, const struct account *a,
	const char *file_id, const char *version_id, struct file *out)
{
	struct db *db;

	if (!db_pool_write(e->db, s, &db))
		return false;
	return db_pool_finish(e->db, s,
		find(db, s, a, file_id, version_id, out) && make_current(e, db, s, a, out));
}
