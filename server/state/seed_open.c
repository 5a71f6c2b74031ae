/* Where a seed's relative paths lead, and where they may not. */
#include "state/seed_open.h"

#include "base/text.h"
#include "model/path_rules.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* With all links followed; NULL when there is nothing. */
static const char *real_path(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL);
	const char *copy = real ? arena_strdup(a, real) : NULL;

	free(real);
	return copy;
}

/* By its letters first, so that nobody learns what there is elsewhere; then by where its links lead. */
static bool stays_inside(struct arena *a, const char *folder, const char *path)
{
	if (path[0] == '/')
		return false;
	for (struct view rest = view_of(path); rest.p;)
		if (view_is(view_split(&rest, '/'), ".."))
			return false;
	const char *top = real_path(a, folder);
	const char *end = real_path(a, arena_printf(a, "%s/%s", folder, path));
	return !end || (top && path_rules_is_within(end, top));
}

static bool is_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

int seed_open_path(struct scope *s, const struct seed_document *d, const char *path)
{
	if (!d->folder) {
		err_set(s, ERR_INVALID,
			"there is no folder to look in: the server was started without --seed");
		return -1;
	}
	if (d->confined && !stays_inside(s->arena, d->folder, path)) {
		err_set(s, ERR_INVALID, "leads out of the folder of the seed, %s", d->folder);
		return -1;
	}
	const char *full = path[0] == '/' ? path : arena_printf(s->arena, "%s/%s", d->folder, path);
	int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		err_errno(s, ERR_INVALID, "reading", full);
		return -1;
	}
	if (is_file(fd))
		return fd;
	close(fd);
	err_set(s, ERR_INVALID, "%s is not a file", full);
	return -1;
}
