/* Reading and deleting one file. */
#include "ops/file_ops.h"

#include "base/bell.h"
#include "base/text.h"
#include "store/file_store.h"

enum { ID_LENGTH = 24 };

static bool get(
	struct db *db, struct scope *s, const struct account *a, const char *id, struct file *out)
{
	if (!text_is_hex(view_of(id), ID_LENGTH))
		return err_set(s, ERR_INVALID, "Your request contains invalid fileId parameter.");
	return file_store_by_id(db, s, a->row, id, out) ||
	       err_set(s, ERR_NOT_FOUND, "The requested file does not exist.");
}

bool file_ops_get(struct emulator *e, struct scope *s, const struct account *a, const char *id,
	struct file *out)
{
	struct db *db;

	if (!db_pool_take(e->db, s, &db))
		return false;
	bool ok = get(db, s, a, id, out);
	db_pool_give(e->db, db);
	return ok;
}

bool file_ops_delete(struct emulator *e, struct scope *s, const struct account *a, const char *id)
{
	struct file f;
	struct db *db;

	if (!db_pool_write(e->db, s, &db))
		return false;
	bool ok = get(db, s, a, id, &f) && file_store_delete(db, s, f.row);
	ok = db_pool_finish(e->db, s, ok);
	bell_ring(e->garbage);
	return ok;
}
