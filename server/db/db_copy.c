/* SQLite's backup, over connections of its own: those of the pool find the new content as if another
 * process had written it. */
#include "db/db_copy.h"

#include "db/db_conn.h"

#include <sys/stat.h>

enum { ALL_PAGES = -1 };
enum { LONG_LOG = 16 * 1024 * 1024 }; /* bytes; what wal_autocheckpoint comes to */

static bool copy_pages(struct scope *s, struct db *from, struct db *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->conn, "main", from->conn, "main");
	int rc = backup ? sqlite3_backup_step(backup, ALL_PAGES) : SQLITE_ERROR;

	/* What went wrong at the reading end is told by the step, at the writing one by the connection. */
	if (backup)
		(void)sqlite3_backup_finish(backup);
	if (rc == SQLITE_DONE)
		return true;
	db_fail(to, s, rc);
	s->err.code = ERR_UNAVAILABLE;
	return false;
}

/* With the pages came the word that a log stands beside them. */
static bool put_down(struct scope *s, struct db *to, bool live)
{
	return live || db_exec(to, s, "PRAGMA journal_mode = DELETE");
}

/* The commit of a backup is none that wal_autocheckpoint looks at: the log would grow by the whole database with
 * every copy, until somebody else writes. What readers still need of it stays for the next time. */
static void shorten_log(struct scope *s, struct db *to, const char *path)
{
	struct stat st;

	if (stat(arena_printf(s->arena, "%s-wal", path), &st) == 0 && st.st_size > LONG_LOG)
		(void)sqlite3_wal_checkpoint_v2(
			to->conn, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

bool db_copy_from(struct scope *s, struct db *from, const struct db_copy *copy)
{
	const struct db_options writing = { .durable = copy->durable, .plain = !copy->live };
	struct db *to = NULL;

	bool ok = db_open(s, copy->to, &writing, &to) && copy_pages(s, from, to) &&
		  put_down(s, to, copy->live);
	if (ok && copy->live)
		shorten_log(s, to, copy->to);
	db_close(to);
	return ok;
}

bool db_copy(struct scope *s, const struct db_copy *copy)
{
	const struct db_options reading = { .read_only = true };
	struct db *from = NULL;

	bool ok = db_open(s, copy->from, &reading, &from) && db_copy_from(s, from, copy);
	db_close(from);
	return ok;
}
