/* To run the migrations takes SQLite several times as long as all else of a start. */
#include "db/db_schema.h"

#include "base/fs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool write_pages(int fd)
{
	unsigned char *pages = xcalloc(1, db_schema.size);

	for (size_t i = 0; i < db_schema.count; i++) {
		const struct db_stretch *stretch = &db_schema.stretches[i];
		memcpy(pages + stretch->at, stretch->bytes, stretch->length);
	}
	bool ok = fs_write_all(fd, pages, db_schema.size);
	free(pages);
	return ok;
}

bool db_schema_create(struct scope *s, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = fd >= 0 && write_pages(fd);

	if (!ok)
		err_errno(s, ERR_UNAVAILABLE, "creating", path);
	if (fd >= 0)
		close(fd);
	return ok;
}
