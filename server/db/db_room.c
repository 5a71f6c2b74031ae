/* A deletion writes its pages to the log first: some 30 for a file, its versions and the words of its name. A reset
 * writes a new library, some 50. An empty log takes them again and again, but to empty it the database may have to
 * grow by what the log holds. */
#include "db/db_room.h"

#include "db/db_conn.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { RESERVE = 384 * 1024, LOW = RESERVE };
enum { MOST_WAIT_MS = 100 };

static int64_t space_at(const char *path)
{
	struct statvfs st;

	return statvfs(path, &st) == 0 ? (int64_t)st.f_bavail * (int64_t)st.f_frsize : INT64_MAX;
}

bool db_room_is_low(const char *path)
{
	return space_at(path) < LOW;
}

/* When readers hold on to the log, as much of it as they let go is written all the same. */
void db_room_empty_log(struct db *db)
{
	sqlite3_busy_timeout(db->conn, MOST_WAIT_MS);
	(void)sqlite3_wal_checkpoint_v2(db->conn, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->conn, DB_BUSY_TIMEOUT_MS);
}

static const char *reserve_of(struct scope *s, const char *path)
{
	return arena_printf(s->arena, "%s-reserve", path);
}

void db_room_release(const char *path)
{
	struct scope s = scope_open();

	unlink(reserve_of(&s, path));
	scope_close(&s);
}

/* Up to its full size, as far as there is space: a deletion comes before whatever else would take it. */
static bool grow(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size >= RESERVE)
		return true;
	int64_t size = st.st_size + space_at(path);
	if (size > RESERVE)
		size = RESERVE;
	if (posix_fallocate(fd, 0, size) != 0) {
		(void)!ftruncate(fd, st.st_size);
		return false;
	}
	return size == RESERVE;
}

bool db_room_keep(const char *path)
{
	struct scope s = scope_open();
	int fd = open(reserve_of(&s, path),
		O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	bool whole = fd >= 0 && grow(fd, path);

	if (fd >= 0)
		close(fd);
	scope_close(&s);
	return whole;
}
