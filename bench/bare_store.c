/* What the machine alone can store: in one loop, the bytes of a file are written to a new file,
 * synced and renamed, and a row is inserted in an SQLite database (WAL, synchronous=FULL). A run of 16 '@'
 * in the bytes becomes a new number each time, so that no two files are the same.
 * usage: bare_store FOLDER BYTES_FILE SECONDS */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BYTES_MAX = 4 << 20, MARK = 16, PATH_MAX_HERE = 4096 };

struct store {
	const char *folder;
	sqlite3 *db;
	sqlite3_stmt *insert;
	char *bytes, *mark;
	size_t length;
};

static double now_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool bytes_read(struct store *store, const char *path)
{
	FILE *file = fopen(path, "rb");

	store->bytes = calloc(1, BYTES_MAX);
	if (!file || !store->bytes) {
		perror(path);
		return false;
	}
	store->length = fread(store->bytes, 1, BYTES_MAX, file);
	fclose(file);
	store->mark = memmem(store->bytes, store->length, "@@@@@@@@@@@@@@@@", MARK);
	if (!store->mark)
		fprintf(stderr, "bare_store: no run of 16 '@' in %s\n", path);
	return store->mark != NULL;
}

static bool database_open(struct store *store)
{
	static const char schema[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
				     "CREATE TABLE stored(name TEXT PRIMARY KEY, size INTEGER)";
	char path[PATH_MAX_HERE];

	snprintf(path, sizeof(path), "%s/bare.db", store->folder);
	return sqlite3_open(path, &store->db) == SQLITE_OK &&
	       sqlite3_exec(store->db, schema, NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_prepare_v2(store->db, "INSERT INTO stored VALUES(?1, ?2)", -1,
		       &store->insert, NULL) == SQLITE_OK;
}

static bool file_write(const struct store *store, const char *name)
{
	char staged[PATH_MAX_HERE], final[PATH_MAX_HERE];

	snprintf(staged, sizeof(staged), "%s/staged", store->folder);
	snprintf(final, sizeof(final), "%s/%s", store->folder, name);
	int fd = open(staged, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool written = write(fd, store->bytes, store->length) == (ssize_t)store->length;
	bool synced = fsync(fd) == 0;
	close(fd);
	return written && synced && rename(staged, final) == 0;
}

static bool store_one(struct store *store, uint64_t number)
{
	char name[MARK + 1];

	snprintf(name, sizeof(name), "%016" PRIx64, number);
	memcpy(store->mark, name, MARK);
	if (!file_write(store, name))
		return false;
	sqlite3_bind_text(store->insert, 1, name, MARK, SQLITE_STATIC);
	sqlite3_bind_int64(store->insert, 2, (sqlite3_int64)store->length);
	bool inserted = sqlite3_step(store->insert) == SQLITE_DONE;
	sqlite3_reset(store->insert);
	return inserted;
}

int main(int argc, char **argv)
{
	struct store store = { 0 };

	if (argc != 4) {
		fputs("usage: bare_store FOLDER BYTES_FILE SECONDS\n", stderr);
		return 2;
	}
	store.folder = argv[1];
	if (!bytes_read(&store, argv[2]) || !database_open(&store)) {
		fprintf(stderr, "bare_store: %s\n", sqlite3_errmsg(store.db));
		return 1;
	}
	double start = now_seconds(), end = start + strtod(argv[3], NULL), now = start;
	uint64_t count = 0;
	for (; now < end; now = now_seconds()) {
		if (!store_one(&store, count++)) {
			fprintf(stderr, "bare_store: %s, %s\n", strerror(errno),
				sqlite3_errmsg(store.db));
			return 1;
		}
	}
	printf("{\"requests\":%" PRIu64 ",\"seconds\":%.6f,\"per_second\":%.2f}\n", count,
		now - start, (double)count / (now - start));
	sqlite3_finalize(store.insert);
	sqlite3_close(store.db);
	free(store.bytes);
	return 0;
}
