/* The inside of a connection, shared by the files of db/ alone. */
#ifndef DB_DB_CONN_H
#define DB_DB_CONN_H

#include "base/scope.h"

#include <sqlite3.h>

enum { DB_CACHE_SLOTS = 256 }; /* several times the number of statements in store/ */
enum { DB_BUSY_TIMEOUT_MS = 10000 };

struct db {
	sqlite3 *conn;
	/* Of db_set_budget(). */
	int64_t until_us; /* of clock_thread_us() */
	bool (*is_wanted)(void *ctx);
	void *ctx;
	bool unwanted; /* why the last statement was broken off */

	struct {
		const char *sql; /* the address is the key */
		sqlite3_stmt *stmt;
	} cache[DB_CACHE_SLOTS];
};

/* Turns a SQLite result into the scope's error; always false. */
bool db_fail(struct db *db, struct scope *s, int rc);

#endif
