/* Functions of ours inside SQL, for statements that make many rows at once. */
#include "db/db_conn.h"

#include <stdlib.h>

struct function {
	db_function_fn *fn;
	void *ctx;
};

static void call(sqlite3_context *sql, int argc, sqlite3_value **argv)
{
	struct function *f = sqlite3_user_data(sql);
	struct arena *a = arena_new();

	(void)argc;
	sqlite3_result_text(
		sql, f->fn(f->ctx, a, sqlite3_value_int64(argv[0])), -1, SQLITE_TRANSIENT);
	arena_free(a);
}

bool db_function(struct db *db, struct scope *s, const char *name, db_function_fn *fn, void *ctx)
{
	struct function *f = xmalloc(sizeof(*f));

	*f = (struct function){ fn, ctx };
	int rc = sqlite3_create_function_v2(
		db->conn, name, 1, SQLITE_UTF8, f, call, NULL, NULL, free);
	return rc == SQLITE_OK || db_fail(db, s, rc);
}
