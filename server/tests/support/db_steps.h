/* What work costs, in steps of SQLite's machine: the same on every computer, unlike time. Triggers and the
 * statements that full text runs inside count too. A machine makes some ten million a second. */
#ifndef TESTS_DB_STEPS_H
#define TESTS_DB_STEPS_H

#include "db/db_conn.h"

enum { DB_STEPS_GRAIN = 10 };

struct db_steps {
	int64_t count;
};

static inline int db_steps_add(void *arg)
{
	struct db_steps *steps = arg;

	steps->count += DB_STEPS_GRAIN;
	return 0;
}

/* Counts from now on; `steps` must outlive the connection's work. */
static inline void db_steps_begin(struct db *db, struct db_steps *steps)
{
	steps->count = 0;
	sqlite3_progress_handler(db->conn, DB_STEPS_GRAIN, db_steps_add, steps);
}

static inline int64_t db_steps_end(struct db *db, struct db_steps *steps)
{
	sqlite3_progress_handler(db->conn, 0, NULL, NULL);
	return steps->count;
}

#endif
