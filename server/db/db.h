/* One SQLite connection with its prepared statements; the only door to SQLite. A connection belongs to
 * one thread at a time (see db_pool.h for who gets which). */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/scope.h"
#include "base/text.h"

struct db;

struct db_options {
	bool read_only;
	bool durable; /* a commit is on disk before it returns */
	bool plain;   /* a database of one file that nobody else has open, with no log beside it */
};

/* Opens (and, unless read_only, creates) the database file. False: ERR_UNAVAILABLE. */
NODISCARD bool db_open(
	struct scope *s, const char *path, const struct db_options *options, struct db **out);
void db_close(struct db *db); /* NULL is fine */

/* Runs statements that return nothing: migrations, BEGIN, COMMIT. */
NODISCARD bool db_exec(struct db *db, struct scope *s, const char *sql);

/* From now on statements that run past this instant of clock_monotonic_us() are broken off: ERR_INVALID,
 * what was asked takes too long. 0: nothing is. */
void db_set_deadline(struct db *db, int64_t deadline_us);

/* A running statement; lives on the stack between db_begin() and db_end(). Failures of binding and
 * stepping stick in it and come out once, from db_end(). */
struct db_query {
	struct db *db;
	void *stmt;
	int rc;
	bool once; /* prepared for this use alone */
};

/* `sql` must be static text: its address is the key of the statement cache. */
struct db_query db_begin(struct db *db, const char *sql);

/* The same for text that was put together for this one use. */
struct db_query db_begin_once(struct db *db, const char *sql);

/* Parameters count from 1. Texts must live until db_end(); NULL binds NULL. */
void db_bind_text(struct db_query *q, int i, const char *text);
void db_bind_int(struct db_query *q, int i, int64_t value);
void db_bind_number(struct db_query *q, int i, double value);

/* True while there is a row to read. Columns count from 0; texts are copied into the arena. */
bool db_row(struct db_query *q);
const char *db_text(struct db_query *q, int column, struct scope *s); /* NULL for NULL */
int64_t db_int(struct db_query *q, int column);
double db_number(struct db_query *q, int column);

/* Ends the statement. False: ERR_CONFLICT for a broken constraint, ERR_UNAVAILABLE for a full disk, or
 * a database that stayed locked or is damaged, else ERR_INTERNAL. */
NODISCARD bool db_end(struct db_query *q, struct scope *s);

/* For statements that return no row: one step and the end. */
NODISCARD bool db_run(struct db_query *q, struct scope *s);

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

/* True between BEGIN and its end, which some failures bring by themselves. */
bool db_is_writing(struct db *db);

int64_t db_changes(struct db *db);
int64_t db_last_row(struct db *db);

#endif
