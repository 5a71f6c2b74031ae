/* The header of a SQLite database: https://www.sqlite.org/fileformat.html, section 1.3. */
#include "store/checkpoint_file.h"

#include "base/bytes.h"
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 100, PAGE_SIZE = 16, PAGE_COUNT = 28, LARGEST_PAGE = 65536 };

static const char *kind_of(const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		return "a folder";
	if (S_ISLNK(st->st_mode))
		return "a symbolic link";
	if (S_ISFIFO(st->st_mode))
		return "a pipe";
	return S_ISSOCK(st->st_mode) ? "a socket" : "a device";
}

static int64_t bytes_by_header(const uint8_t *p)
{
	const struct bytes header = { p, HEADER };
	int64_t page = bytes_big(&header, PAGE_SIZE, 2);
	int64_t pages = bytes_big(&header, PAGE_COUNT, 4);

	return (page == 1 ? LARGEST_PAGE : page) * pages;
}

static enum checkpoint_file damaged(struct scope *s, const char *path, const char *what)
{
	err_set(s, ERR_UNAVAILABLE,
		"%s %s. As long as it is there no bytes are collected, as it may have named them.",
		path, what);
	return CHECKPOINT_FILE_DAMAGED;
}

static enum checkpoint_file look_inside(
	struct scope *s, const char *path, int fd, const struct stat *st)
{
	static const char magic[] = "SQLite format 3";
	uint8_t header[HEADER];

	if (pread(fd, header, sizeof(header), 0) != HEADER ||
		memcmp(header, magic, sizeof(magic)) != 0)
		return damaged(s, path, "is no database");
	if (st->st_size < bytes_by_header(header))
		return damaged(s, path,
			arena_printf(s->arena, "is cut short: it has %" PRId64 " bytes of %" PRId64,
				(int64_t)st->st_size, bytes_by_header(header)));
	return CHECKPOINT_FILE_WHOLE;
}

/* SQLite opens what lies beside a database under these names, and would wait at a pipe. */
static bool has_strange_company(struct scope *s, const char *path)
{
	static const char *const ends[] = { "-journal", "-wal", "-shm" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		const char *beside = arena_printf(s->arena, "%s%s", path, ends[i]);
		if (lstat(beside, &st) == 0 && !S_ISREG(st.st_mode)) {
			err_set(s, ERR_UNAVAILABLE, "%s is %s.", beside, kind_of(&st));
			return true;
		}
	}
	return false;
}

enum checkpoint_file checkpoint_file_look(struct scope *s, const char *path)
{
	enum checkpoint_file found = CHECKPOINT_FILE_OTHER;
	struct stat st;

	if (lstat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			found = CHECKPOINT_FILE_DAMAGED;
		err_errno(s, ERR_UNAVAILABLE, "looking at", path);
		return found;
	}
	if (!S_ISREG(st.st_mode)) {
		err_set(s, ERR_UNAVAILABLE, "%s is %s, and no database.", path, kind_of(&st));
		return found;
	}
	if (has_strange_company(s, path))
		return CHECKPOINT_FILE_BLOCKED;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		err_errno(s, ERR_UNAVAILABLE, "opening", path);
		return errno == ENOENT ? found : CHECKPOINT_FILE_DAMAGED;
	}
	found = look_inside(s, path, fd, &st);
	close(fd);
	return found;
}

/* Where SQLite keeps what a change that does not come to its end is taken back with. */
static const char *journal_of(struct arena *a, const char *path)
{
	return arena_printf(a, "%s-journal", path);
}

void checkpoint_file_take_back(const char *path, bool durable)
{
	const struct db_options options = { .plain = true, .durable = durable };
	struct scope s = scope_open();
	struct db *db = NULL;

	/* Whose change was cut may be cut itself. */
	if (access(journal_of(s.arena, path), F_OK) == 0 &&
		checkpoint_file_look(&s, path) < CHECKPOINT_FILE_BLOCKED &&
		db_open(&s, path, &options, &db))
		(void)!db_exec(db, &s, "SELECT 1 FROM sqlite_master");
	db_close(db);
	scope_close(&s);
}

void checkpoint_file_drop_journal(struct scope *s, const char *path)
{
	unlink(journal_of(s->arena, path));
}
