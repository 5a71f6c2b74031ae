/* One SQLite connection with its prepared statements; the only door to SQLite. A connection belongs to
 * one thread at a time (see db_pool.h for who gets which). */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/scope.h"
#include "base/text.h"
#include "db/db_query.h"

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

/* What the statements of a connection may cost together, and who says whether they are still wanted. */
struct db_budget {
	int64_t us; /* of clock_thread_us() */
	/* Asked every few milliseconds while a statement runs; NULL: they are. */
	bool (*is_wanted)(void *ctx);
	void *ctx;
};

/* From now on, what the calling thread runs is broken off when it has cost so much: ERR_INVALID, what was asked takes
 * too long; and as soon as nobody wants it: ERR_UNAVAILABLE. Copies the budget; NULL: nothing is broken off. */
void db_set_budget(struct db *db, const struct db_budget *budget);

/* Of a durable connection, between transactions: while it is paused, commits are not synced, and nothing of the log
 * goes to the database. */
NODISCARD bool db_pause_syncing(struct db *db, struct scope *s, bool pause);

/* True between BEGIN and its end, which some failures bring by themselves. */
bool db_is_writing(struct db *db);

int64_t db_changes(struct db *db);
int64_t db_last_row(struct db *db);

#endif
