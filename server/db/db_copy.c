/* SQLite's backup, over connections of its own: those of the pool find the new content as if another
 * process had written it. */
#include "db/db_copy.h"

#include "base/fs.h"
#include "db/db_conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ALL_PAGES = -1 };
enum { LONG_LOG = 16 * 1024 * 1024 }; /* bytes; what the pages that the log gathers come to */

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

static bool copy_bytes(int from, int to)
{
	enum { PIECE = 1 << 30 };
	ssize_t n;

	do
		n = sendfile(to, from, NULL, PIECE);
	while (n > 0 || (n < 0 && errno == EINTR));
	return n == 0;
}

/* Two bytes of a database's head say how it is written: 1 with a journal, 2 with a log. */
static bool make_live(int fd)
{
	enum { VERSIONS_AT = 18 };
	static const char with_log[2] = { 2, 2 };

	return pwrite(fd, with_log, sizeof(with_log), VERSIONS_AT) == (ssize_t)sizeof(with_log);
}

static bool fill(struct scope *s, const struct db_copy *copy, const char *fresh)
{
	int from = open(copy->from, O_RDONLY | O_CLOEXEC);
	int to = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = from >= 0 && to >= 0 && copy_bytes(from, to) && make_live(to) &&
		  (!copy->durable || fdatasync(to) == 0);

	if (!ok)
		err_errno(s, ERR_UNAVAILABLE, "creating", fresh);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return ok;
}

/* Of a database that went from here: SQLite would take them for this one's. */
static bool remove_leftovers(struct scope *s, const char *path)
{
	static const char *const suffixes[] = { "-journal", "-wal", "-shm" };

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		const char *left = arena_printf(s->arena, "%s%s", path, suffixes[i]);
		if (unlink(left) != 0 && errno != ENOENT)
			return err_errno(s, ERR_UNAVAILABLE, "removing", left);
	}
	return true;
}

static bool sync_folder_of(struct scope *s, const char *path)
{
	const char *slash = strrchr(path, '/');

	return fs_sync_dir(s, slash ? arena_strndup(s->arena, path, (size_t)(slash - path)) : ".");
}

bool db_copy_new(struct scope *s, const struct db_copy *copy)
{
	const char *fresh = arena_printf(s->arena, "%s-new", copy->to);

	if (!fill(s, copy, fresh) || !remove_leftovers(s, copy->to) ||
		(rename(fresh, copy->to) != 0 &&
			!err_errno(s, ERR_UNAVAILABLE, "creating", copy->to))) {
		unlink(fresh);
		return false;
	}
	return !copy->durable || sync_folder_of(s, copy->to);
}
