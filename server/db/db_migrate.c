/* The version number lives in SQLite's user_version. Each step runs in its own transaction. */
#include "db/db_migrate.h"

#include <inttypes.h>

bool db_migrate_version(struct db *db, struct scope *s, int64_t *out)
{
	struct db_query q = db_begin_once(db, "PRAGMA user_version");

	if (db_row(&q))
		*out = db_int(&q, 0);
	return db_end(&q, s);
}

static bool step(struct db *db, struct scope *s, int64_t number, const char *sql)
{
	const char *text = arena_printf(s->arena,
		"BEGIN IMMEDIATE;\n%s\nPRAGMA user_version = %" PRId64 ";\nCOMMIT;", sql, number);

	if (db_exec(db, s, text))
		return true;
	struct scope rollback = scope_open(); /* the first cause stays in s */
	(void)!db_exec(db, &rollback, "ROLLBACK");
	scope_close(&rollback);
	return false;
}

/* Whatever has tables and no version of ours was made by somebody else. */
static bool is_empty(struct db *db, struct scope *s)
{
	struct db_query q = db_begin_once(db, "SELECT name FROM sqlite_master LIMIT 1");
	const char *name = db_row(&q) ? db_text(&q, 0, s) : NULL;

	return db_end(&q, s) &&
	       (!name || err_set(s, ERR_UNAVAILABLE,
				 "The database is not one of this program (it has '%s').", name));
}

bool db_migrate(struct db *db, struct scope *s)
{
	return db_migrate_to(db, s, (int64_t)db_migrations_count);
}

bool db_migrate_to(struct db *db, struct scope *s, int64_t want)
{
	int64_t have = 0;

	if (!db_migrate_version(db, s, &have))
		return false;
	if (have > want)
		return err_set(s, ERR_UNAVAILABLE,
			"The data was written by a newer version of this program (schema %" PRId64
			", this one knows up to %" PRId64 ").",
			have, want);
	if (have < 0)
		return err_set(s, ERR_UNAVAILABLE,
			"The database is not one of this program (schema %" PRId64 ").", have);
	if (have == 0 && !is_empty(db, s))
		return false;
	for (int64_t i = have; i < want; i++)
		if (!step(db, s, i + 1, db_migrations[i]))
			return false;
	return true;
}
