/* Whose live database this is: a number that the data folder knows, see state/data_pairing.h. It lies in SQLite's
 * application_id, which no row tells of and which comes and goes with the pages. */
#ifndef STORE_DATA_FOLDER_STORE_H
#define STORE_DATA_FOLDER_STORE_H

#include "db/db_pool.h"

enum { DATA_FOLDER_NO_MARK = 0 };

NODISCARD bool data_folder_store_get(struct db *db, struct scope *s, int64_t *mark);

/* 1 to INT32_MAX, or none. */
NODISCARD bool data_folder_store_put(struct db *db, struct scope *s, int64_t mark);

#endif
