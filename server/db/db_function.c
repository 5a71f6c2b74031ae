/* SQLite hands over values of its own; each call has an arena for the texts that are read of them. */
#include "db/db_function.h"

#include "db/db_conn.h"

#include <stdlib.h>

struct function {
	db_function_fn *fn;
	void *ctx;
};

static sqlite3_value *argument(const struct db_call *call, int i)
{
	sqlite3_value **values = call->arguments;

	return values[i];
}

const char *db_call_text(const struct db_call *call, int i)
{
	const char *text = (const char *)sqlite3_value_text(argument(call, i));

	return text ? text : "";
}

int64_t db_call_int(const struct db_call *call, int i)
{
	return sqlite3_value_int64(argument(call, i));
}

void db_call_return_text(struct db_call *call, const char *text)
{
	sqlite3_result_text(call->result, text, -1, SQLITE_TRANSIENT);
}

void db_call_return_number(struct db_call *call, double number)
{
	sqlite3_result_double(call->result, number);
}

static void call(sqlite3_context *sql, int argc, sqlite3_value **argv)
{
	struct function *f = sqlite3_user_data(sql);
	struct db_call c = { .arena = arena_new(), .arguments = argv, .result = sql };

	(void)argc;
	f->fn(f->ctx, &c);
	arena_free(c.arena);
}

bool db_function(struct db *db, struct scope *s, const struct db_function *function)
{
	struct function *f = xmalloc(sizeof(*f));

	*f = (struct function){ function->fn, function->ctx };
	int rc = sqlite3_create_function_v2(db->conn, function->name, function->arguments,
		SQLITE_UTF8, f, call, NULL, NULL, free);
	return rc == SQLITE_OK || db_fail(db, s, rc);
}
