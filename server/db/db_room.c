/* A deletion writes its pages to the log first: some 30 for a file, its versions and the words of its name, and at
 * most, when an account goes, each page of the database once. A reset writes a new library, some 50. An empty log
 * takes them again and again, but to empty it the database may have to grow by what the log holds. */
#include "db/db_room.h"

#include "db/db_conn.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { STEP = 384 * 1024, MOST_RESERVE = 42 * STEP, LOW = STEP };
enum { MOST_WAIT_MS = 100 };

static int64_t space_at(const char *path)
{
	struct statvfs st;

	return statvfs(path, &st) == 0 ? (int64_t)st.f_bavail * (int64_t)st.f_frsize : INT64_MAX;
}

/* As much as the database takes, rounded up, but no more than some megabytes: files go step by step, and an account
 * that is larger needs some deletions before it. */
static int64_t reserve_size(struct db *db)
{
	struct scope s = scope_open();
	struct db_query q = db_begin(
		db, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
	int64_t bytes = db_row(&q) ? db_int(&q, 0) : 0;

	if (!db_end(&q, &s))
		bytes = 0;
	scope_close(&s);
	int64_t size = (bytes / STEP + 1) * STEP;
	return size < MOST_RESERVE ? size : MOST_RESERVE;
}

bool db_room_is_low(const char *path)
{
	return space_at(path) < LOW;
}

bool db_room_is_short(struct db *db, const char *path)
{
	return space_at(path) < reserve_size(db);
}

/* When readers hold on to the log, as much of it as they let go is written all the same. */
bool db_room_empty_log(struct db *db)
{
	sqlite3_busy_timeout(db->conn, MOST_WAIT_MS);
	int rc =
		sqlite3_wal_checkpoint_v2(db->conn, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->conn, DB_BUSY_TIMEOUT_MS);
	return rc != SQLITE_FULL;
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
static void grow(int fd, int64_t wanted, const char *path)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || st.st_size >= wanted)
		return;
	int64_t size = st.st_size + space_at(path);
	if (posix_fallocate(fd, 0, size < wanted ? size : wanted) != 0)
		(void)!ftruncate(fd, st.st_size);
}

void db_room_keep(struct db *db, const char *path)
{
	struct scope s = scope_open();
	int fd = open(reserve_of(&s, path),
		O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd >= 0) {
		grow(fd, reserve_size(db), path);
		close(fd);
	}
	scope_close(&s);
}
