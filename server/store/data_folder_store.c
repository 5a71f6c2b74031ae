/* One pragma. */
#include "store/data_folder_store.h"

#include <inttypes.h>

bool data_folder_store_get(struct db *db, struct scope *s, int64_t *mark)
{
	struct db_query q = db_begin_once(db, "PRAGMA application_id");

	*mark = DATA_FOLDER_NO_MARK;
	if (db_row(&q))
		*mark = db_int(&q, 0);
	return db_end(&q, s);
}

bool data_folder_store_put(struct db *db, struct scope *s, int64_t mark)
{
	int64_t there;

	if (!data_folder_store_get(db, s, &there))
		return false;
	return there == mark ||
	       db_exec(db, s, arena_printf(s->arena, "PRAGMA application_id = %" PRId64, mark));
}
