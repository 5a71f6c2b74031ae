/* Counts, and the highest row numbers of the tables that hand out ids. */
#include "store/size_store.h"

#include "db/db_rows.h"

bool size_store_rows(struct db *db, struct scope *s, int64_t *out)
{
	static const char sql[] = "SELECT coalesce((SELECT max(id) FROM folder), 0) "
				  "+ coalesce((SELECT max(id) FROM file), 0) "
				  "+ coalesce((SELECT max(id) FROM file_version), 0) "
				  "+ coalesce((SELECT max(id) FROM job), 0) "
				  "+ coalesce((SELECT max(id) FROM purge), 0)";

	struct db_query q = db_begin(db, sql);
	return db_rows_int(&q, s, out);
}

bool size_store_count(struct db *db, struct scope *s, struct library_size *out)
{
	static const char sql[] =
		"SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM file), "
		"(SELECT count(*) FROM "
		"(SELECT blob FROM file_version UNION SELECT blob FROM remote_file))";

	struct db_query q = db_begin(db, sql);
	if (db_row(&q))
		*out = (struct library_size){
			.accounts = db_int(&q, 0),
			.files = db_int(&q, 1),
			.blobs = db_int(&q, 2),
		};
	return db_end(&q, s);
}
