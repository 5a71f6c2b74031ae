/* Between turns anything may happen: files and folders are looked up again by what clients call them, since
 * rows of what is gone are used again. */
#include "ops/removal_ops.h"

#include "store/file_store.h"
#include "store/folder_store.h"
#include "store/removal_store.h"

#include <string.h>

static bool remove_files(struct removal *r, struct db *db, int64_t *rows)
{
	struct file f;
	bool gone = true;

	for (; r->count > 0 && *rows > 0; r->files += gone, r->count -= gone) {
		gone = true;
		if (file_store_by_id(db, r->s, r->account->row, r->files[0], &f) &&
			!removal_store_file(db, r->s, f.row, rows, &gone))
			return false;
		if (r->s->err.code != ERR_NONE)
			return false;
	}
	return true;
}

static bool remove_folder(struct removal *r, struct db *db, int64_t *rows)
{
	struct folder there;
	bool gone = true;

	if (folder_store_by_path(db, r->s, r->account->row, r->folder, &there) &&
		strcmp(there.id, r->folder_id) == 0 &&
		!removal_store_tree(db, r->s, r->account->row, r->folder, rows, &gone))
		return false;
	if (gone)
		r->folder = NULL;
	return r->s->err.code == ERR_NONE;
}

bool removal_ops_begin(struct removal *r, struct db *db)
{
	int64_t rows = REMOVAL_OPS_ROWS;

	return r->folder ? remove_folder(r, db, &rows) : remove_files(r, db, &rows);
}

bool removal_ops_rest(struct removal *r)
{
	struct db *db;

	while (r->folder || r->count > 0) {
		db_pool_let_others(r->e->db);
		if (!db_pool_write_freeing(r->e->db, r->s, &db) ||
			!db_pool_finish(r->e->db, r->s, removal_ops_begin(r, db)))
			return false;
	}
	return true;
}
