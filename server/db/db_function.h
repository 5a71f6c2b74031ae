/* Functions of ours inside SQL. */
#ifndef DB_DB_FUNCTION_H
#define DB_DB_FUNCTION_H

#include "base/scope.h"

struct db;

/* A call of a function of ours from SQL: its arguments, counted from 0, and its result. Texts live in
 * the arena of the call and end with it. */
struct db_call {
	struct arena *arena;
	void *arguments; /* SQLite's own */
	void *result;
};

const char *db_call_text(const struct db_call *call, int i); /* "" for NULL */
int64_t db_call_int(const struct db_call *call, int i);
void db_call_return_text(struct db_call *call, const char *text);
void db_call_return_number(struct db_call *call, double number);

/* Makes fn callable in SQL by `name` with so many arguments. `ctx` must outlive the connection. */
typedef void db_function_fn(void *ctx, struct db_call *call);
struct db_function {
	const char *name;
	int arguments;
	db_function_fn *fn;
	void *ctx;
};
NODISCARD bool db_function(struct db *db, struct scope *s, const struct db_function *function);

#endif
