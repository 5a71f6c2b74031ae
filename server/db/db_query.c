/* Running one statement. Prepared statements are kept per connection in an open-addressed table keyed
 * by the address of their static text, so a lookup costs no hashing of SQL. Binding and stepping
 * failures stick in the query and surface in db_end(), which always resets the statement: none is left
 * holding a snapshot of the WAL. */
#include "db/db_query.h"

#include "db/db_conn.h"

static sqlite3_stmt **slot_of(struct db *db, const char *sql)
{
	size_t i = ((uintptr_t)sql >> 3) % DB_CACHE_SLOTS;

	for (size_t probes = 0; probes < DB_CACHE_SLOTS; probes++, i = (i + 1) % DB_CACHE_SLOTS) {
		if (!db->cache[i].sql)
			db->cache[i].sql = sql;
		if (db->cache[i].sql == sql)
			return &db->cache[i].stmt;
	}
	return NULL;
}

struct db_query db_begin(struct db *db, const char *sql)
{
	struct db_query q = { .db = db, .rc = SQLITE_OK };
	sqlite3_stmt **slot = slot_of(db, sql);

	if (!slot)
		return db_begin_once(db, sql);
	if (!*slot)
		q.rc = sqlite3_prepare_v3(db->conn, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL);
	q.stmt = *slot;
	return q;
}

struct db_query db_begin_once(struct db *db, const char *sql)
{
	struct db_query q = { .db = db, .once = true };
	sqlite3_stmt *stmt = NULL;

	q.rc = sqlite3_prepare_v2(db->conn, sql, -1, &stmt, NULL);
	q.stmt = stmt;
	return q;
}

void db_bind_text(struct db_query *q, int i, const char *text)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_text(q->stmt, i, text, -1, SQLITE_STATIC);
}

void db_bind_int(struct db_query *q, int i, int64_t value)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_int64(q->stmt, i, value);
}

void db_bind_number(struct db_query *q, int i, double value)
{
	if (q->rc == SQLITE_OK)
		q->rc = sqlite3_bind_double(q->stmt, i, value);
}

bool db_row(struct db_query *q)
{
	if (q->rc == SQLITE_OK || q->rc == SQLITE_ROW)
		q->rc = sqlite3_step(q->stmt);
	return q->rc == SQLITE_ROW;
}

const char *db_text(struct db_query *q, int column, struct scope *s)
{
	const char *text = (const char *)sqlite3_column_text(q->stmt, column);
	int n = sqlite3_column_bytes(q->stmt, column);

	return text ? arena_strndup(s->arena, text, (size_t)n) : NULL;
}

int64_t db_int(struct db_query *q, int column)
{
	return sqlite3_column_int64(q->stmt, column);
}

double db_number(struct db_query *q, int column)
{
	return sqlite3_column_double(q->stmt, column);
}

bool db_end(struct db_query *q, struct scope *s)
{
	bool ok = q->rc == SQLITE_OK || q->rc == SQLITE_ROW || q->rc == SQLITE_DONE;

	if (!ok)
		db_fail(q->db, s, q->rc); /* the message is gone after the reset */
	if (q->once) {
		sqlite3_finalize(q->stmt);
	} else if (q->stmt) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
	}
	return ok;
}

bool db_run(struct db_query *q, struct scope *s)
{
	db_row(q);
	return db_end(q, s);
}

bool db_run_sql(struct db *db, struct scope *s, const char *sql)
{
	struct db_query q = db_begin(db, sql);

	return db_run(&q, s);
}
