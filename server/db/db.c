/* Opening and closing a connection, and the pragmas that every connection shares. */
#include "db/db.h"

#include "base/clock.h"
#include "db/db_conn.h"

#include <pthread.h>
#include <stdlib.h>

enum { LOG_PAGES = 4000 };                 /* that go to the database at once */
enum { STEPS_BETWEEN_LOOKS = 100 * 1000 }; /* of SQLite's machine, some milliseconds */

static int is_over(void *arg)
{
	struct db *db = arg;

	db->unwanted = db->is_wanted && !db->is_wanted(db->ctx);
	return db->unwanted || clock_thread_us() > db->until_us;
}

void db_set_budget(struct db *db, const struct db_budget *budget)
{
	static const struct db_budget none = { 0 };
	const struct db_budget *own = budget ? budget : &none;

	db->until_us = clock_thread_us() + own->us;
	db->is_wanted = own->is_wanted;
	db->ctx = own->ctx;
	db->unwanted = false;
	sqlite3_progress_handler(db->conn, STEPS_BETWEEN_LOOKS, budget ? is_over : NULL, db);
}

static bool set_up(struct db *db, struct scope *s, const struct db_options *o)
{
	sqlite3_extended_result_codes(db->conn, 1);
	sqlite3_busy_timeout(db->conn, DB_BUSY_TIMEOUT_MS);
	if (!db_exec(db, s,
		    "PRAGMA foreign_keys = ON; PRAGMA cache_size = -512; "
		    "PRAGMA temp_store = MEMORY;"))
		return false;
	/* Readers look at the file in the machine's own cache instead of copying its pages one call at a time:
	 * a search looks at thousands. Such pages count as resident, but the machine takes them back at will. */
	if (o->read_only)
		return db_exec(db, s, "PRAGMA mmap_size = 2147418112");
	sqlite3_wal_autocheckpoint(db->conn, LOG_PAGES);
	return db_exec(db, s,
		       o->plain ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL") &&
	       db_exec(db, s,
		       o->durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
}

bool db_pause_syncing(struct db *db, struct scope *s, bool pause)
{
	sqlite3_wal_autocheckpoint(db->conn, pause ? 0 : LOG_PAGES);
	return db_exec(db, s, pause ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL");
}

/* Nobody asks SQLite how much memory it has, and to count each piece of it takes a lock that all connections
 * share: a twentieth of a request's time. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (pthread_once(&once, configure) != 0)
		abort();
}

bool db_open(struct scope *s, const char *path, const struct db_options *options, struct db **out)
{
	int flags = SQLITE_OPEN_NOMUTEX |
		    (options->read_only ? SQLITE_OPEN_READONLY
					: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	struct db *db = xcalloc(1, sizeof(*db));

	ready();
	int rc = sqlite3_open_v2(path, &db->conn, flags, NULL);

	if (rc != SQLITE_OK || !set_up(db, s, options)) {
		db_fail(db, s, rc);
		db_close(db);
		return false;
	}
	*out = db;
	return true;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < ARRAY_LEN(db->cache); i++)
		sqlite3_finalize(db->cache[i].stmt);
	sqlite3_close(db->conn);
	free(db);
}

bool db_exec(struct db *db, struct scope *s, const char *sql)
{
	int rc = sqlite3_exec(db->conn, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || db_fail(db, s, rc);
}

bool db_is_writing(struct db *db)
{
	return !sqlite3_get_autocommit(db->conn);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->conn);
}

int64_t db_last_row(struct db *db)
{
	return sqlite3_last_insert_rowid(db->conn);
}
