/* What work costs, in steps of SQLite's machine: the same on every computer, unlike time. Triggers and the
 * statements that full text runs inside count too. A machine makes some ten million a second. */
#ifndef TESTS_DB_STEPS_H
#define TESTS_DB_STEPS_H

#include "db/db_conn.h"

#include <check.h>
#include <string.h>

enum {
	DB_STEPS_GRAIN = 10,
	DB_STEPS_MOST =
		2500000, /* of a transaction that writes: a quarter of a second of a slow machine */
};

struct db_steps {
	int64_t count;   /* since the beginning, or the last commit of a transaction that wrote */
	int64_t longest; /* transaction */
	int commits;
};

static inline int db_steps_add(void *arg)
{
	struct db_steps *steps = arg;

	steps->count += DB_STEPS_GRAIN;
	return 0;
}

static inline int db_steps_commit(void *arg)
{
	struct db_steps *steps = arg;

	if (steps->count > steps->longest)
		steps->longest = steps->count;
	steps->count = 0;
	steps->commits++;
	return 0;
}

/* Counts from now on; `steps` must outlive the connection's work. */
static inline void db_steps_begin(struct db *db, struct db_steps *steps)
{
	*steps = (struct db_steps){ 0 };
	sqlite3_progress_handler(db->conn, DB_STEPS_GRAIN, db_steps_add, steps);
}

/* Counts each transaction for itself. */
static inline void db_steps_begin_commits(struct db *db, struct db_steps *steps)
{
	db_steps_begin(db, steps);
	sqlite3_commit_hook(db->conn, db_steps_commit, steps);
}

/* Of the connections that are opened from now on to the file of this name, whoever opens them; one at a time. */
static struct db_steps *db_steps_of_all;
static const char *db_steps_file;

static inline int db_steps_greet(sqlite3 *conn, char **message, const void *api)
{
	const char *path = sqlite3_db_filename(conn, "main");
	const char *name = path ? strrchr(path, '/') : NULL;

	(void)message;
	(void)api;
	if (name && strcmp(name + 1, db_steps_file) == 0) {
		sqlite3_progress_handler(conn, DB_STEPS_GRAIN, db_steps_add, db_steps_of_all);
		sqlite3_commit_hook(conn, db_steps_commit, db_steps_of_all);
	}
	return SQLITE_OK;
}

static inline void db_steps_begin_all(const char *file, struct db_steps *steps)
{
	*steps = (struct db_steps){ 0 };
	db_steps_of_all = steps;
	db_steps_file = file;
	sqlite3_auto_extension((void (*)(void))db_steps_greet);
}

/* None of the transactions was too long. */
static inline void db_steps_check(const struct db_steps *steps)
{
	ck_assert_msg(steps->longest <= DB_STEPS_MOST,
		"%jd steps in the longest of %d transactions", (intmax_t)steps->longest,
		steps->commits);
}

static inline int64_t db_steps_end(struct db *db, struct db_steps *steps)
{
	sqlite3_progress_handler(db->conn, 0, NULL, NULL);
	return steps->count;
}

#endif
