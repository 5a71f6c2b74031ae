/* The library first: it names most of them. */
#include "ops/blob_keep.h"

#include "blob/blob_collect.h"
#include "ops/emulator.h"
#include "store/blob_ref_store.h"
#include "store/checkpoint_shelf.h"

enum blob_use blob_keep_library_use(void *emulator, const char *blob)
{
	struct emulator *e = emulator;
	struct scope s = scope_open();
	enum blob_use use = BLOB_UNKNOWN;
	struct db *db;

	if (db_pool_take(e->db, &s, &db)) {
		bool named = blob_ref_store_is_named(db, &s, blob);
		db_pool_give(e->db, db);
		if (s.err.code == ERR_NONE)
			use = named ? BLOB_USED : BLOB_FREE;
	}
	scope_close(&s);
	return use;
}

enum blob_use blob_keep_use(void *emulator, const char *blob)
{
	struct emulator *e = emulator;
	enum blob_use use = blob_keep_library_use(e, blob);

	if (use != BLOB_FREE)
		return use;
	struct scope s = scope_open();
	bool named = checkpoint_shelf_names(e->shelf, &s, blob);
	if (s.err.code != ERR_NONE)
		use = BLOB_UNKNOWN;
	else if (named)
		use = BLOB_USED;
	scope_close(&s);
	return use;
}
